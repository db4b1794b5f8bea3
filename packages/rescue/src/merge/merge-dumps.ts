import {
  type ByteStore,
  type Cartridge,
  type LongOperation,
  rescueMapOf,
} from "@floppytape/cartridge";
import { createSegmentPool, SegmentBytes } from "@floppytape/ecc";
import {
  type Finding,
  type Geometry,
  MaxSegments,
  type SectorMap,
  segmentCountOf,
} from "@floppytape/qic-format";
import { decideSegment } from "./decide-segment.js";
import { type Dump, laidOut, type OpenedDump, openDumps } from "./dump.js";
import { createDumpReader, RunSegments } from "./dump-reader.js";
import type { MergeResult } from "./merge-result.js";
import { createMergeTally } from "./merge-tally.js";
import { MaxDumps } from "./provenance.js";
import { requireOneCartridge } from "./same-cartridge.js";
import { requireSameContents } from "./same-contents.js";
import { layOut, type Workbench } from "./trial.js";
import { bestHeader } from "./united-header.js";

export interface MergeOptions extends LongOperation {
  /** Merge also what headers or contents show to be dumps of different cartridges. Default false. */
  force?: boolean;
  /** Use this geometry, and its format code, instead of what the headers say. */
  geometry?: Geometry;
  /** Conflicts to list. Default 1000. */
  maxConflicts?: number;
}

/**
 * Puts dumps of one cartridge together, sector by sector and before any correction, and writes a raw image
 * (32768 bytes a segment) to `target`: every sector as some dump read it, zeros in holes. What dumps have
 * differently is settled by the parity of the segment, see `ConflictDecision`. Nothing is corrected in the
 * image, so that reading it shows what the parity had to do.
 * @param target undefined: only find out what would come of it. Not closed.
 * @throws {RescueError} `DIFFERENT_CARTRIDGES`.
 * @throws {RangeError} for fewer than 2 dumps or more than 26.
 */
export async function mergeDumps(
  dumps: readonly Dump[],
  target: Pick<ByteStore, "write"> | undefined,
  options: MergeOptions = {},
): Promise<MergeResult> {
  if (dumps.length < 2 || dumps.length > MaxDumps)
    throw new RangeError(`dumps must be 2 to ${MaxDumps}, got ${dumps.length}`);
  const { geometry, signal, onProgress, maxConflicts = 1000 } = options;
  const pool = createSegmentPool(1);
  const workbench: Workbench = { buffer: pool.segment(0), engine: pool.engine };
  const found = await openDumps(dumps, geometry);
  if (options.force !== true) requireOneCartridge(found);
  const cartridge = await bestHeader(found, geometry, workbench);
  const opened = cartridge ? await laidOut(found, cartridge) : found;
  const badOf = (segment: number): SectorMap => cartridge?.badSectors.get(segment) ?? 0;
  const segmentCount = cartridge ? segmentCountOf(cartridge.geometry) : longestOf(opened);

  if (options.force !== true) await requireSameContents(opened, segmentCount, badOf, signal);
  const tally = createMergeTally(opened, cartridge, maxConflicts);
  const holes = new Map<number, SectorMap>();
  const readers = opened.map(createDumpReader);
  const image = new Uint8Array(RunSegments * SegmentBytes);
  for (let first = 0; first < segmentCount; ) {
    signal?.throwIfAborted();
    const count = Math.min(RunSegments, segmentCount - first);
    const runs = [];
    for (const reader of readers) runs.push(await reader.read(first, count, badOf, signal));
    for (let index = 0; index < count; index++) {
      const segment = first + index;
      const bad = badOf(segment);
      const reads = runs.map((run) => run[index]!);
      const made = decideSegment(reads, bad, workbench);
      const sectors = image.subarray(index * SegmentBytes, (index + 1) * SegmentBytes);
      const missing = layOut(made.choice, bad, sectors);
      tally.add({ segment, bad, reads, made, sectors, missing });
      if (missing !== 0) holes.set(segment, missing);
    }
    await target?.write(first * SegmentBytes, image.subarray(0, count * SegmentBytes));
    first += count;
    onProgress?.({ phase: "merge", done: first, total: segmentCount, unit: "segments" });
  }
  const sizeBytes = segmentCount * SegmentBytes;
  return {
    sizeBytes,
    segmentCount,
    map: rescueMapOf(holes, sizeBytes),
    header: cartridge?.header,
    account: tally.account,
    corrected: tally.corrected,
    unverifiable: tally.unverifiable,
    lost: tally.lost,
    sectors: tally.sectors,
    dumps: tally.dumps,
    provenance: tally.provenance,
    conflicts: tally.conflicts,
    conflictCounts: tally.conflictCounts,
    findings: findingsOf(opened, cartridge),
  };
}

function longestOf(dumps: readonly OpenedDump[]): number {
  const longest = Math.max(...dumps.map(({ store }) => store.segmentCount ?? 0));
  return Math.min(longest, MaxSegments);
}

function findingsOf(dumps: readonly OpenedDump[], cartridge: Cartridge | undefined): Finding[] {
  const warning = (code: string, message: string, details: Finding["details"] = {}): Finding => ({
    code,
    message,
    severity: "warning",
    details,
  });
  if (cartridge === undefined)
    return [
      warning(
        "NO_HEADER",
        "no dump has a readable header, nor have all of them together: bad sectors are not known, and the parity settles little",
      ),
    ];
  const findings: Finding[] = [];
  for (const { name, cartridge: own, store } of dumps) {
    if (own === undefined) {
      findings.push(warning("DUMP_WITHOUT_HEADER", `${name} has no readable header`));
      continue;
    }
    const { segmentsWritten } = own.header;
    if (segmentsWritten !== cartridge.header.segmentsWritten)
      findings.push(
        warning(
          "DUMP_OLDER",
          `${name} is older than the newest dump (write counters ${segmentsWritten} and ${cartridge.header.segmentsWritten})`,
          { segmentsWritten, newest: cartridge.header.segmentsWritten },
        ),
      );
    const stored = store.segmentCount;
    const stated = segmentCountOf(cartridge.geometry);
    if (stored !== undefined && stored < stated)
      findings.push(
        warning("DUMP_TRUNCATED", `${name} has ${stored} segments, the cartridge ${stated}`, {
          stored,
          stated,
        }),
      );
  }
  return findings;
}
