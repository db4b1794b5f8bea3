/**
 * The list form of the bad sector map (format codes 3, 4 and 6): ascending 3-byte sector numbers, counted
 * from 1 over the whole cartridge, ended by a zero. Explained in docs/formats/bad-sector-map.md.
 */
import { FormatError } from "./errors.js";
import { type Finding, warning } from "./finding.js";
import type { FormatCode } from "./geometry.js";
import { sequence, u24 } from "./layout.js";
import { AllSectors, type SectorMap, sectorsOf } from "./sector-map.js";

const wholeSegment = 0x800000;
const numberMask = 0x7fffff;

/** Codes 4 and 6 may name a whole segment by its first sector with bit 23 set. */
function namesWholeSegments(formatCode: FormatCode): boolean {
  return formatCode !== 3;
}

/** Reads the list at the start of `region` into `map`, whatever its order. */
export function decodeBadSectorList(
  region: Uint8Array,
  formatCode: FormatCode,
  map: Map<number, SectorMap>,
): Finding[] {
  const list = sequence(u24, region);
  const oddities = new Oddities();
  let previous = 0;
  let index = 0;
  for (; index < list.count; index++) {
    const value = list.get(index);
    if (value === 0) break;
    const number = value & numberMask;
    if (number === 0) {
      oddities.see("MAP_ILLEGAL_ENTRY", "names no sector", index);
      continue;
    }
    if (number <= previous) oddities.see("MAP_NOT_ASCENDING", "is not in ascending order", index);
    previous = number;
    const segment = (number - 1) >>> 5;
    const sector = (number - 1) & 31;
    if (value & wholeSegment && namesWholeSegments(formatCode)) {
      if (sector !== 0)
        oddities.see("MAP_WHOLE_SEGMENT_ENTRY", "marks a segment but names a later sector", index);
      map.set(segment, AllSectors);
    } else map.set(segment, ((map.get(segment) ?? 0) | (1 << sector)) >>> 0);
  }
  if (index === list.count)
    oddities.see("MAP_NO_END", "is the last; the end mark is missing", index - 1);
  return oddities.findings();
}

/** Entries in front of the terminator, or as many as the region holds. */
export function badSectorListLength(region: Uint8Array): number {
  const list = sequence(u24, region);
  let length = 0;
  while (length < list.count && list.get(length) !== 0) length++;
  return length;
}

/** Bytes that `length` entries and their terminator take. */
export function badSectorListBytes(length: number): number {
  return (length + 1) * u24.size;
}

/** @throws {FormatError} `MAP_FULL` for a sector that 23 bits cannot number. */
export function badSectorListOf(
  entries: Iterable<readonly [segment: number, map: SectorMap]>,
  formatCode: FormatCode,
): number[] {
  const list: number[] = [];
  for (const [segment, map] of entries) {
    const first = segment * 32 + 1;
    const whole = map === AllSectors && namesWholeSegments(formatCode);
    const sectors = whole ? [0] : sectorsOf(map);
    for (const sector of sectors) {
      if (first + sector > numberMask)
        throw new FormatError(
          "MAP_FULL",
          `sector ${sector} of segment ${segment} has no number in the list`,
          {
            segment,
            sector,
          },
        );
      list.push(whole ? first + wholeSegment : first + sector);
    }
  }
  return list;
}

/**
 * Writes `list` and its terminator and zeroes what a longer list left behind; the rest of `region` stays.
 * @throws {FormatError} `MAP_FULL`, with nothing written.
 */
export function writeBadSectorList(list: readonly number[], region: Uint8Array): void {
  const target = sequence(u24, region);
  if (list.length >= target.count)
    throw new FormatError(
      "MAP_FULL",
      `${list.length} entries do not fit: room for ${target.count - 1}`,
      {
        entries: list.length,
        room: target.count - 1,
      },
    );
  const before = badSectorListLength(region);
  list.forEach((value, index) => {
    target.set(index, value);
  });
  for (let index = list.length; index <= Math.min(before, target.count - 1); index++)
    target.set(index, 0);
  target.set(list.length, 0);
}

/** One finding per kind, so that a garbage list does not give thousands. */
class Oddities {
  readonly #seen = new Map<string, { what: string; first: number; count: number }>();

  see(code: string, what: string, index: number): void {
    const seen = this.#seen.get(code);
    if (seen) seen.count++;
    else this.#seen.set(code, { what, first: index, count: 1 });
  }

  findings(): Finding[] {
    return [...this.#seen].map(([code, { what, first, count }]) =>
      warning(
        code,
        `entry ${first} of the bad sector list ${what}${count > 1 ? `, and ${count - 1} more` : ""}`,
        {
          first,
          count,
        },
      ),
    );
  }
}
