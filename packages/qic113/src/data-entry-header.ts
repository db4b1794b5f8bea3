import { type ByteCursor, createByteCursor } from "./byte-cursor.js";
import {
  type DataEntryHeader,
  DataEntrySignature,
  type Entry,
  type EntryFormat,
  hasDataEntrySignature,
} from "./entry.js";

/** Bytes of the signature in front of every data entry. */
export const signatureBytes = DataEntrySignature.length;

/** What the two formats say differently in the header of a data entry. */
export interface HeaderParts {
  readonly entryAt: EntryFormat["entryAt"];
  /** Takes the path behind the entry's copy off the cursor. */
  pathBytes(cursor: ByteCursor, entry: Entry): Uint8Array;
  decodePath(path: Uint8Array): DataEntryHeader["path"];
}

/**
 * Reads the header at the start of `bytes`, which may go on behind it: signature, copy of the directory entry,
 * path. As `EntryFormat.dataEntryAt`.
 */
export function readDataEntryHeader(
  bytes: Uint8Array,
  { entryAt, pathBytes, decodePath }: HeaderParts,
): DataEntryHeader | "cut" | "none" {
  if (bytes.length < signatureBytes) return "cut";
  if (!hasDataEntrySignature(bytes)) return "none";
  const entry = entryAt(bytes, signatureBytes);
  if (entry === "cut") return "cut";
  if (typeof entry === "string") return "none";
  const cursor = createByteCursor(bytes, signatureBytes + entry.raw.length);
  const path = pathBytes(cursor, entry);
  if (cursor.short) return "cut";
  return { entry, path: decodePath(path), headerBytes: cursor.position };
}
