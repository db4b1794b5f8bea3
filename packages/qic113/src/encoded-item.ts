import type { NewItem } from "./new-item.js";

/** An item as it goes onto the tape. */
export interface EncodedItem {
  readonly item: NewItem;
  /** For the directory. */
  readonly entry: Uint8Array;
  /** What precedes the contents in the data section. */
  readonly header: Uint8Array;
  /** What follows them. */
  readonly trailer: Uint8Array;
  /** 0 for an item without a data entry: header and trailer do not count then. */
  readonly dataEntryBytes: number;
}
