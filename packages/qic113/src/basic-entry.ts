/** Entries of Basic DOS file sets (QIC-80, QIC-113); layouts in docs/formats/qic-113.md. */
import { type ByteCursor, createByteCursor } from "./byte-cursor.js";
import { readDataEntryHeader, signatureBytes } from "./data-entry-header.js";
import {
  DescriptionId,
  type Entry,
  type EntryAt,
  type EntryFormat,
  type FileDate,
} from "./entry.js";
import type { OemText } from "./oem-text.js";
import { recordedTime } from "./recorded-time.js";

/** Bits of a Basic entry's attributes. There is no archive bit; read-only is `Writable` missing. */
export const BasicAttribute = {
  Readable: 0x01,
  Writable: 0x02,
  Executable: 0x04,
  Hidden: 0x08,
  System: 0x10,
  Directory: 0x20,
  LastOfLevel: 0x40,
  LastOfTable: 0x80,
} as const;

/** Size of the fixed part behind its length byte, without and with the byte of extra information. */
export const OldFixedBytes = 9;
export const FixedBytes = 10;
/** A longer part is not one of an entry. */
const maxFixedBytes = 64;
/** Extra information: the file could not be read. */
const extraMask = 0x3f;
export const UnreadableExtra = 2;
/** Stands for a size that was not known. */
const unknownSize = 0xffffffff;

/** The Basic format with names in the given table. */
export function createBasicFormat(text: OemText): EntryFormat {
  const decode = (bytes: Uint8Array, position: number): EntryAt => {
    const cursor = createByteCursor(bytes, position);
    const fixed = cursor.u8();
    if (cursor.short) return "cut";
    if (fixed === 0) return "end";
    if (fixed < OldFixedBytes || fixed > maxFixedBytes) return "malformed";
    const fields = fixedPart(cursor);
    if (fixed >= FixedBytes) cursor.u8();
    const extra = fixed >= FixedBytes && !cursor.short ? bytes[cursor.position - 1]! : 0;
    cursor.bytes(Math.max(0, fixed - FixedBytes));
    const nameBytes = cursor.u8();
    const name = cursor.bytes(nameBytes);
    if (cursor.short) return "cut";
    if (nameBytes === 0) return "malformed";
    return entryOf(
      bytes.slice(position, cursor.position),
      { ...fields, extra },
      text.decode(name),
      nameBytes,
    );
  };
  return {
    kind: "basic",
    entryAt: decode,
    dataEntryAt: (bytes) =>
      readDataEntryHeader(bytes, {
        entryAt: decode,
        pathBytes: (cursor) => cursor.bytes(cursor.u8()),
        decodePath: (path) => (path.length === 0 ? [] : text.decode(path).split("\0")),
      }),
    headerBytes: (entry, parents) =>
      signatureBytes +
      entry.raw.length +
      1 +
      parents.reduce((sum, { nameBytes }) => sum + nameBytes, Math.max(0, parents.length - 1)),
    areas(_entry, headerBytes, size) {
      if (size !== undefined && size < headerBytes) return undefined;
      const bytes = size === undefined ? undefined : size - headerBytes;
      return [{ id: DescriptionId.Data, start: headerBytes, bytes }];
    },
  };
}

interface Fixed {
  readonly attributes: number;
  readonly date: number;
  readonly dataEntryBytes: number;
}

function fixedPart(cursor: ByteCursor): Fixed {
  return { attributes: cursor.u8(), date: cursor.u32(), dataEntryBytes: cursor.u32() };
}

function entryOf(
  raw: Uint8Array,
  { attributes, date, dataEntryBytes, extra }: Fixed & { readonly extra: number },
  name: string,
  nameBytes: number,
): Entry {
  const has = (bit: number) => (attributes & bit) !== 0;
  const directory = has(BasicAttribute.Directory);
  return {
    raw,
    name,
    nameBytes,
    dosName: name,
    directory,
    hasLevel: directory && dataEntryBytes === 0,
    root: false,
    lastOfLevel: has(BasicAttribute.LastOfLevel) || has(BasicAttribute.LastOfTable),
    lastOfTable: has(BasicAttribute.LastOfTable),
    continues: false,
    unreadable: (extra & extraMask) === UnreadableExtra,
    dataEntryBytes: dataEntryBytes === unknownSize ? undefined : dataEntryBytes,
    pathBytes: undefined,
    attributes: {
      readOnly: !has(BasicAttribute.Writable),
      hidden: has(BasicAttribute.Hidden),
      system: has(BasicAttribute.System),
      archive: undefined,
      raw: attributes,
    },
    modified: localDate(date),
    created: undefined,
    accessed: undefined,
    descriptions: [],
  };
}

function localDate(packed: number): FileDate | undefined {
  const time = recordedTime(packed);
  return time && { kind: "local", time };
}
