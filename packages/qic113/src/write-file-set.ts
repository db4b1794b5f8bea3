import {
  CompressionFlag,
  encodeQicTime,
  encodeVolumeEntry,
  type QicTime,
  VolumeFlag,
} from "@floppytape/qic-format";
import { encodeBasicItem } from "./encode-basic.js";
import { encodeExtendedItem } from "./encode-extended.js";
import type { EncodedItem } from "./encoded-item.js";
import { Qic113Error } from "./errors.js";
import { createFramePacker } from "./frame-packer.js";
import { inDirectoryOrder, type NewItem } from "./new-item.js";
import { createOemText, type OemText } from "./oem-text.js";
import { createPlainPacker, createSegmentRoom, type SegmentPacker } from "./segment-packer.js";

export interface FileSetWriteOptions {
  /** `basic`: names of DOS, directory in front. `extended`: long names, directory behind the data. */
  readonly format: "basic" | "extended";
  /** Both inclusive: where the volume may lie. */
  readonly firstSegment: number;
  readonly lastSegment: number;
  /** User bytes of a segment; default 29696. */
  readonly dataBytes?: (segment: number) => number;
  /** Compress with QIC-122; default false. */
  readonly compressed?: boolean;
  /** Let compressed frames span segments; default false. */
  readonly spanning?: boolean;
  /**
   * Basic only: as before QIC-80 revision K, with 4-byte sizes and positions and shorter entries.
   * Default false.
   */
  readonly old?: boolean;
  /** At most 44 characters of the table; default empty. */
  readonly description?: string;
  /** Local time; default none. */
  readonly date?: QicTime;
  /** Volume label of the drive, at most 16 characters; default empty. */
  readonly sourceDrive?: string;
  /** Name of the root in an Extended file set; default `C:`. */
  readonly device?: string;
  /** Table of names in Basic file sets and of the description; default CP437. */
  readonly oemText?: OemText;
}

/** One segment's data, to be written behind error correction by the caller, who owns it. */
export interface SegmentToWrite {
  readonly segment: number;
  readonly data: Uint8Array;
}

/** What was written. */
export interface WrittenFileSet {
  /** The 128 bytes for the volume table. */
  readonly entryBytes: Uint8Array;
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
  readonly directoryBytes: number;
  readonly dataBytes: number;
}

const qic113Mark = [113, 0, 7, 0]; // revision G
const extendedOs = 0;
const dosBasicOs = 1;

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

function entryOf(
  options: FileSetWriteOptions,
  firstSegment: number,
  lastSegment: number,
  sizes: Pick<WrittenFileSet, "directoryBytes" | "dataBytes">,
): Uint8Array {
  const extended = options.format === "extended";
  const {
    compressed = false,
    spanning = false,
    description = "",
    date,
    sourceDrive = "",
  } = options;
  const text = options.oemText ?? createOemText();
  const vendor = new Uint8Array(26);
  if (extended) vendor.set(qic113Mark);
  const common = {
    firstSegment,
    lastSegment,
    description: oneByteText("description", description, text),
    date: date === undefined ? 0 : encodeQicTime(date),
    flags:
      (extended ? VolumeFlag.VendorSpecific | VolumeFlag.DirectoryLast : 0) |
      (compressed && spanning ? VolumeFlag.SegmentSpanning : 0),
    cartridgeNumber: 1,
    vendor,
    password: new Uint8Array(8),
    ...sizes,
    osVersion: 0,
    sourceDrive: oneByteText("sourceDrive", sourceDrive, text),
    logicalDevice: 0,
    compression: compressed ? CompressionFlag.Used | CompressionFlag.Stac : 0,
  };
  return encodeVolumeEntry(
    options.old
      ? { layout: "rev-k", ...common, physicalDevice: 0 }
      : { layout: "qic113", ...common, osType: extended ? extendedOs : dosBasicOs },
  );
}

/** Text whose characters stand for the bytes of a table. @throws {RangeError} for others. */
function oneByteText(name: string, value: string, text: OemText): string {
  const bytes = text.encode(value);
  if (bytes === undefined) throw new RangeError(`${name} has characters that are not in the table`);
  return String.fromCharCode(...bytes);
}
