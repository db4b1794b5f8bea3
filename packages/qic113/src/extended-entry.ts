/** Entries of Extended file sets (QIC-113, Windows 95 and others); layouts in docs/formats/qic-113.md. */
import { createByteCursor } from "./byte-cursor.js";
import { readDataEntryHeader, signatureBytes } from "./data-entry-header.js";
import {
  type DataDescription,
  DescriptionId,
  type Entry,
  type EntryAt,
  type EntryFormat,
  type FileDate,
} from "./entry.js";
import { areasOf } from "./extended-areas.js";
import { decodeUtf16 } from "./oem-text.js";

/** Bits of an Extended entry's traversal flags. */
export const Traversal = {
  Directory: 0x01,
  EmptyDirectory: 0x02,
  FileError: 0x04,
  LastOfLevel: 0x08,
  LastOnCartridge: 0x10,
  LastOfSet: 0x20,
  Root: 0x40,
} as const;

/** Low byte of the attributes of DOS and Windows. */
export const DosAttribute = {
  ReadOnly: 0x01,
  Hidden: 0x02,
  System: 0x04,
  Directory: 0x10,
  Archive: 0x20,
} as const;

/** Offsets in the structures of Windows 95, NT and OS/2: u32 attributes, then three full dates. */
export const WindowsStructure = { created: 4, accessed: 12, modified: 20, bytes: 28 } as const;
/** Offsets in the structure of DOS: u8 attributes and a full date. */
export const DosStructure = { modified: 1, bytes: 9 } as const;

/** Length field, size, path size, file system, flags: what an entry has at least. */
const fixedBytes = 15;

/** Whose name and structure count, best first. */
const nameOrder: readonly number[] = [
  DescriptionId.Windows95,
  DescriptionId.WindowsNt,
  DescriptionId.Os2,
  DescriptionId.Dos,
  DescriptionId.Unix,
];
/** These have attributes and three dates in their structures. */
const windowsIds: readonly number[] = nameOrder.slice(0, 3);
/** The Extended format. */
export const extendedFormat: EntryFormat = {
  kind: "extended",
  entryAt: decode,
  dataEntryAt: (bytes) =>
    readDataEntryHeader(bytes, {
      entryAt: decode,
      pathBytes: (cursor, entry) => cursor.bytes(entry.pathBytes ?? 0),
      decodePath: pathOf,
    }),
  headerBytes: (entry) => signatureBytes + entry.raw.length + (entry.pathBytes ?? 0),
  areas: areasOf,
};

function decode(bytes: Uint8Array, position: number): EntryAt {
  const head = createByteCursor(bytes, position);
  const following = head.u16();
  if (head.short) return "cut";
  if (following === 0) return "end";
  if (following + 2 < fixedBytes) return "malformed";
  const end = position + 2 + following;
  if (end > bytes.length) return "cut";
  const cursor = createByteCursor(bytes, head.position, end);
  const dataEntryBytes = cursor.size64();
  const pathBytes = cursor.u16();
  cursor.u16(); // native file system: the order of names settles the same question
  const flags = cursor.u8();
  const descriptions: DataDescription[] = [];
  while (cursor.position < end && !cursor.short) {
    const id = cursor.u16();
    const areaBytes = cursor.size64();
    const structure = cursor.bytes(cursor.u16()).slice();
    const name = decodeUtf16(cursor.bytes(cursor.u16()));
    if (cursor.short) return "malformed";
    descriptions.push({ id, areaBytes, structure, name });
  }
  return entryOf(bytes.slice(position, end), flags, dataEntryBytes, pathBytes, descriptions);
}

function entryOf(
  raw: Uint8Array,
  flags: number,
  dataEntryBytes: number | undefined,
  pathBytes: number,
  descriptions: readonly DataDescription[],
): Entry {
  const has = (bit: number) => (flags & bit) !== 0;
  const of = (ids: readonly number[], fits: (description: DataDescription) => boolean) =>
    ids.flatMap((id) => descriptions.filter((one) => one.id === id && fits(one)))[0];
  const name = of(nameOrder, (one) => one.name !== "")?.name ?? descriptions[0]?.name ?? "";
  const windows = of(
    windowsIds,
    ({ structure }) => structure.length >= WindowsStructure.bytes,
  )?.structure;
  const dos = of(
    [DescriptionId.Dos],
    ({ structure }) => structure.length >= DosStructure.bytes,
  )?.structure;
  const attributes = windows?.[0] ?? dos?.[0] ?? 0;
  const directory = has(Traversal.Directory) || has(Traversal.Root);
  return {
    raw,
    name,
    nameBytes: 2 * name.length,
    dosName: of([DescriptionId.Dos], (one) => one.name !== "")?.name,
    directory,
    hasLevel: directory && !has(Traversal.EmptyDirectory),
    root: has(Traversal.Root),
    lastOfLevel: has(Traversal.LastOfLevel) || has(Traversal.LastOfSet) || has(Traversal.Root),
    lastOfTable: has(Traversal.LastOfSet),
    continues: has(Traversal.LastOnCartridge) && !has(Traversal.LastOfSet),
    unreadable: has(Traversal.FileError),
    dataEntryBytes,
    pathBytes,
    attributes: {
      readOnly: (attributes & DosAttribute.ReadOnly) !== 0,
      hidden: (attributes & DosAttribute.Hidden) !== 0,
      system: (attributes & DosAttribute.System) !== 0,
      archive: (attributes & DosAttribute.Archive) !== 0,
      raw: windows ? createByteCursor(windows).u32() : attributes,
    },
    created: dateAt(windows, WindowsStructure.created),
    accessed: dateAt(windows, WindowsStructure.accessed),
    modified: dateAt(windows, WindowsStructure.modified) ?? dateAt(dos, DosStructure.modified),
    descriptions,
  };
}

/** A full date; undefined for none and for all ones. */
function dateAt(structure: Uint8Array | undefined, offset: number): FileDate | undefined {
  if (structure === undefined) return undefined;
  const cursor = createByteCursor(structure, offset);
  const seconds = cursor.u32();
  const extra = cursor.u32();
  if (seconds === 0 || seconds === 0xffffffff) return undefined;
  return { kind: "gmt", seconds, extra };
}

/**
 * Components of a path entry: each a u16 file system and a UTF-16 name, parted by u16 zeros. A medium
 * without the file system is known to some readers only; a component that begins with a letter is
 * taken as one of these.
 */
function pathOf(bytes: Uint8Array): string[] {
  if (bytes.length === 0) return [];
  const components: string[] = [];
  let at = 0;
  while (at + 1 < bytes.length) {
    const first = bytes[at]! | (bytes[at + 1]! << 8);
    const from = first < 0x20 ? at + 2 : at;
    let end = from;
    while (end + 1 < bytes.length && (bytes[end] !== 0 || bytes[end + 1] !== 0)) end += 2;
    components.push(decodeUtf16(bytes.subarray(from, end)));
    at = end + 2;
  }
  return components;
}
