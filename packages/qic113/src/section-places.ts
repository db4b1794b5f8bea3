/** Places where sections may begin, by the numbers of a volume's entry and the habits of programs. */
import { VolumeFlag } from "@floppytape/qic-format";
import { readDataEntry } from "./data-entry-reader.js";
import type { DirectoryTree } from "./directory-tree.js";
import type { EntryFormat } from "./entry.js";
import type { FindingList } from "./findings.js";
import type { SegmentSequence } from "./segment-sequence.js";
import type { FileSetVolume } from "./volume-entry.js";
import type { VolumeStream } from "./volume-stream.js";

/** What is needed to find them. */
export interface SectionQuery {
  readonly volume: FileSetVolume;
  readonly sequence: SegmentSequence;
  readonly stream: VolumeStream;
  readonly format: EntryFormat;
  /** Bytes in front of the frames of a compressed segment. */
  readonly overheadBytes: number;
  /** Index of the segment where the directory begins, if something else than the entry says so. */
  readonly directorySegment?: number | undefined;
  readonly findings: FindingList;
}

/** Places where the directory may begin, the most likely first, and the end of the data section. */
export async function directoryCandidates({
  volume,
  sequence,
  stream,
  overheadBytes,
  directorySegment,
}: SectionQuery): Promise<{ candidates: number[]; dataEnd: number }> {
  const { dataBytes, directoryBytes, compressed, flags } = volume;
  const several = (flags & VolumeFlag.MultiCartridge) !== 0;
  const candidates: (number | undefined)[] = [];
  if (directorySegment !== undefined) candidates.push(await stream.positionOf(directorySegment));
  // Backwards from the end, segment by segment, until there is room for the directory.
  let left = directoryBytes;
  let index = sequence.count;
  while (left > 0 && index > 0) left -= Math.max(0, sequence.dataBytes(--index) - overheadBytes);
  const backward = await stream.positionOf(index);
  if (several) candidates.push(backward, backward === undefined ? undefined : backward + 4);
  else if (compressed) candidates.push(dataBytes, backward);
  else candidates.push(await boundaryAt(sequence, stream, dataBytes), backward);
  const inside = candidates.filter(
    (position): position is number => position !== undefined && position < stream.sizeBytes,
  );
  const dataEnd = several ? (inside[0] ?? stream.sizeBytes) : dataBytes;
  return { candidates: [...new Set(inside)], dataEnd: Math.min(dataEnd, stream.sizeBytes) };
}

/** The first segment boundary at or behind a position. */
async function boundaryAt(
  sequence: SegmentSequence,
  stream: VolumeStream,
  position: number,
): Promise<number | undefined> {
  let low = 0;
  let high = sequence.count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (((await stream.positionOf(middle)) ?? 0) >= position) high = middle;
    else low = middle + 1;
  }
  return low === sequence.count ? undefined : stream.positionOf(low);
}

/**
 * Start of the data behind a directory: directly, or where some programs begin it. The first of these
 * places where the first data entry stands.
 */
export async function dataBehind(
  stream: VolumeStream,
  format: EntryFormat,
  { nodes, usedBytes }: DirectoryTree,
  directoryBytes: number,
): Promise<number> {
  const first = nodes.find(({ entry }) => entry.dataEntryBytes !== 0);
  if (first === undefined) return directoryBytes;
  const aligned = (size: number, unit: number) => Math.ceil(size / unit) * unit;
  const candidates = [
    directoryBytes,
    aligned(usedBytes, 512),
    aligned(directoryBytes, 512),
    aligned(directoryBytes, 4096),
    usedBytes,
  ];
  for (const position of candidates) {
    const header = await readDataEntry(stream, format, position, stream.sizeBytes);
    if (header === "hole") return directoryBytes;
    if (header !== "none" && header.entry.name === first.entry.name) return position;
  }
  return directoryBytes;
}
