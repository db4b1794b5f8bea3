import { type EccEngine, eccEngine, SegmentBytes } from "@floppytape/ecc";
import {
  AllSectors,
  type BadSectorMap,
  type CartridgeType,
  createBadSectorMap,
  encodeBadSectorMap,
  encodeHeaderSegment,
  FormatError,
  fixedBadSegments,
  type Geometry,
  goodSectorCount,
  HeaderBytes,
  type HeaderSegment,
  type QicStandard,
  type SectorMap,
  segmentCountOf,
} from "@floppytape/qic-format";
import { CartridgeError } from "./errors.js";
import type { LongOperation } from "./long-operation.js";
import type { SegmentStore } from "./segment-store.js";
import { writeVerified } from "./verified-write.js";

export interface FormatCartridgeOptions extends LongOperation {
  /** What to make of the cartridge: a known type, or a geometry and the drive's standard. */
  type: CartridgeType | { readonly standard: QicStandard; readonly geometry: Geometry };
  /** At most 44 ASCII characters. Default: none. */
  label?: string;
  /** Packed date of all date fields. Default 0: not set. */
  date?: number;
  /** Sectors to map out besides those that fail now and those that the standard prescribes. */
  badSectors?: Iterable<readonly [segment: number, map: SectorMap]>;
  /** Header of the cartridge before: its initial date, counts, manufacturer and lot code live on. */
  previous?: HeaderSegment;
  /** Name of the formatting program. Default: that of `previous`, else blank. */
  manufacturer?: string;
  lotCode?: string;
  /** Default: the last segment that can hold data. Some formatters store the last segment of all. */
  lastDataSegment?: number;
  /** Map out the QIC-3010/3020 segments that the standard prescribes. Default true. */
  prescribedBadSegments?: boolean;
  /** Default 0x6b. */
  filler?: number;
  /** Gap 3 length for drives. Default: the standard's. */
  gap3?: number;
  engine?: EccEngine;
}

export interface FormatReport {
  readonly header: HeaderSegment;
  readonly badSectors: BadSectorMap;
}

/** Headers beyond this segment are not looked for. */
const headerArea = 68;

/**
 * Formats a cartridge: low-level format and verify by the store, then the segments in front of the
 * header copies (deleted data marks), both copies, and an empty volume table, each read back.
 * @throws {CartridgeError} `NO_HEADER_PLACE` when two segments without bad sectors are not to be found
 *   in front of segment 68, or no table fits behind them; `MAP_FULL`; `HEADER_WRITE_FAILED`,
 *   `TABLE_WRITE_FAILED`; what the store says, such as `WRITE_PROTECTED`.
 */
export async function formatCartridge(
  store: SegmentStore,
  options: FormatCartridgeOptions,
): Promise<FormatReport> {
  const { filler = 0x6b, engine = eccEngine() } = options;
  const { geometry, standard } = options.type;
  const segmentCount = segmentCountOf(geometry);
  const gap = options.gap3 === undefined ? {} : { gap3: options.gap3 };
  const { bad } = await store.format({ geometry, standard, filler, ...gap }, options);

  const map = createBadSectorMap(geometry.formatCode, segmentCount);
  if (options.prescribedBadSegments ?? true)
    for (const segment of fixedBadSegments(standard, geometry)) map.set(segment, AllSectors);
  for (const [segment, sectors] of options.badSectors ?? []) map.add(segment, sectors);
  for (const [segment, sectors] of bad) map.add(segment, sectors);

  // A header or table segment that fails now is bad, and the next one takes its place.
  for (;;) {
    const places = placesOf(map);
    const header = headerOf(options, map, places);
    const headerBytes = new Uint8Array(HeaderBytes);
    encodeHeaderSegment(header, headerBytes);
    encodeMap(map, headerBytes);
    options.signal?.throwIfAborted();

    const failed = await writeAll(store, header, headerBytes, map, filler, engine);
    if (failed === undefined) {
      store.useGeometry(geometry);
      return { header, badSectors: map };
    }
    if ((failed.sectors & ~map.get(failed.segment)) === 0)
      throw new CartridgeError(
        failed.segment === header.firstDataSegment ? "TABLE_WRITE_FAILED" : "HEADER_WRITE_FAILED",
        `segment ${failed.segment} cannot be read back, though no sector of it failed`,
        { segment: failed.segment },
      );
    map.add(failed.segment, failed.sectors);
  }
}

interface Places {
  readonly headerSegments: readonly [number, number];
  readonly firstDataSegment: number;
  readonly lastDataSegment: number;
}

/** Where headers, table and data go: the choice that the CMS formatter makes. */
function placesOf(map: BadSectorMap): Places {
  const canHoldData = (segment: number) => goodSectorCount(map.get(segment)) > 3;
  const headers: number[] = [];
  for (let s = 0; s < Math.min(map.segmentCount, headerArea) && headers.length < 2; s++)
    if (map.get(s) === 0) headers.push(s);
  const [first, second] = headers;
  if (first === undefined || second === undefined)
    throw new CartridgeError(
      "NO_HEADER_PLACE",
      `${headers.length} of the first ${headerArea} segments are without bad sectors, two are needed`,
      { found: headers.length },
    );
  let firstDataSegment = second + 1;
  while (firstDataSegment < map.segmentCount && !canHoldData(firstDataSegment)) firstDataSegment++;
  let lastDataSegment = map.segmentCount - 1;
  while (lastDataSegment > firstDataSegment && !canHoldData(lastDataSegment)) lastDataSegment--;
  if (firstDataSegment >= map.segmentCount)
    throw new CartridgeError(
      "NO_HEADER_PLACE",
      `no segment behind header segment ${second} has room for a volume table`,
      { segment: second },
    );
  return { headerSegments: [first, second], firstDataSegment, lastDataSegment };
}

function headerOf(
  options: FormatCartridgeOptions,
  map: BadSectorMap,
  places: Places,
): HeaderSegment {
  const { date = 0, label = "", previous } = options;
  const { formatCode, ...numbers } = options.type.geometry;
  return {
    ...places,
    lastDataSegment: options.lastDataSegment ?? places.lastDataSegment,
    formatCode,
    ...numbers,
    revision: 0,
    formatDate: date,
    writeDate: date,
    label,
    labelDate: date,
    compressionMapStart: 0,
    reformatError: 0,
    segmentsWritten: ((previous?.segmentsWritten ?? 0) + 2 * map.segmentCount) >>> 0,
    initialFormatDate: previous?.initialFormatDate ?? date,
    formatCount: Math.min((previous?.formatCount ?? 0) + 1, 0xffff),
    failedSectorCount: 0,
    manufacturer: options.manufacturer ?? previous?.manufacturer ?? "",
    lotCode: options.lotCode ?? previous?.lotCode ?? "",
  };
}

function encodeMap(map: BadSectorMap, headerBytes: Uint8Array): void {
  try {
    encodeBadSectorMap(map, headerBytes);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw cause;
    throw new CartridgeError("MAP_FULL", `too many bad sectors: ${cause.message}`, {}, cause);
  }
}

/** Writes headers, table and what lies between; the first segment that does not verify ends it. */
async function writeAll(
  store: SegmentStore,
  header: HeaderSegment,
  headerBytes: Uint8Array,
  map: BadSectorMap,
  filler: number,
  engine: EccEngine,
): Promise<{ segment: number; sectors: SectorMap } | undefined> {
  const { headerSegments, firstDataSegment } = header;
  const nothing = new Uint8Array(SegmentBytes).fill(filler);
  for (let segment = 0; segment < headerSegments[1]; segment++) {
    const skip = map.get(segment);
    if (headerSegments.includes(segment) || skip === AllSectors) continue;
    await store.writeSegment(segment, nothing, { skip, deleted: true });
  }
  for (const segment of [...headerSegments, firstDataSegment]) {
    const contents = segment === firstDataSegment ? new Uint8Array(0) : headerBytes;
    const outcome = await writeVerified(store, segment, contents, map.get(segment), engine);
    if (!outcome.verified || outcome.failed !== 0) return { segment, sectors: outcome.failed };
  }
  return undefined;
}
