import type { Finding } from "@floppytape/qic-format";
import { VolumeFlag } from "@floppytape/qic-format";
import { type CarvedEntry, carveDataEntries } from "./carve.js";
import { type ContentChunk, type ItemReport, readContents, sizeOfPlace } from "./contents.js";
import { parentsOf } from "./directory-tree.js";
import { DescriptionId, type Entry } from "./entry.js";
import { formatOf } from "./entry-format.js";
import { createFindingList } from "./findings.js";
import { type FileSetItem, itemsOf, itemsWithoutDirectory } from "./item.js";
import { contentBytes, type FoundContents, findContents } from "./item-contents.js";
import { createItemPlaces, type ItemPlace } from "./item-places.js";
import { reportLinkSection } from "./link-section.js";
import { createOemText, type OemText } from "./oem-text.js";
import { openVolumeStream } from "./open-volume.js";
import { placeDataEntries } from "./placement.js";
import type { MissingRun } from "./plain-stream.js";
import { findSections } from "./sections.js";
import type { SegmentDataSource } from "./segment-data-source.js";
import { createSegmentSequence, type SegmentRun } from "./segment-sequence.js";
import { withoutListed } from "./unlisted.js";
import type { FileSetVolume } from "./volume-entry.js";

/** The files of one volume. */
export interface FileSet {
  readonly volume: FileSetVolume;
  readonly format: "basic" | "extended";
  /** In the order of the directory; items that only signatures show follow. */
  readonly items: readonly FileSetItem[];
  /** What is odd about the volume; grows while contents are read. */
  readonly findings: readonly Finding[];
  /**
   * Delivers the contents of an item in order and returns what became of it. Lost bytes are zeros in
   * the chunks and named beside them. One reading at a time.
   * @throws {RangeError} when the item is not one of this file set.
   */
  read(
    item: FileSetItem,
    options?: ItemReadOptions,
  ): AsyncGenerator<ContentChunk, ItemReport, undefined>;
  /**
   * The size that {@link read} comes to, found without reading the contents: that of the directory where the header
   * in front of them agrees. Undefined when nothing says it. Not while something is read.
   * @throws {RangeError} as {@link read}.
   */
  sizeOf(item: FileSetItem, options?: ItemReadOptions): Promise<number | undefined>;
  /** Reads an item to its end and says only what became of it. */
  check(item: FileSetItem, options?: ItemReadOptions): Promise<ItemReport>;
}

export interface ItemReadOptions {
  /** Which part of an Extended item, see `DescriptionId`; default `Data`, the file's bytes. */
  readonly area?: number;
  readonly signal?: AbortSignal;
}

export interface FileSetOptions {
  /** Format of the directory, instead of the one that the entry states. */
  readonly format?: "basic" | "extended";
  /** Table of names in Basic file sets; default CP437. */
  readonly oemText?: OemText;
  readonly signal?: AbortSignal;
}

/** What containers and sets know beyond an entry. */
export interface FileSetPlaces {
  /** Index of the segment where the directory begins. */
  readonly directorySegment?: number | undefined;
  readonly missing?: readonly MissingRun[];
}

/**
 * Opens the file set of one volume. Reads the directory; the whole volume only when the directory is
 * damaged, to find files by their signatures.
 * @throws {Qic113Error} `NOT_A_FILE_SET`, `UNKNOWN_COMPRESSION`. Damage is not an error.
 */
export function openFileSet(
  volume: FileSetVolume,
  source: SegmentDataSource,
  options: FileSetOptions = {},
): Promise<FileSet> {
  const { firstSegment, lastSegment } = volume;
  return openRuns(volume, [{ source, firstSegment, lastSegment }], {}, options);
}

/** Opens a file set over one or several cartridges. */
export async function openRuns(
  volume: FileSetVolume,
  runs: readonly SegmentRun[],
  { directorySegment, missing = [] }: FileSetPlaces,
  { format: wanted, oemText = createOemText(), signal }: FileSetOptions,
): Promise<FileSet> {
  const format = formatOf(volume, wanted, oemText);
  const findings = createFindingList();
  const sequence = createSegmentSequence(runs);
  const { stream, overheadBytes } = await openVolumeStream(volume, sequence, missing, findings);
  const query = { volume, sequence, stream, format, overheadBytes, directorySegment, findings };
  const sections = await findSections(query);
  const { directory, directoryStart, dataStart, dataEnd, directoryDamaged } = sections;
  const { nodes } = directory;
  const several = (volume.flags & VolumeFlag.MultiCartridge) !== 0;
  const complete = !several && !directoryDamaged && dataEnd - dataStart === volume.dataBytes;
  const placement = placeDataEntries(nodes, complete ? volume.dataBytes : undefined);
  if (!directoryDamaged && !several && placement.totalBytes !== undefined)
    if (placement.totalBytes !== volume.dataBytes)
      findings.warn(
        "DATA_SIZE_DIFFERS",
        `the directory accounts for ${placement.totalBytes} bytes, the volume entry for ${volume.dataBytes}`,
        { directory: placement.totalBytes, entry: volume.dataBytes },
      );
  if (several && directoryStart !== undefined)
    await reportLinkSection(stream, directoryStart + directory.usedBytes, findings);

  let carving: Promise<readonly CarvedEntry[]> | undefined;
  const carved = () => {
    carving ??= carveDataEntries(stream, format, dataStart, dataEnd, signal).catch((error) => {
      carving = undefined; // what failed may be tried again
      throw error;
    });
    return carving;
  };
  const places = createItemPlaces({ stream, format, sections, placement, carved });
  const listed = itemsOf(directory, (index) => {
    const { entry } = nodes[index]!;
    const header = format.headerBytes(entry, parentsOf(nodes, nodes[index]!));
    return contentBytes(format, entry, header, placement.sizeOf(index), DescriptionId.Data);
  });
  const unlisted = directoryDamaged ? withoutListed(await carved(), sections, placement) : [];
  const found = unlisted.map(({ header: { entry, path, headerBytes }, size, guessed }) => {
    const known = guessed ? undefined : size;
    const bytes = contentBytes(format, entry, headerBytes, known, DescriptionId.Data);
    return { entry, path, sizeBytes: entry.directory ? 0 : bytes };
  });
  const items = [...listed, ...itemsWithoutDirectory(found, listed)];

  const placeOf = async (index: number): Promise<{ entry: Entry; place: ItemPlace }> => {
    const node = nodes[index];
    if (node !== undefined) return { entry: node.entry, place: await places.placeOf(index) };
    const { header, start, size, guessed } = unlisted[index - nodes.length]!;
    const { entry, headerBytes } = header;
    return { entry, place: { start, header, headerBytes, size, guessed, disagreements: [] } };
  };

  const contentsOf = async (
    item: FileSetItem,
    { area: areaId = DescriptionId.Data }: ItemReadOptions,
  ): Promise<FoundContents> => {
    const { index } = item;
    if (items[index] !== item) throw new RangeError("item must be one of this file set");
    const isEmpty = nodes[index]?.entry.dataEntryBytes === 0 && item.sizeBytes === 0;
    if (item.unreadable || isEmpty) return { place: undefined, sizeBytes: 0, disagreements: [] };
    const { entry, place } = await placeOf(index);
    return findContents({ stream, format, places, dataEnd, index, entry, place, areaId });
  };

  async function* read(
    item: FileSetItem,
    options: ItemReadOptions = {},
  ): AsyncGenerator<ContentChunk, ItemReport, undefined> {
    const contents = await contentsOf(item, options);
    const { disagreements } = contents;
    if (item.unreadable) return { ...nothingToRead([]), grade: "unreadable-at-backup" };
    if (contents.place === undefined) {
      const { sizeBytes } = contents;
      const lost = nothingToRead(disagreements);
      if (sizeBytes === 0) return lost;
      const holes = sizeBytes ? [{ start: 0, end: sizeBytes }] : [];
      return { ...lost, grade: "holes", sizeBytes, holes, lostBytes: sizeBytes ?? 0 };
    }
    const result = yield* readContents(stream, contents.place, options.signal);
    return { grade: result.holes.length > 0 ? "holes" : "whole", ...result, disagreements };
  }

  return {
    volume,
    format: format.kind,
    items,
    findings: findings.all,
    read,
    async sizeOf(item, readOptions = {}) {
      const { place, sizeBytes } = await contentsOf(item, readOptions);
      return place === undefined ? sizeBytes : sizeOfPlace(place);
    },
    async check(item, readOptions) {
      const chunks = read(item, readOptions);
      for (;;) {
        const { done, value } = await chunks.next();
        if (done) return value;
      }
    },
  };
}

/** The report of an item without contents. */
function nothingToRead(disagreements: readonly Finding[]): ItemReport {
  return {
    grade: "whole",
    sizeBytes: 0,
    holes: [],
    readBytes: 0,
    correctedBytes: 0,
    lostBytes: 0,
    unverifiedBytes: 0,
    disagreements,
  };
}
