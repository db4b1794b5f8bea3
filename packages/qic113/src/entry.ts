import type { QicTime } from "@floppytape/qic-format";

/** IDs of data descriptions (QIC-113): what a description, and the area that belongs to it, is about. */
export const DescriptionId = {
  Vendor: 0,
  Unix: 1,
  Dos: 2,
  NetWare3: 3,
  Os2: 4,
  WindowsNt: 5,
  Afp: 6,
  Data: 7,
  NetWare2: 8,
  NetWare4: 9,
  Windows95: 10,
} as const;

/** One description of an Extended entry. */
export interface DataDescription {
  readonly id: number;
  /** Bytes of the matching area; undefined when not known at the time of writing. */
  readonly areaBytes: number | undefined;
  /** As recorded; of UNIX, NetWare and AFP structures nothing more is known here. */
  readonly structure: Uint8Array;
  readonly name: string;
}

/**
 * A date as recorded: local time without a zone (`local`), or seconds since 1970 in GMT (`gmt`) with a
 * second word of which only the existence is known.
 */
export type FileDate =
  | { readonly kind: "local"; readonly time: QicTime }
  | { readonly kind: "gmt"; readonly seconds: number; readonly extra: number };

/** Attributes of DOS and Windows; `raw` has the bits as recorded. */
export interface FileAttributes {
  readonly readOnly: boolean;
  readonly hidden: boolean;
  readonly system: boolean;
  /** Basic entries do not record it. */
  readonly archive: boolean | undefined;
  readonly raw: number;
}

/** A directory entry of either format. */
export interface Entry {
  /** All bytes of the entry; a copy. */
  readonly raw: Uint8Array;
  /** As recorded, decoded; may hold anything. */
  readonly name: string;
  /** Bytes of the name that paths in data entries repeat. */
  readonly nameBytes: number;
  readonly dosName: string | undefined;
  readonly directory: boolean;
  /** A directory whose entries follow later as a level of their own. */
  readonly hasLevel: boolean;
  readonly root: boolean;
  readonly lastOfLevel: boolean;
  readonly lastOfTable: boolean;
  /** The directory goes on on the next cartridge. */
  readonly continues: boolean;
  /** The program could not read the file: its contents never were on the tape. */
  readonly unreadable: boolean;
  /** Bytes of the data entry, header included; 0 for none, undefined when not known. */
  readonly dataEntryBytes: number | undefined;
  /** Bytes of the path in the data entry; Extended only. */
  readonly pathBytes: number | undefined;
  readonly attributes: FileAttributes;
  readonly modified: FileDate | undefined;
  readonly created: FileDate | undefined;
  readonly accessed: FileDate | undefined;
  /** Extended only. */
  readonly descriptions: readonly DataDescription[];
}

/**
 * What lies at a place where an entry should be: an entry, the end of the table (`end`), an entry
 * whose end is missing (`cut`), or something else (`malformed`).
 */
export type EntryAt = Entry | "end" | "cut" | "malformed";

/** The header of a data entry. */
export interface DataEntryHeader {
  /** The copy of the directory entry. */
  readonly entry: Entry;
  /** Components of the directory that contains the item, as recorded. */
  readonly path: readonly string[];
  /** Bytes in front of the contents, or of the first area. */
  readonly headerBytes: number;
}

/** A part of a data entry with contents of its own. */
export interface EntryArea {
  readonly id: number;
  /** Offset in the data entry. */
  readonly start: number;
  /** Undefined when it goes on to the end of the data entry, wherever that is. */
  readonly bytes: number | undefined;
}

/** One of the two formats of file sets: how their entries are decoded and where contents lie. */
export interface EntryFormat {
  readonly kind: "basic" | "extended";
  /** Reads the entry at `position`; `bytes` may go on behind it. */
  entryAt(bytes: Uint8Array, position: number): EntryAt;
  /** Reads the header at the start of `bytes`: `cut` when it goes on behind them, `none` when it is none. */
  dataEntryAt(bytes: Uint8Array): DataEntryHeader | "cut" | "none";
  /** Header size as it follows from the directory. */
  headerBytes(entry: Entry, parents: readonly Entry[]): number;
  /**
   * The areas of a data entry. `size` is that of the whole data entry; undefined when not known.
   * Undefined when the sizes contradict each other.
   */
  areas(
    entry: Entry,
    headerBytes: number,
    size: number | undefined,
  ): readonly EntryArea[] | undefined;
}

/** `CC 33 CC 33`, in front of every data entry. */
export const DataEntrySignature: readonly number[] = [0xcc, 0x33, 0xcc, 0x33];

/** Whether a data entry's signature stands at `position`. */
export function hasDataEntrySignature(bytes: Uint8Array, position = 0): boolean {
  return DataEntrySignature.every((byte, index) => bytes[position + index] === byte);
}
