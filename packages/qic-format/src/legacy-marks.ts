/**
 * File marks of the "Linux raw format" (ftape 2.x): pairs of segment and sector in the header segment, in
 * the failed sector log or behind the bad sector list. Explained in docs/formats/legacy-linux-raw-format.md.
 */
import { badSectorListBytes, badSectorListLength } from "./bad-sector-list.js";
import { FormatError } from "./errors.js";
import type { FormatCode } from "./geometry.js";
import {
  badSectorMapRegion,
  failedSectorLogRegion,
  headerTable,
  regionOf,
} from "./header-layout.js";
import { type Sequence, sequence, u16, u32 } from "./layout.js";

/** A file ends in `segment`, in front of its 1-based `sector`; the next one starts in the next segment. */
export interface LegacyMark {
  readonly segment: number;
  readonly sector: number;
}

/** As many as the failed sector log has entries; more behind a list mean that it is damaged. */
export const MaxLegacyMarks = 448;

/** The version of a "Linux raw format" label; undefined for any other label. */
export function legacyVersion(label: string): 1 | 2 | undefined {
  const version = Number(/^Linux raw format V(\d+)/.exec(label)?.[1]);
  return version === 1 || version === 2 ? version : undefined;
}

/** The marks of a plain header segment with a legacy label, in stored order; none when damaged. */
export function decodeLegacyMarks(
  headerBytes: Uint8Array,
  formatCode: FormatCode,
  version: 1 | 2,
): LegacyMark[] {
  const [region, count] = markRegion(headerBytes, formatCode);
  const words = sequence(u16, region);
  const marks: LegacyMark[] = [];
  for (let i = 0; i < count; i++) {
    const pair = [words.get(2 * i), words.get(2 * i + 1)] as const;
    const [segment, sector] = version === 1 ? [pair[1], pair[0]] : pair;
    marks.push({ segment, sector });
  }
  return marks;
}

/** Removes the marks, as taking such a tape over requires; everything else stays, the label too. */
export function clearLegacyMarks(headerBytes: Uint8Array, formatCode: FormatCode): void {
  const [region, count] = markRegion(headerBytes, formatCode);
  region.fill(0, 0, count * u32.size);
  if (failedSectorLogRegion(formatCode)) {
    region.fill(0);
    headerTable(formatCode).encode({ failedSectorCount: 0 }, headerBytes);
  }
}

/**
 * Lets `write` change the length of the bad sector list to `listLength` entries, and puts the marks of a
 * legacy tape behind its new end.
 * @throws {FormatError} `MAP_FULL`, with nothing written, when list and marks do not fit.
 */
export function moveLegacyMarks(
  headerBytes: Uint8Array,
  formatCode: FormatCode,
  listLength: number,
  write: () => void,
): void {
  const { label } = headerTable(formatCode).decode(headerBytes);
  const [region, count] = markRegion(headerBytes, formatCode);
  if (legacyVersion(label) === undefined || count === 0 || failedSectorLogRegion(formatCode)) {
    write();
    return;
  }
  const marks = region.slice(0, count * u32.size);
  const map = regionOf(headerBytes, badSectorMapRegion(formatCode));
  const place = badSectorListBytes(listLength);
  if (place + marks.length > map.length)
    throw new FormatError(
      "MAP_FULL",
      `${listLength} entries leave no room for ${count} file marks`,
      {
        entries: listLength,
        marks: count,
      },
    );
  region.fill(0, 0, marks.length);
  write();
  map.fill(0, place, Math.min(map.length, place + marks.length + u32.size));
  map.set(marks, place);
}

/** Where the marks begin, and how many there are. */
function markRegion(headerBytes: Uint8Array, formatCode: FormatCode): [Uint8Array, number] {
  const log = failedSectorLogRegion(formatCode);
  if (log) {
    const { failedSectorCount } = headerTable(formatCode).decode(headerBytes);
    return [regionOf(headerBytes, log), plausible(failedSectorCount)];
  }
  const map = regionOf(headerBytes, badSectorMapRegion(formatCode));
  const region = map.subarray(badSectorListBytes(badSectorListLength(map)));
  return [region, plausible(runLength(sequence(u32, region)))];
}

function plausible(count: number): number {
  return count <= MaxLegacyMarks ? count : 0;
}

/** Words in front of the first zero or the end of the region; counted no further than needed. */
function runLength(words: Sequence): number {
  let length = 0;
  while (length < words.count && length <= MaxLegacyMarks && words.get(length) !== 0) length++;
  return length;
}
