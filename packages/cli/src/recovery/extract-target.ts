import { posix } from "node:path";

/** What a file system or an archive keeps of an entry beside its contents. */
export interface WrittenTraits {
  readonly modified: Date | undefined;
  /** Permission bits of UNIX; undefined where the recording has none. */
  readonly mode: number | undefined;
}

/** A file that is being written. */
export interface ExtractFile {
  /** Appends; the bytes are not kept after it resolves. */
  write(bytes: Uint8Array): Promise<void>;
  /** All bytes were written. */
  complete(): Promise<void>;
}

/**
 * Where files go: a folder or an archive. Paths are relative, parted by slashes, safe and each given once
 * (see `SafePaths`); folders above them need no call of their own. One file at a time. Errors name the
 * target; after one, {@link discard} is what is left to do.
 */
export interface ExtractTarget {
  /** Files are begun with their size: an archive has it in front of the contents. */
  readonly needsSize: boolean;
  folder(path: string, traits: WrittenTraits): Promise<void>;
  /** `sizeBytes` is undefined only where {@link needsSize} is false. */
  file(
    path: string,
    traits: WrittenTraits & { readonly sizeBytes: number | undefined },
  ): Promise<ExtractFile>;
  /** A symbolic link to another path of the target, after all files. Missing where there are none. */
  symlink?(path: string, to: string): Promise<void>;
  /** Everything is there: it gets its name. */
  finish(): Promise<void>;
  /** Takes away what has not got its name. Does nothing after {@link finish}. */
  discard(): Promise<void>;
}

/**
 * Permissions that files get: what their owner had, and what others had except writing. Nothing is run
 * as somebody else (setuid, setgid), and the owner can always read and write.
 */
export function fileMode(mode: number | undefined): number {
  return mode === undefined ? 0o644 : (mode & 0o755) | 0o600;
}

/** As {@link fileMode} for folders, which their owner can always enter. */
export function folderMode(mode: number | undefined): number {
  return mode === undefined ? 0o755 : (mode & 0o755) | 0o700;
}

/** What a symbolic link at one path has to say to lead to another one. */
export function linkText(path: string, to: string): string {
  return posix.relative(posix.dirname(path), to) || ".";
}
