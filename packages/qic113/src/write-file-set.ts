import { encodeBasicItem } from "./encode-basic.js";
import { encodeExtendedItem } from "./encode-extended.js";
import type { EncodedItem } from "./encoded-item.js";
import { Qic113Error } from "./errors.js";
import { createFramePacker } from "./frame-packer.js";
import { inDirectoryOrder, type NewItem } from "./new-item.js";
import { createOemText } from "./oem-text.js";
import { createPlainPacker, createSegmentRoom, type SegmentPacker } from "./segment-packer.js";
import type { FileSetWriteOptions, WrittenFileSet } from "./write-options.js";
import { entryOf } from "./written-entry.js";

/** One segment's data, to be written behind error correction by the caller, who owns it. */
export interface SegmentToWrite {
  readonly segment: number;
  readonly data: Uint8Array;
}

/**
 * Makes a volume of files, segment by segment in order, and returns its entry for the volume table.
 * @throws {Qic113Error} `NAME_UNENCODABLE`, `CONTENT_ENDS_EARLY`, `NO_SPACE`.
 * @throws {RangeError} for values that do not fit their fields.
 */
export async function* writeFileSet(
  items: readonly NewItem[],
  options: FileSetWriteOptions,
): AsyncGenerator<SegmentToWrite, WrittenFileSet, undefined> {
  const { firstSegment, lastSegment, dataBytes = () => 29696 } = options;
  const extended = options.format === "extended";
  if (extended && options.old) throw new RangeError("old must not be set for an extended file set");
  const encoded = encodeItems(items, options);
  const room = createSegmentRoom(firstSegment, lastSegment, dataBytes);
  const packer = options.compressed
    ? createFramePacker(room, {
        spanning: options.spanning ?? false,
        positionBytes: options.old ? 4 : 8,
      })
    : createPlainPacker(room);
  const sizes = { directoryBytes: 0, dataBytes: 0 };
  for (const { entry, dataEntryBytes } of encoded) {
    sizes.directoryBytes += entry.length;
    sizes.dataBytes += dataEntryBytes;
  }
  let segment = firstSegment;
  const parts = extended ? [pushData, pushDirectory] : [pushDirectory, pushData];
  for (const [index, push] of parts.entries()) {
    if (extended && index === 1) packer.boundary();
    for await (const _ of push(packer, encoded))
      for (const data of packer.take()) yield { segment: segment++, data };
  }
  packer.boundary();
  for (const data of packer.take()) yield { segment: segment++, data };
  if (segment === firstSegment) yield { segment: segment++, data: room.next() };
  const end = segment - 1;
  return {
    entryBytes: entryOf(options, firstSegment, end, sizes),
    firstSegment,
    lastSegment: end,
    ...sizes,
  };
}

function encodeItems(items: readonly NewItem[], options: FileSetWriteOptions): EncodedItem[] {
  if (options.format === "extended") {
    const root: NewItem = { name: options.device ?? "C:", items };
    return inDirectoryOrder([root]).map(encodeExtendedItem);
  }
  const text = options.oemText ?? createOemText();
  return inDirectoryOrder(items).map((item) => encodeBasicItem(item, text, options.old ?? false));
}

/** Hands over the directory, stored; pauses after every entry. */
async function* pushDirectory(
  packer: SegmentPacker,
  items: readonly EncodedItem[],
): AsyncGenerator<void> {
  for (const { entry } of items) {
    packer.push(entry, "stored");
    yield;
  }
}

/** Hands over the data entries; pauses after every piece. */
async function* pushData(
  packer: SegmentPacker,
  items: readonly EncodedItem[],
): AsyncGenerator<void> {
  for (const { item, header, trailer, dataEntryBytes } of items) {
    if (dataEntryBytes === 0) continue;
    packer.push(header);
    yield;
    const expected = dataEntryBytes - header.length - trailer.length;
    let delivered = 0;
    for await (const bytes of expected > 0 ? piecesOf(item) : []) {
      delivered += bytes.length;
      if (delivered > expected) break;
      packer.push(bytes);
      yield;
    }
    if (delivered !== expected)
      throw new Qic113Error(
        "CONTENT_ENDS_EARLY",
        `${item.name} announced ${expected} bytes but delivered ${delivered > expected ? "more" : delivered}`,
        { name: item.name, expected, delivered },
      );
    packer.push(trailer);
    yield;
  }
}

function piecesOf({ contents }: NewItem): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (contents === undefined) return [];
  return contents instanceof Uint8Array ? [contents] : contents.read();
}
