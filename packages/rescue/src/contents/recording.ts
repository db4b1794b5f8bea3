import type { Finding } from "@floppytape/qic-format";
import type { ByteAccount, ByteSpan } from "../byte-state.js";

/** Bytes at positions, each with its fate. */
export interface AccountedBytes {
  readonly sizeBytes: number;
  /**
   * Fills `into` (caller-owned) from `position` on, with zeros where bytes are lost, and says of each
   * byte what became of it: ascending spans, by position in these bytes, that cover exactly what was
   * asked for. What lies behind `sizeBytes` is lost. One call at a time.
   */
  read(position: number, into: Uint8Array): Promise<readonly ByteSpan[]>;
}

/** A piece of some contents, in order and without gaps. */
export interface AccountedChunk {
  /** From the beginning of the contents. */
  readonly position: number;
  /** Only valid until the next chunk is asked for; zeros where bytes are lost. */
  readonly bytes: Uint8Array;
  /** They cover the chunk; counted from the beginning of the contents. */
  readonly spans: readonly ByteSpan[];
}

/** What a cartridge, an image or a file holds: volumes, and files in them. */
export interface Recording {
  /** As the volume table has them; without a table, or in files that are no cartridge, what was found instead. */
  readonly volumes: readonly RecordedVolume[];
  /** What is odd about the recording as a whole. */
  readonly findings: readonly Finding[];
}

/**
 * Where a volume comes from: `zftape` the Linux driver, `legacy` the one before it, `file-set` DOS and
 * Windows programs (QIC-113), `foreign` an entry that tells nothing about its contents, `found` no entry
 * at all: a stretch of tape or of a file that is taken for a volume.
 */
export type VolumeOrigin = "zftape" | "legacy" | "file-set" | "foreign" | "found";

/** One volume. */
export interface RecordedVolume {
  /** From 0, as `floppytape ls` shows it. */
  readonly index: number;
  readonly label: string;
  /** Local time as recorded, `YYYY-MM-DDThh:mm:ss`; undefined when there is none. */
  readonly date: string | undefined;
  readonly origin: VolumeOrigin;
  readonly compressed: boolean;
  /** Inclusive; undefined where there are no segments. */
  readonly firstSegment: number | undefined;
  readonly lastSegment: number | undefined;
  readonly findings: readonly Finding[];
  /** The bytes of the volume, expanded where they are compressed. */
  bytes(): Promise<AccountedBytes>;
  /** What is in it. Reads as little as it takes to know. */
  contents(options?: { readonly signal?: AbortSignal }): Promise<VolumeContents>;
}

/** What a volume holds; `raw` when nothing is known of it: one entry with all its bytes. */
export type ContentsKind = "qic113-basic" | "qic113-extended" | "tar" | "cpio" | "raw";

/** The files of a volume. */
export interface VolumeContents {
  readonly kind: ContentsKind;
  /** What is odd; grows while entries are listed and read. */
  readonly findings: readonly Finding[];
  /** The entries in the order of the tape. May be called again. */
  entries(options?: { readonly signal?: AbortSignal }): AsyncIterable<ContentEntry>;
}

/** What an entry is. `other`: devices, FIFOs and whatever has no contents to restore. */
export type EntryType = "file" | "directory" | "symlink" | "hardlink" | "other";

/** A file, directory or link inside a volume. */
export interface ContentEntry {
  /** As recorded, parted by slashes: not to be trusted, `..` and absolute paths included. */
  readonly originalPath: string;
  /** Relative, without `.`, `..`, empty parts and control characters; `""` for a root. Not yet safe on every system. */
  readonly path: string;
  readonly type: EntryType;
  /** Undefined when nothing on the tape says it. 0 where there are no contents. */
  readonly sizeBytes: number | undefined;
  /** `YYYY-MM-DDThh:mm:ss`, with `Z` at the end where it is GMT; undefined when not recorded. */
  readonly modified: string | undefined;
  /** Permission bits of UNIX; undefined when not recorded. */
  readonly mode: number | undefined;
  /** Of symbolic and hard links, as recorded. */
  readonly linkTarget: string | undefined;
  /** Letters of DOS attributes that are set, out of `RHSA`; undefined when not recorded. */
  readonly dosAttributes: string | undefined;
  /** The backup program could not read the file: its contents never were on the tape. */
  readonly unreadableAtBackup: boolean;
  /** Found by its signature, not listed by a directory or reached through damage. */
  readonly carved: boolean;
  /**
   * The size that {@link read} comes to, where `sizeBytes` is only what a directory says; undefined when it
   * takes reading to know. Missing where the two are the same.
   */
  deliveredBytes?(): Promise<number | undefined>;
  /**
   * Delivers the contents in order, all of `sizeBytes` (or {@link deliveredBytes}) where that is known, and
   * returns what became of them.
   */
  read(options?: {
    readonly signal?: AbortSignal;
  }): AsyncGenerator<AccountedChunk, EntryReport, undefined>;
}

/** `whole`, `holes` (bytes lost), or `unreadable-at-backup`. */
export type EntryGrade = "whole" | "holes" | "unreadable-at-backup";

/** What became of the contents of one entry. */
export interface EntryReport {
  readonly grade: EntryGrade;
  readonly account: ByteAccount;
  /** The lost bytes, ascending; counted from the beginning of the contents. */
  readonly holes: readonly ByteSpan[];
  /** Where what the tape says of the entry contradicts what is found. */
  readonly disagreements: readonly Finding[];
}
