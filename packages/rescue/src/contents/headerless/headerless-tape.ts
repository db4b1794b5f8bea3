import { correctSegment, type SegmentStore } from "@floppytape/cartridge";
import { createSegmentPool } from "@floppytape/ecc";
import {
  AllSectors,
  type BadSectorMap,
  cartridgeTypes,
  createBadSectorMap,
  dataBytesOf,
  type FormatCode,
  type Geometry,
  MaxSegments,
  segmentCountOf,
} from "@floppytape/qic-format";
import { createFindingList, type FindingList } from "../findings.js";
import { createSegmentWindow } from "../segment-window.js";
import { hasParity, type TapeSegments } from "../tape-segments.js";
import { findMap } from "./trial-maps.js";

/** A cartridge without a header, and what was found out about it. */
export interface HeaderlessTape {
  readonly segmentCount: number;
  /** As stated or guessed; a volume table may know better. */
  readonly formatCode: FormatCode;
  /** The data of the first segment that begins with an entry of a volume table. */
  readonly table: { readonly segment: number; readonly bytes: Uint8Array } | undefined;
  readonly findings: FindingList;
  /** The segments from one on that is taken for the table's; `firstDataSegment` 0 without a table. */
  segments(firstDataSegment: number, formatCode: FormatCode): TapeSegments;
}

export interface HeaderlessOptions {
  readonly geometry?: Geometry;
  readonly signal?: AbortSignal;
}

/** Where formatters put the table: behind the headers, which are searched as far as this. */
const tableArea = 70;
const runSegments = 32;

/**
 * Reads a whole cartridge to find out what its lost header said: which sectors are bad, by the self-check
 * of every segment, and where the volume table is.
 */
export async function readHeaderless(
  store: SegmentStore,
  { geometry, signal }: HeaderlessOptions,
): Promise<HeaderlessTape> {
  const findings = createFindingList();
  const stored = store.segmentCount ?? 0;
  const segmentCount = Math.min(MaxSegments, geometry ? segmentCountOf(geometry) : stored);
  const formatCode = geometry?.formatCode ?? guessedFormat(segmentCount);
  findings.warn(
    "NO_HEADER",
    geometry
      ? `no header can be read: the given geometry of ${segmentCount} segments, format code ${formatCode}, is used`
      : `no header can be read: ${segmentCount} segments, as many as are there, and format code ${formatCode} are assumed`,
    { segmentCount, formatCode },
  );
  const badSectors = createBadSectorMap(formatCode, segmentCount);
  const table = await findMaps(store, badSectors, findings, signal);
  const before = positions(badSectors);
  const badOf = (segment: number) => badSectors.get(segment);
  return {
    segmentCount,
    formatCode,
    table,
    findings,
    segments(firstDataSegment, code) {
      const at = (segment: number) =>
        before[Math.min(Math.max(segment, firstDataSegment), segmentCount)]!;
      return {
        formatCode: code,
        firstDataSegment,
        lastDataSegment: segmentCount - 1,
        parityStored: hasParity(store),
        badSectors: badOf,
        dataBytes: (segment) => (segment < segmentCount ? dataBytesOf(badOf(segment)) : 0),
        dataPosition: (segment) => at(segment) - at(firstDataSegment),
        read: createSegmentWindow(store, badOf, segmentCount),
      };
    },
  };
}

/** Fills the map; returns the table if there is one. */
async function findMaps(
  store: SegmentStore,
  badSectors: BadSectorMap,
  findings: FindingList,
  signal: AbortSignal | undefined,
): Promise<HeaderlessTape["table"]> {
  const { segmentCount } = badSectors;
  const pool = createSegmentPool(runSegments);
  let table: HeaderlessTape["table"];
  let mapped = 0;
  let unexplained = 0;
  for (let first = 0; first < segmentCount; first += runSegments) {
    signal?.throwIfAborted();
    const count = Math.min(runSegments, segmentCount - first);
    const { unreadable, deleted } = await store.readRun(first, count, pool.bytes);
    for (let index = 0; index < count; index++) {
      const segment = first + index;
      if (deleted[index] !== 0 || unreadable[index] === AllSectors) continue;
      const physical = pool.segment(index);
      let bad = findMap(physical, unreadable[index]!, pool.engine);
      if (bad === undefined) unexplained++;
      bad ??= 0;
      if (bad !== 0) {
        badSectors.set(segment, bad);
        if (bad !== AllSectors) mapped++;
      }
      if (table === undefined && segment < tableArea) {
        const { data, report } = correctSegment(physical, bad, unreadable[index]!, pool.engine);
        if (report.how !== "lost" && startsTable(data)) table = { segment, bytes: data.slice() };
      }
    }
  }
  if (mapped > 0)
    findings.note(
      "MAPS_FOUND",
      `the bad sectors of ${mapped} segments were found by their parity`,
      { segments: mapped },
    );
  if (unexplained > 0)
    findings.warn(
      "MAPS_UNKNOWN",
      `${unexplained} segments are damaged, or have bad sectors that were not found: they are read as if they had none`,
      { segments: unexplained },
    );
  return table;
}

/** Data bytes in front of every segment, and of all. */
function positions(badSectors: BadSectorMap): Float64Array {
  const before = new Float64Array(badSectors.segmentCount + 1);
  for (let segment = 0; segment < badSectors.segmentCount; segment++)
    before[segment + 1] = before[segment]! + dataBytesOf(badSectors.get(segment));
  return before;
}

/** Signatures of the entries of a table. */
const signatures = ["VTBL", "XTBL", "UTID"];

function startsTable(data: Uint8Array): boolean {
  return signatures.includes(String.fromCharCode(...data.subarray(0, 4)));
}

/** That of a cartridge with as many segments that was sold; else the one that fits any length. */
function guessedFormat(segmentCount: number): FormatCode {
  const sold = cartridgeTypes.find(({ geometry }) => segmentCountOf(geometry) === segmentCount);
  return sold?.geometry.formatCode ?? 4;
}
