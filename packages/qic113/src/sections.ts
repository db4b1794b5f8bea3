/** Where the directory and the data of a volume lie: by the entry's numbers, held against what is there. */
import { VolumeFlag } from "@floppytape/qic-format";
import { isPlausibleEntry } from "./data-entry-reader.js";
import { type DirectoryTree, readDirectoryTree } from "./directory-tree.js";
import { dataBehind, directoryCandidates, type SectionQuery } from "./section-places.js";
import { readRange } from "./volume-stream.js";

/** The two sections of a volume, by positions in its stream. */
export interface Sections {
  readonly directory: DirectoryTree;
  /** Bytes of the directory are lost: what follows them is not in the tree. */
  readonly directoryDamaged: boolean;
  /** Undefined when no directory was found. */
  readonly directoryStart: number | undefined;
  readonly dataStart: number;
  /** The directory is not where the entry's sizes put it: they may be wrong about the data, too. */
  readonly displaced?: boolean;
  /** Exclusive; where the data section can reach at most. */
  readonly dataEnd: number;
}

/** More than the directory of the fullest cartridge. */
const maxDirectoryBytes = 64 * 1024 * 1024;
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
    // Where the beginning is lost an entry may happen to begin at another candidate.
    if (start !== usual && !found.directory.nodes[0]!.entry.root) continue;
    if (start !== usual)
      findings.warn(
        "DIRECTORY_DISPLACED",
        `the directory is at byte ${start} of the volume, not at ${usual}`,
        { position: start, expected: usual! },
      );
    const displaced = start !== usual;
    const end = Math.min(dataEnd, start);
    return { ...found, directoryStart: start, dataStart, displaced, dataEnd: end };
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

/** Reads the directory at a position; undefined when there is none. */
async function readDirectory(
  { volume, stream, format, findings }: SectionQuery,
  start: number,
): Promise<Pick<Sections, "directory" | "directoryDamaged"> | undefined> {
  const stated = volume.directoryBytes;
  const size = Math.max(0, Math.min(stated, stream.sizeBytes - start, maxDirectoryBytes));
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
