/**
 * The bad sector map of a cartridge in its three stored forms: words (format codes 2 and 5), list (3),
 * list with whole segments (4 and 6). Explained in docs/formats/bad-sector-map.md.
 */
import {
  badSectorListLength,
  badSectorListOf,
  decodeBadSectorList,
  writeBadSectorList,
} from "./bad-sector-list.js";
import { FormatError, requireBytes } from "./errors.js";
import { type Finding, warning } from "./finding.js";
import type { FormatCode } from "./geometry.js";
import { badSectorMapRegion, HeaderBytes, regionOf } from "./header-layout.js";
import { type Sequence, sequence, u32 } from "./layout.js";
import { moveLegacyMarks } from "./legacy-marks.js";
import { AllSectors, type SectorMap, sectorCount } from "./sector-map.js";

/** Which sectors of which segments are not used. Memory and time go with the segments that have any. */
export interface BadSectorMap {
  readonly formatCode: FormatCode;
  readonly segmentCount: number;
  /** What decoding found peculiar. */
  readonly findings: readonly Finding[];
  /** The bad sectors of a segment, 0 for none; fast enough to be asked per segment. */
  get(segment: number): SectorMap;
  /** @throws {RangeError} when the cartridge has no such segment. */
  set(segment: number, map: SectorMap): void;
  /** As `set`, with the sectors that are bad already. */
  add(segment: number, map: SectorMap): void;
  /** Segments with bad sectors, ascending, including stored ones beyond the last segment. */
  entries(): IterableIterator<readonly [segment: number, map: SectorMap]>;
  clone(): BadSectorMap;
}

/** An empty map for a cartridge of `segmentCount` segments. */
export function createBadSectorMap(formatCode: FormatCode, segmentCount: number): BadSectorMap {
  return mapOver(new Map(), formatCode, segmentCount, []);
}

/**
 * Reads the map of a plain header segment. A damaged map is read as far as it makes sense, with findings.
 * @throws {FormatError} `SHORT_BUFFER` below 29696 bytes.
 */
export function decodeBadSectorMap(
  headerBytes: Uint8Array,
  formatCode: FormatCode,
  segmentCount: number,
): BadSectorMap {
  requireBytes(headerBytes, HeaderBytes, "a header segment");
  const region = regionOf(headerBytes, badSectorMapRegion(formatCode));
  const maps = new Map<number, SectorMap>();
  const findings: Finding[] = [];
  if (storesWords(formatCode)) decodeWords(region, maps);
  else findings.push(...decodeBadSectorList(region, formatCode, maps));

  const beyond = [...maps.keys()].filter((segment) => segment >= segmentCount);
  if (beyond.length > 0)
    findings.push(
      warning(
        "MAP_BEYOND_TAPE",
        `the bad sector map names ${beyond.length} segments beyond the ${segmentCount} of the tape`,
        { count: beyond.length, segmentCount },
      ),
    );
  return mapOver(maps, formatCode, segmentCount, findings);
}

/**
 * Writes the map into a plain header segment; only its region changes. File marks of old ftape that lie
 * behind the list (codes 4 and 6) move along with its end.
 * @throws {FormatError} `MAP_FULL` when it does not fit, with nothing written; `SHORT_BUFFER`.
 */
export function encodeBadSectorMap(map: BadSectorMap, headerBytes: Uint8Array): void {
  requireBytes(headerBytes, HeaderBytes, "a header segment");
  const { formatCode } = map;
  const region = regionOf(headerBytes, badSectorMapRegion(formatCode));
  if (storesWords(formatCode)) {
    encodeWords(map, sequence(u32, region));
    return;
  }
  const list = badSectorListOf(map.entries(), formatCode);
  const lengthBefore = badSectorListLength(region);
  if (list.length === lengthBefore) writeBadSectorList(list, region);
  else
    moveLegacyMarks(headerBytes, formatCode, list.length, () => writeBadSectorList(list, region));
}

export interface BadSectorCounts {
  /** Sectors. */
  readonly physical: number;
  /** As the original driver reports them: a wholly bad segment counts 29, what it could have held. */
  readonly asOriginal: number;
  /** The part of `asOriginal` that the standard prescribes: 2784 on QIC-3020, 1392 on QIC-3010. */
  readonly prescribed: number;
}

/** Counts bad sectors; `fixedSegments` comes from `fixedBadSegments` and is counted as far as mapped out. */
export function countBadSectors(
  map: BadSectorMap,
  fixedSegments: readonly number[] = [],
): BadSectorCounts {
  let physical = 0;
  let asOriginal = 0;
  for (const [, bad] of map.entries()) {
    physical += sectorCount(bad);
    asOriginal += bad === AllSectors ? dataSectors : sectorCount(bad);
  }
  const prescribed = fixedSegments.filter((segment) => map.get(segment) === AllSectors).length;
  return { physical, asOriginal, prescribed: prescribed * dataSectors };
}

const dataSectors = 29;

function storesWords(formatCode: FormatCode): boolean {
  return formatCode === 2 || formatCode === 5;
}

/** Every opening of a cartridge goes through thousands of words that are mostly zero. */
function decodeWords(region: Uint8Array, maps: Map<number, SectorMap>): void {
  const words = sequence(u32, region);
  const anyOrder = new Uint32Array(region.slice().buffer, 0, words.count); // zero is zero
  for (let segment = 0; segment < anyOrder.length; segment++)
    if (anyOrder[segment] !== 0) maps.set(segment, words.get(segment));
}

function encodeWords(map: BadSectorMap, words: Sequence): void {
  for (const [segment] of map.entries())
    if (segment >= words.count)
      throw new FormatError("MAP_FULL", `segment ${segment} has no word: room for ${words.count}`, {
        segment,
        room: words.count,
      });
  for (let segment = 0; segment < words.count; segment++) words.set(segment, map.get(segment));
}

function mapOver(
  maps: Map<number, SectorMap>,
  formatCode: FormatCode,
  segmentCount: number,
  findings: readonly Finding[],
): BadSectorMap {
  const get = (segment: number): SectorMap => maps.get(segment) ?? 0;
  const set = (segment: number, map: SectorMap): void => {
    if (!Number.isInteger(segment) || segment < 0 || segment >= segmentCount)
      throw new RangeError(`segment must be 0 to ${segmentCount - 1}, got ${segment}`);
    if (map === 0) maps.delete(segment);
    else maps.set(segment, map >>> 0);
  };
  return {
    formatCode,
    segmentCount,
    findings,
    get,
    set,
    add: (segment, map) => set(segment, get(segment) | map),
    *entries() {
      for (const segment of [...maps.keys()].sort((a, b) => a - b)) yield [segment, get(segment)];
    },
    clone: () => mapOver(new Map(maps), formatCode, segmentCount, findings),
  };
}
