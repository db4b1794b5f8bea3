import { type MemberContents, readPieces } from "./piece-reader.js";
import type { AccountedBytes, ContentEntry, EntryType } from "./recording.js";
import { relativePath } from "./relative-path.js";

/** What an archive says of one member, and where its contents are. */
export interface ArchiveMember extends MemberContents {
  readonly originalPath: string;
  readonly type: EntryType;
  readonly modified: string | undefined;
  readonly mode: number | undefined;
  readonly linkTarget: string | undefined;
  readonly carved: boolean;
}

/** The member as an entry of a volume. */
export function entryOfMember(bytes: AccountedBytes, member: ArchiveMember): ContentEntry {
  const { originalPath, type, modified, mode, linkTarget, carved, pieces } = member;
  const path = relativePath(originalPath);
  return {
    originalPath,
    path: path === "" && type !== "directory" ? "_" : path,
    type,
    sizeBytes: pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    modified,
    mode,
    linkTarget,
    dosAttributes: undefined,
    unreadableAtBackup: false,
    carved,
    read: ({ signal } = {}) => readPieces(bytes, member, signal),
  };
}

/** Seconds since 1970 as `YYYY-MM-DDThh:mm:ssZ`; undefined for what is no date of four-digit years. */
export function gmtDate(seconds: number): string | undefined {
  const date = new Date(Math.floor(seconds) * 1000);
  const year = date.getUTCFullYear();
  if (!(year >= 0 && year <= 9999)) return undefined;
  return date.toISOString().replace(/\.\d+Z$/, "Z");
}
