/** Where the directory and the data of a volume lie: by the entry's numbers, held against what is there. */
import { VolumeFlag } from "@floppytape/qic-format";
import { isPlausibleEntry, readDataEntry } from "./data-entry-reader.js";
import { type DirectoryTree, readDirectoryTree } from "./directory-tree.js";
import type { EntryFormat } from "./entry.js";
import type { FindingList } from "./findings.js";
import type { SegmentSequence } from "./segment-sequence.js";
import type { FileSetVolume } from "./volume-entry.js";
import { readRange, type VolumeStream } from "./volume-stream.js";

/** The two sections of a volume, by positions in its stream. */
export interface Sections {
  readonly directory: DirectoryTree;
  /** Bytes of the directory are lost: what follows them is not in the tree. */
  readonly directoryDamaged: boolean;
  /** Undefined when no directory was found. */
  readonly directoryStart: number | undefined;
  readonly dataStart: number;
  /** Exclusive; where the data section can reach at most. */
  readonly dataEnd: number;
}

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

/** More than the directory of the fullest cartridge. */
export const MaxDirectoryBytes = 64 * 1024 * 1024;
const emptyTree: DirectoryTree = { nodes: [], usedBytes: 0, end: "cut", missingLevels: 1 };

/** Finds both sections. */
export async function findSections(query: SectionQuery): Promise<Sections> {
  const last =
    query.format.kind === "extended" || (query.volume.flags & VolumeFlag.DirectoryLast) !== 0;
  return last ? directoryBehindData(query) : directoryInFront(query);
}

async function directoryBehindData(query: SectionQuery): Promise<Sections> {
  const { volume, stream, findings } = query;
  // Of a part of a set nobody knows whether its positions begin anew.
  const several = (volume.flags & VolumeFlag.MultiCartridge) !== 0;
  const dataStart = several ? ((await stream.positionOf(0)) ?? 0) : 0;
  const { candidates, dataEnd } = await directoryCandidates(query);
  const [usual] = candidates;
  for (const start of candidates) {
    const found = await readDirectory(query, start);
    if (found === undefined) continue;
    if (start !== usual)
      findings.warn(
        "DIRECTORY_DISPLACED",
        `the directory is at byte ${start} of the volume, not at ${usual}`,
        { position: start, expected: usual! },
      );
    return { ...found, directoryStart: start, dataStart, dataEnd: Math.min(dataEnd, start) };
  }
  reportMissing(query);
  const end = Math.min(dataEnd, stream.sizeBytes);
  return {
    directory: emptyTree,
    directoryDamaged: true,
    directoryStart: undefined,
    dataStart,
    dataEnd: end,
  };
}

/** Places where the directory may begin, the most likely first, and the end of the data section. */
async function directoryCandidates({
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

async function directoryInFront(query: SectionQuery): Promise<Sections> {
  const { volume, stream, format, findings } = query;
  const { directoryBytes, dataBytes } = volume;
  const found = await readDirectory(query, 0);
  if (found === undefined) {
    reportMissing(query);
    const several = (volume.flags & VolumeFlag.MultiCartridge) !== 0;
    const end = several ? stream.sizeBytes : Math.min(directoryBytes + dataBytes, stream.sizeBytes);
    return {
      directory: emptyTree,
      directoryDamaged: true,
      directoryStart: undefined,
      dataStart: 0,
      dataEnd: end,
    };
  }
  const dataStart = await dataBehind(stream, format, found.directory, directoryBytes);
  if (dataStart !== directoryBytes)
    findings.note(
      "DATA_DISPLACED",
      `the data section is at byte ${dataStart} of the volume, not at ${directoryBytes}`,
      { position: dataStart, expected: directoryBytes },
    );
  return {
    ...found,
    directoryStart: 0,
    dataStart,
    dataEnd: Math.min(dataStart + dataBytes, stream.sizeBytes),
  };
}

/**
 * Start of the data behind a directory: directly, or where some programs begin it. The first of these
 * places where the first data entry stands.
 */
async function dataBehind(
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

/** Reads the directory at a position; undefined when there is none. */
async function readDirectory(
  { volume, stream, format, findings }: SectionQuery,
  start: number,
): Promise<Pick<Sections, "directory" | "directoryDamaged"> | undefined> {
  const stated = volume.directoryBytes;
  const size = Math.max(0, Math.min(stated, stream.sizeBytes - start, MaxDirectoryBytes));
  if (stated === 0)
    return { directory: readDirectoryTree(format, new Uint8Array(0)), directoryDamaged: false };
  const { bytes, holes } = await readRange(stream, start, size);
  const readable = bytes.subarray(0, holes[0] === undefined ? size : holes[0].start - start);
  const directory = readDirectoryTree(format, readable);
  const [first] = directory.nodes;
  if (first === undefined || !isPlausibleEntry(first.entry)) return undefined;
  const damaged = holes.length > 0 && directory.end === "cut";
  if (damaged)
    findings.warn(
      "DIRECTORY_DAMAGED",
      `the directory is lost from byte ${readable.length} of ${stated} on`,
      { position: readable.length, sizeBytes: stated },
    );
  else if (directory.missingLevels > 0)
    findings.warn(
      "DIRECTORY_INCOMPLETE",
      `the directory ends at byte ${directory.usedBytes} of ${stated} (${directory.end}) with ${directory.missingLevels} levels missing`,
      { position: directory.usedBytes, missingLevels: directory.missingLevels },
    );
  return { directory, directoryDamaged: directory.missingLevels > 0 };
}

function reportMissing({ findings }: SectionQuery): void {
  findings.warn(
    "DIRECTORY_LOST",
    "no directory can be read: files are found by their signatures",
    {},
  );
}
