/** Writes Basic DOS directories and the headers of their data entries. */
import { encodeQicTime } from "@floppytape/qic-format";
import { BasicAttribute, FixedBytes, OldFixedBytes, UnreadableExtra } from "./basic-entry.js";
import { createByteWriter } from "./byte-writer.js";
import type { EncodedItem } from "./encoded-item.js";
import { DataEntrySignature, type FileDate } from "./entry.js";
import { Qic113Error } from "./errors.js";
import { contentBytesOf, hasLevel, type NewItem, type OrderedItem } from "./new-item.js";
import type { OemText } from "./oem-text.js";

/** Name and path are counted in one byte. */
const maxTextBytes = 255;

/**
 * Encodes an item. `old`: without the byte of extra information, as before QIC-80 revision K.
 * @throws {Qic113Error} `NAME_UNENCODABLE`. @throws {RangeError} for sizes and dates out of range.
 */
export function encodeBasicItem(
  { item, parents, lastOfLevel, lastOfTable }: OrderedItem,
  text: OemText,
  old: boolean,
): EncodedItem {
  const name = encodeName(item.name, text);
  const path = parents.map((parent) => encodeName(parent.name, text));
  const pathBytes = path.reduce((sum, { length }) => sum + length + 1, 0);
  if (pathBytes > maxTextBytes + 1) throw unencodable(item.name, "its path is longer than 255");
  const pathWriter = createByteWriter();
  path.forEach((component, index) => {
    if (index > 0) pathWriter.u8(0);
    pathWriter.bytes(component);
  });
  const pathField = pathWriter.done();
  const fixed = old ? OldFixedBytes : FixedBytes;
  const headerBytes = DataEntrySignature.length + 2 + fixed + name.length + 1 + pathField.length;
  const size = hasLevel(item) ? 0 : headerBytes + contentBytesOf(item);
  if (size >= 0xffffffff)
    throw new RangeError(`contents of ${item.name} must be less than 4 GiB, got ${size} bytes`);
  const attributes = attributesOf(item);
  const ends =
    (lastOfLevel ? BasicAttribute.LastOfLevel : 0) | (lastOfTable ? BasicAttribute.LastOfTable : 0);
  const entry = (bits: number) => {
    const writer = createByteWriter().u8(fixed).u8(bits).u32(packed(item.modified)).u32(size);
    if (!old) writer.u8(item.unreadable ? UnreadableExtra : 0);
    return writer.u8(name.length).bytes(name).done();
  };
  const header = createByteWriter().bytes(DataEntrySignature).bytes(entry(attributes));
  return {
    item,
    entry: entry(attributes | ends),
    header: header.u8(pathField.length).bytes(pathField).done(),
    trailer: new Uint8Array(0),
    dataEntryBytes: size,
  };
}

function encodeName(name: string, text: OemText): Uint8Array {
  const bytes = text.encode(name);
  if (bytes === undefined) throw unencodable(name, "a character is not in the table");
  if (bytes.length === 0 || bytes.length > maxTextBytes || bytes.includes(0))
    throw unencodable(name, "names have 1 to 255 bytes and no NUL");
  return bytes;
}

function unencodable(name: string, why: string): Qic113Error {
  return new Qic113Error("NAME_UNENCODABLE", `${JSON.stringify(name)} cannot be written: ${why}`, {
    name,
  });
}

function attributesOf({ items, attributes = {} }: NewItem): number {
  const { readOnly, hidden, system } = attributes;
  return (
    BasicAttribute.Readable |
    (readOnly ? 0 : BasicAttribute.Writable) |
    (hidden ? BasicAttribute.Hidden : 0) |
    (system ? BasicAttribute.System : 0) |
    (items === undefined ? 0 : BasicAttribute.Directory)
  );
}

function packed(date: FileDate | undefined): number {
  if (date === undefined) return 0;
  if (date.kind === "local") return encodeQicTime(date.time);
  throw new RangeError("modified must be local time in a Basic file set");
}
