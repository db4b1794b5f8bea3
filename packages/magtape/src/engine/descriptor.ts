import type { TapePosition } from "../tape-device.js";

/**
 * Where a tape is, as it is remembered from one use of the drive to the next: IRAF's position descriptor.
 * Files and records are counted from 1; less than 1 is unknown.
 */
export interface TapeDescriptor {
  readonly file: number;
  readonly record: number;
  /** Files on the tape; 0: unknown. Known, the end of the tape is record 1 of file `files + 1`. */
  readonly files: number;
  /** kB (of 1024 bytes) that are known to be recorded; 0: unknown. */
  readonly usedKb: number;
  /** Sum of {@link DescriptorFlag} bits: what the last operation met. */
  readonly flags: number;
}

export const DescriptorFlag = { Error: 1, FileMark: 2, EndOfTape: 4, Record: 8 } as const;

/** Nothing is known: whoever uses the drive next rewinds first. */
export const unknownDescriptor: TapeDescriptor = {
  file: -1,
  record: -1,
  files: 0,
  usedKb: 0,
  flags: 0,
};

/** A descriptor that changes while the tape moves. */
export type Place = { -readonly [Key in keyof TapeDescriptor]: TapeDescriptor[Key] };

/** At the end of a tape whose files were counted. */
export function isAtEndOfTape({ file, record, files }: TapeDescriptor): boolean {
  return files > 0 && file === files + 1 && record === 1;
}

/** Somewhere in a file, the number of which is known. */
export function isKnown({ file, record }: TapeDescriptor): boolean {
  return file >= 1 && record >= 1;
}

/** The file's number as status lines and position files show it. */
export function fileText(descriptor: TapeDescriptor): string {
  return `${descriptor.file}${isAtEndOfTape(descriptor) ? " (EOT)" : ""}`;
}

/** The same position counted from 0. */
export function positionOf(descriptor: TapeDescriptor): TapePosition {
  const known = isKnown(descriptor);
  return {
    file: known ? descriptor.file - 1 : -1,
    record: known ? descriptor.record - 1 : -1,
    knownFiles: descriptor.files > 0 ? descriptor.files : undefined,
    atBot: descriptor.file === 1 && descriptor.record === 1,
    atEod: isAtEndOfTape(descriptor),
  };
}

/** What is counted as used: what lies behind the files that were counted before. */
export function countsSpace(descriptor: TapeDescriptor): boolean {
  return (
    (descriptor.files === 0 || descriptor.file > descriptor.files) && !isAtEndOfTape(descriptor)
  );
}

/** Bytes that are not yet a kB of `usedKb`. */
export interface SpaceCount {
  bytes: number;
}

/** Adds what was passed or recorded, where it counts; whole kB go over to the descriptor. Says if it counts. */
export function countSpace(place: Place, space: SpaceCount, bytes: number): boolean {
  if (!countsSpace(place)) return false;
  space.bytes += bytes;
  place.usedKb += Math.floor(space.bytes / 1024);
  space.bytes %= 1024;
  return true;
}

/** What is left is rounded to a kB when a file is closed. */
export function roundSpace(place: Place, space: SpaceCount): void {
  place.usedKb += Math.floor((space.bytes + 512) / 1024);
  space.bytes = 0;
}
