/**
 * What an entry of another program may mean. Nothing on tape says so: every reading gets points for what
 * makes sense in it, and the one with most points is taken. A wrong reading typically takes text for a size
 * of gigabytes or for a compression byte.
 */
import type { FormatCode } from "./geometry.js";
import { decodeQicTime } from "./qic-time.js";
import {
  CompressionFlag,
  decodeVolumeEntry,
  VolumeFlag,
  type VolumeLayout,
} from "./volume-entry.js";
import { zftapeExtensionOf } from "./zftape-volume.js";

/**
 * `a-plain`: QIC-80 revision N; `a-113`: the same with the mark 113; `b`: 32-bit segment numbers; `c`:
 * QIC-80 before revision K, with a 4-byte data size; `vendor`: of an unknown program, only what stands
 * before its own part is known.
 */
export type EntryReading = "a-plain" | "a-113" | "b" | "c" | "vendor";

/** All readings; of equals the first one is the most common. */
export const entryReadings: readonly EntryReading[] = ["a-113", "a-plain", "b", "c", "vendor"];

/** Where volumes of a medium can lie. */
export interface VolumeBounds {
  /** Inclusive. */
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
  /** Of the cartridge's header; default 4. Code 6 speaks for reading `b`. */
  readonly formatCode?: FormatCode;
}

/** Points by reading; more is better. */
export type ReadingScores = Readonly<Record<EntryReading, number>>;

const segmentDataBytes = 29696;
/** More than any backup program reaches over a volume. */
const usualRatio = 4;
/** More cartridges than anybody has changed for one backup; bounds what a set may state. */
const usualCartridges = 32;

/** The layout that a reading goes by. */
export function layoutOfReading(reading: EntryReading): VolumeLayout {
  if (reading === "c") return "rev-k";
  return reading === "b" ? "big" : "qic113";
}

/** The revision behind the mark 113, which may be 0; undefined without the mark. */
export function qic113Revision(entryBytes: Uint8Array): number | undefined {
  const { specMajor, specMinor } = decodeVolumeEntry(entryBytes, "big");
  return specMajor === 113 ? specMinor : undefined;
}

/** Scores a `VTBL` entry of 128 bytes in every reading. */
export function scoreEntryReadings(entryBytes: Uint8Array, bounds: VolumeBounds): ReadingScores {
  const scores = entryReadings.map((reading) => [
    reading,
    hintFor(reading, entryBytes, bounds) + plausibility(reading, entryBytes, bounds),
  ]);
  return Object.fromEntries(scores) as ReadingScores;
}

/** Two points for what speaks for a reading, two off for what speaks against it. */
function hintFor(
  reading: EntryReading,
  entryBytes: Uint8Array,
  { formatCode = 4 }: VolumeBounds,
): number {
  const marked = qic113Revision(entryBytes) !== undefined;
  const { flags, vendor } = decodeVolumeEntry(entryBytes, "qic113");
  const vendorSpecific = (flags & VolumeFlag.VendorSpecific) !== 0;
  const wide = formatCode === 6;
  switch (reading) {
    case "a-plain":
      return vendorSpecific || marked || wide ? -2 : 0;
    case "a-113":
      return marked && !wide ? 2 : -2;
    case "b":
      return wide || countsItsSegments(entryBytes) ? 2 : -2;
    case "c":
      if (vendorSpecific || marked || wide) return -2;
      return String.fromCharCode(...vendor.subarray(0, 3)) === "MTN" ? 2 : 0;
    case "vendor":
      return vendorSpecific && !marked && !zftapeExtensionOf(entryBytes, formatCode) ? 2 : -2;
  }
}

/** Reading `b` has the number of segments and both ends, which have to agree. */
function countsItsSegments(entryBytes: Uint8Array): boolean {
  const { segmentCount, firstSegment, lastSegment } = decodeVolumeEntry(entryBytes, "big");
  return lastSegment > 0 && segmentCount === lastSegment - firstSegment + 1;
}

/** A point for every field that makes sense, one off for every field that does not. */
function plausibility(reading: EntryReading, entryBytes: Uint8Array, bounds: VolumeBounds): number {
  const entry = decodeVolumeEntry(entryBytes, layoutOfReading(reading));
  const { firstSegment, lastSegment, compression, sourceDrive, flags } = entry;
  const date = decodeQicTime(entry.date);
  const checks = [
    firstSegment <= lastSegment &&
      firstSegment >= bounds.firstSegment &&
      lastSegment <= bounds.lastSegment,
    entry.date === 0 || (date !== undefined && date.year >= 1980 && date.year <= 2030),
  ];
  if (reading !== "vendor") {
    const used = (compression & CompressionFlag.Used) !== 0;
    const several = (flags & VolumeFlag.MultiCartridge) !== 0;
    const room = Math.max(0, lastSegment - firstSegment + 1) * segmentDataBytes;
    checks.push(
      isPrintable(sourceDrive),
      isKnownCompression(compression),
      entry.dataBytes + entry.directoryBytes <=
        room * (used ? usualRatio : 1) * (several ? usualCartridges : 1),
    );
  }
  return checks.reduce((sum, holds) => sum + (holds ? 1 : -1), 0);
}

/** Labels may carry letters of any code page, but no control characters. */
function isPrintable(label: string): boolean {
  return [...label].every((character) => character >= " " && character !== "\x7f");
}

/** Whether a compression byte names an algorithm that floppy tapes were written with. */
export function isKnownCompression(compression: number): boolean {
  const algorithm = compression & ~CompressionFlag.Used;
  return [0, CompressionFlag.Stac, CompressionFlag.Unregistered].includes(algorithm);
}
