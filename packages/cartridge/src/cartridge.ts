import { type EccEngine, SegmentBytes, type SegmentPool } from "@floppytape/ecc";
import {
  type BadSectorMap,
  dataBytesOf,
  decodeBadSectorMap,
  decodeHeaderSegment,
  encodeBadSectorMap,
  type Finding,
  FormatError,
  type Geometry,
  type HeaderSegment,
  type SectorMap,
  scrambleDitto2gb,
  segmentCountOf,
} from "@floppytape/qic-format";
import { packSegment, repairTornSegment } from "./corrected-segment.js";
import { createDataPositions } from "./data-positions.js";
import { CartridgeError } from "./errors.js";
import { changeHeader, type HeaderChanges } from "./header-changes.js";
import type { FoundHeader, HeaderCopy } from "./header-search.js";
import {
  createSegmentReader,
  type SegmentContents,
  type SegmentReadOptions,
} from "./segment-reader.js";
import type { SegmentStore } from "./segment-store.js";
import { tableSteps } from "./table-steps.js";
import {
  failsEverywhere,
  type VerifiedWrite,
  writeThrough,
  writeVerified,
} from "./verified-write.js";

/** What became of the two header copies; one that failed is among the findings. */
export interface HeaderWriteResult {
  readonly copies: readonly VerifiedWrite[];
  readonly findings: readonly Finding[];
}

/** A cartridge whose header was read: where its data lies, and how to read and update it. */
export interface Cartridge {
  readonly store: SegmentStore;
  readonly geometry: Geometry;
  /** The fields of the header as they stand in {@link headerBytes}. */
  readonly header: HeaderSegment;
  /** 29696 bytes, unscrambled: the truth in memory. Who changes it has `writeHeaders` write it. */
  readonly headerBytes: Uint8Array;
  /** Headers are scrambled on the tape (Ditto 2GB). */
  readonly scrambled: boolean;
  /** Change it through {@link markBad} only. */
  readonly badSectors: BadSectorMap;
  readonly firstDataSegment: number;
  /** Inclusive; never beyond the tape, whatever the header says. */
  readonly lastDataSegment: number;
  readonly headerCopies: readonly HeaderCopy[];
  /** What is odd about the cartridge. */
  readonly findings: readonly Finding[];
  /** User bytes that a segment has room for: 0 to 29696; 0 for one behind the tape. */
  dataBytes(segment: number): number;
  /** Sum of the data bytes of all data segments, that of the volume table included. */
  capacityBytes(): number;
  /** Data bytes before a segment, counted from the first data segment; clamped to 0 and the capacity. */
  dataPosition(segment: number): number;
  /**
   * Adds bad sectors to the map, in memory: `writeHeaders` brings them to the tape.
   * @throws {CartridgeError} `PROTECTED_SEGMENT` for header segments and the volume table's, whose
   *   contents have no other place; `MAP_FULL`, with nothing changed.
   */
  markBad(segment: number, sectors: SectorMap): void;
  /**
   * Reads and corrects one segment. One call at a time.
   * @throws {RangeError} when the cartridge has no such segment.
   */
  readSegment(segment: number, options?: SegmentReadOptions): Promise<SegmentContents>;
  /** Reads the volume table's segment; also one whose last update was cut short by a crash. */
  readTable(options?: SegmentReadOptions): Promise<SegmentContents>;
  /**
   * Waits for queued writes, applies the changes, then writes copy 1 and, once that is safe, copy 2,
   * reading each back. One copy that fails is a finding.
   * @throws {CartridgeError} `HEADER_WRITE_FAILED` when both fail; when copy 1 fails in a way that bad tape
   *   does not explain: copy 2 is left as it was then; or when nothing was written since a header segment
   *   has bad sectors or is not where the header says.
   */
  writeHeaders(changes: HeaderChanges): Promise<HeaderWriteResult>;
  /**
   * Writes the volume table's segment (zeros behind `tableBytes`) so that a crash at any moment leaves
   * the old table, the new one, or one between. Findings name sectors that failed but do no harm.
   * @throws {CartridgeError} `TABLE_WRITE_FAILED` when it cannot be read back, or has no segment.
   * @throws {RangeError} when the table is larger than the segment.
   */
  writeTable(tableBytes: Uint8Array): Promise<readonly Finding[]>;
}

export interface CartridgeParts {
  readonly store: SegmentStore;
  readonly found: FoundHeader;
  readonly pool: SegmentPool;
  readonly engine: EccEngine;
  /** Header in memory that replaces the one found on the tape. */
  readonly headerBytes?: Uint8Array | undefined;
}

/** Puts a cartridge together from its header. */
export function createCartridge(parts: CartridgeParts): Cartridge {
  const { store, found, pool, engine } = parts;
  const { geometry, scrambled } = found.decoded;
  const segmentCount = segmentCountOf(geometry);
  const restored = parts.headerBytes && decodeHeaderSegment(parts.headerBytes, { geometry });
  const headerBytes = restored?.plain ?? found.decoded.plain;
  let { header } = restored ?? found.decoded;
  const badSectors = decodeBadSectorMap(headerBytes, geometry.formatCode, segmentCount);
  const { firstDataSegment } = header;
  const lastDataSegment = Math.min(header.lastDataSegment, segmentCount - 1);
  const positions = createDataPositions(badSectors, firstDataSegment, lastDataSegment);
  const badOf = (segment: number) => badSectors.get(segment);
  const reader = createSegmentReader(store, badOf, segmentCount, pool, engine);

  const requireSegment = (segment: number) => {
    if (!Number.isInteger(segment) || segment < 0 || segment >= segmentCount)
      throw new RangeError(`segment must be 0 to ${segmentCount - 1}, got ${segment}`);
  };

  const readTable = async (options?: SegmentReadOptions): Promise<SegmentContents> => {
    if (firstDataSegment >= segmentCount) return noTable(firstDataSegment);
    const contents = await reader.read(firstDataSegment, options);
    const { how, unreadable } = contents.report;
    if (how !== "lost" || unreadable !== 0) return contents;
    const bad = badOf(firstDataSegment);
    const packed = new Uint8Array(SegmentBytes);
    await store.readRun(firstDataSegment, 1, packed, { badSectors: badOf });
    packSegment(packed, bad);
    const correction = repairTornSegment(packed, bad, engine);
    if (correction === undefined) return contents;
    return {
      data: packed.subarray(0, dataBytesOf(bad)),
      report: { segment: firstDataSegment, ...correction },
    };
  };

  return {
    store,
    geometry,
    get header() {
      return header;
    },
    headerBytes,
    scrambled,
    badSectors,
    firstDataSegment,
    lastDataSegment,
    headerCopies: found.copies,
    findings: [
      ...found.findings,
      ...found.decoded.findings,
      ...badSectors.findings,
      ...sizeFindings(store.segmentCount, segmentCount),
    ],
    dataBytes: (segment) => (segment < segmentCount ? dataBytesOf(badSectors.get(segment)) : 0),
    capacityBytes: positions.capacityBytes,
    dataPosition: positions.at,
    markBad(segment, sectors) {
      requireSegment(segment);
      if (segment === firstDataSegment || header.headerSegments.includes(segment))
        throw new CartridgeError(
          "PROTECTED_SEGMENT",
          `segment ${segment} holds ${segment === firstDataSegment ? "the volume table" : "a header"} and cannot be given bad sectors`,
          { segment, sectors },
        );
      const next = badSectors.clone();
      next.add(segment, sectors);
      try {
        encodeBadSectorMap(next, headerBytes);
      } catch (cause) {
        if (!(cause instanceof FormatError)) throw cause;
        const message = `bad sectors of segment ${segment}: ${cause.message}`;
        throw new CartridgeError("MAP_FULL", message, { segment, sectors }, cause);
      }
      badSectors.add(segment, sectors);
      positions.forget();
      reader.forget();
    },
    async readSegment(segment, options) {
      requireSegment(segment);
      return reader.read(segment, options);
    },
    readTable,
    async writeHeaders(changes) {
      requireHeaderPlaces(header, found.segment, segmentCount, badSectors);
      await store.flush();
      changeHeader(headerBytes, header, changes);
      header = decodeHeaderSegment(headerBytes, { geometry }).header;
      const stored = scrambled ? scrambleDitto2gb(headerBytes) : headerBytes;
      const copies: VerifiedWrite[] = [];
      for (const segment of header.headerSegments) {
        const copy = await writeVerified(store, segment, stored, 0, engine);
        if (copies.length === 0 && failsEverywhere(copy)) throw secondCopyKept(segment);
        copies.push(copy);
      }
      if (copies.every(({ verified }) => !verified))
        throw new CartridgeError(
          "HEADER_WRITE_FAILED",
          `neither header copy (segments ${header.headerSegments.join(" and ")}) could be read back`,
          { segment: header.headerSegments[0], otherSegment: header.headerSegments[1] },
        );
      return { copies, findings: copies.flatMap((copy) => writeFindings(copy, "header copy")) };
    },
    async writeTable(tableBytes) {
      const room = firstDataSegment < segmentCount ? dataBytesOf(badOf(firstDataSegment)) : 0;
      if (tableBytes.length > room)
        throw new RangeError(`tableBytes has ${tableBytes.length} bytes, its segment ${room}`);
      if (firstDataSegment >= segmentCount)
        throw new CartridgeError(
          "TABLE_WRITE_FAILED",
          `the header has the volume table in segment ${firstDataSegment}, behind the tape`,
          { segment: firstDataSegment },
        );
      const table = new Uint8Array(room);
      table.set(tableBytes);
      await store.flush();
      const { data, report } = await readTable();
      const readable = report.how === "read" || report.how === "corrected";
      const steps = readable ? tableSteps(data, table) : [table];
      const bad = badOf(firstDataSegment);
      for (const step of steps.slice(0, -1))
        await writeThrough(store, firstDataSegment, step, bad, engine);
      const outcome = await writeVerified(store, firstDataSegment, table, bad, engine);
      if (!outcome.verified)
        throw new CartridgeError(
          "TABLE_WRITE_FAILED",
          `the volume table in segment ${firstDataSegment} cannot be read back`,
          { segment: firstDataSegment, sectors: outcome.failed },
        );
      return writeFindings(outcome, "volume table");
    },
  };
}

function secondCopyKept(segment: number): CartridgeError {
  return new CartridgeError(
    "HEADER_WRITE_FAILED",
    `the header copy in segment ${segment} cannot be read back although its tape need not be bad: drive or controller fail to write; the other copy was left alone`,
    { segment },
  );
}

function requireHeaderPlaces(
  { headerSegments }: HeaderSegment,
  foundIn: number,
  segmentCount: number,
  badSectors: BadSectorMap,
): void {
  const fail = (segment: number, what: string): never => {
    throw new CartridgeError("HEADER_WRITE_FAILED", `header not written: ${what}`, { segment });
  };
  if (!headerSegments.includes(foundIn))
    fail(foundIn, `it was found in segment ${foundIn}, but names ${headerSegments.join(" and ")}`);
  for (const segment of headerSegments) {
    if (segment >= segmentCount) fail(segment, `segment ${segment} is beyond the tape`);
    if (badSectors.get(segment) !== 0) fail(segment, `segment ${segment} has bad sectors`);
  }
}

function writeFindings({ segment, verified, failed }: VerifiedWrite, what: string): Finding[] {
  if (verified && failed === 0) return [];
  return [
    {
      code: verified ? "WEAK_SECTORS" : "HEADER_COPY_LOST",
      severity: "warning",
      message: verified
        ? `the ${what} in segment ${segment} has failing sectors (map 0x${failed.toString(16)}), which its parity makes up for`
        : `the ${what} in segment ${segment} cannot be read back`,
      details: { segment, sectors: failed },
    },
  ];
}

function sizeFindings(stored: number | undefined, stated: number): Finding[] {
  if (stored === undefined || stored === stated) return [];
  const short = stored < stated;
  return [
    {
      code: short ? "IMAGE_TRUNCATED" : "IMAGE_LONGER",
      severity: short ? "warning" : "note",
      message: `the image has ${stored} segments, the cartridge ${stated}`,
      details: { stored, stated },
    },
  ];
}

function noTable(segment: number): SegmentContents {
  const report = {
    segment,
    how: "lost",
    corrected: 0,
    unreadable: 0,
    unverifiable: 0,
    silent: 0,
    lost: 0,
  } as const;
  return { data: new Uint8Array(0), report };
}
