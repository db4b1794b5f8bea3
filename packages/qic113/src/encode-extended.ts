/** Writes Extended directories (Data, Windows 95 and DOS descriptions) and their data entries. */
import { type ByteWriter, createByteWriter } from "./byte-writer.js";
import type { EncodedItem } from "./encoded-item.js";
import { DataEntrySignature, DescriptionId, type FileDate } from "./entry.js";
import { Qic113Error } from "./errors.js";
import { AreaHeadBytes, AreaSignature } from "./extended-areas.js";
import { DosAttribute, DosStructure, Traversal, WindowsStructure } from "./extended-entry.js";
import { contentBytesOf, hasLevel, type NewItem, type OrderedItem } from "./new-item.js";
import { encodeUtf16 } from "./oem-text.js";

/** Fields of 16 bits count a path and what follows the length of an entry. */
const maxTextBytes = 0x7fff;
const allOnes = 0xffffffff;

/**
 * Encodes an item below a device like `C:`; the device itself is the item without parents.
 * @throws {Qic113Error} `NAME_UNENCODABLE`. @throws {RangeError} for sizes and dates out of range.
 */
export function encodeExtendedItem({
  item,
  parents,
  lastOfLevel,
  lastOfTable,
}: OrderedItem): EncodedItem {
  const root = parents.length === 0;
  const path = createByteWriter();
  parents.forEach(({ name }, index) => {
    if (index > 0) path.u16(0);
    path.u16(DescriptionId.Windows95).bytes(encodeName(name));
  });
  const pathField = path.done();
  if (pathField.length > maxTextBytes) throw unencodable(item.name, "its path is too long");
  const isFile = item.items === undefined;
  const contents = contentBytesOf(item);
  const descriptions = createByteWriter();
  if (isFile) describe(descriptions, DescriptionId.Data, contents, [], "");
  describe(descriptions, DescriptionId.Windows95, 0, windowsStructure(item), item.name);
  describe(descriptions, DescriptionId.Dos, 0, dosStructure(item), dosNameOf(item));
  const described = descriptions.done();
  const entryBytes = 15 + described.length;
  const headerBytes = DataEntrySignature.length + entryBytes + pathField.length;
  const areas = (isFile ? 2 : 1) * AreaHeadBytes;
  const exists = !hasLevel(item) && !root;
  const dataEntryBytes = exists ? headerBytes + areas + contents : 0;
  const flags =
    (isFile ? 0 : Traversal.Directory) |
    (isFile || hasLevel(item) ? 0 : Traversal.EmptyDirectory) |
    (item.unreadable ? Traversal.FileError : 0) |
    (root ? Traversal.Root : 0);
  const ends =
    (lastOfLevel ? Traversal.LastOfLevel : 0) |
    (lastOfTable ? Traversal.LastOnCartridge | Traversal.LastOfSet : 0);
  const entry = (bits: number, writeSize: (writer: ByteWriter) => ByteWriter) =>
    writeSize(createByteWriter().u16(entryBytes - 2))
      .u16(pathField.length)
      .u16(DescriptionId.Windows95)
      .u8(bits)
      .bytes(described)
      .done();
  const header = createByteWriter()
    .bytes(DataEntrySignature)
    .bytes(entry(flags | ends, (writer) => writer.u32(allOnes).u32(allOnes)))
    .bytes(pathField);
  if (isFile) areaHead(header, DescriptionId.Data);
  return {
    item,
    entry: entry(flags | ends, (writer) => writer.u64(dataEntryBytes)),
    header: header.done(),
    trailer: areaHead(createByteWriter(), DescriptionId.Windows95).done(),
    dataEntryBytes,
  };
}

function describe(
  writer: ByteWriter,
  id: number,
  areaBytes: number,
  structure: ArrayLike<number>,
  name: string,
): void {
  const nameField = encodeName(name);
  writer.u16(id).u64(areaBytes).u16(structure.length).bytes(structure);
  writer.u16(nameField.length).bytes(nameField);
}

function areaHead(writer: ByteWriter, id: number): ByteWriter {
  return writer.u32(AreaSignature).u16(id);
}

function encodeName(name: string): Uint8Array {
  if (name.includes("\0")) throw unencodable(name, "it has a NUL");
  if (2 * name.length > 0x1000) throw unencodable(name, "it is longer than 2048 characters");
  return encodeUtf16(name);
}

/** The name, if DOS could have given it; else none, and the long name counts. */
function dosNameOf({ name, dosName }: NewItem): string {
  return dosName ?? (/^[^. ]{1,8}(\.[^. ]{1,3})?$/.test(name) ? name.toUpperCase() : "");
}

function windowsStructure(item: NewItem): Uint8Array {
  const writer = createByteWriter().u32(attributesOf(item));
  for (const date of [item.created, item.accessed, item.modified]) fullDate(writer, date);
  const structure = new Uint8Array(WindowsStructure.bytes);
  structure.set(writer.done());
  return structure;
}

function dosStructure(item: NewItem): Uint8Array {
  const structure = new Uint8Array(DosStructure.bytes);
  structure.set(fullDate(createByteWriter().u8(attributesOf(item)), item.modified).done());
  return structure;
}

/** All ones for none. */
function fullDate(writer: ByteWriter, date: FileDate | undefined): ByteWriter {
  if (date === undefined) return writer.u32(allOnes).u32(allOnes);
  if (date.kind === "local") throw new RangeError("dates must be gmt in an Extended file set");
  if (!Number.isInteger(date.seconds) || date.seconds < 0 || date.seconds >= allOnes)
    throw new RangeError(`date.seconds must be 0 to ${allOnes - 1}, got ${date.seconds}`);
  return writer.u32(date.seconds).u32(date.extra);
}

function attributesOf({ items, attributes = {} }: NewItem): number {
  const { readOnly, hidden, system, archive } = attributes;
  return (
    (readOnly ? DosAttribute.ReadOnly : 0) |
    (hidden ? DosAttribute.Hidden : 0) |
    (system ? DosAttribute.System : 0) |
    (items === undefined ? 0 : DosAttribute.Directory) |
    (archive ? DosAttribute.Archive : 0)
  );
}

function unencodable(name: string, why: string): Qic113Error {
  return new Qic113Error("NAME_UNENCODABLE", `${JSON.stringify(name)} cannot be written: ${why}`, {
    name,
  });
}
