/**
 * How much sense an entry makes in each layout. A wrong one typically takes text for a size of
 * gigabytes or a compression byte, which costs it its points.
 */
import {
  CompressionFlag,
  decodeVolumeEntry,
  VolumeFlag,
  zftapeExtensionOf,
} from "@floppytape/qic-format";
import {
  type EntryLayout,
  entryLayouts,
  markOf,
  plausibleTime,
  structOf,
  type VolumeBounds,
} from "./entry-layout.js";

/** Points by layout; more is better. */
export type EntryScores = Readonly<Record<EntryLayout, number>>;

const segmentDataBytes = 29696;
/** More than any backup program reaches over a volume. */
const usualRatio = 4;
/** More cartridges than anybody has changed for one backup; bounds what a set may state. */
const usualCartridges = 32;

/** Scores a `VTBL` entry of 128 bytes in every layout. */
export function scoreLayouts(raw: Uint8Array, bounds: VolumeBounds): EntryScores {
  const scores = entryLayouts.map((layout) => [
    layout,
    hintFor(layout, raw, bounds) + plausibility(layout, raw, bounds),
  ]);
  return Object.fromEntries(scores) as EntryScores;
}

/** Two points when what speaks for a layout is there, two off when it is missing. */
function hintFor(layout: EntryLayout, raw: Uint8Array, { formatCode }: VolumeBounds): number {
  const marked = markOf(raw) !== undefined;
  const { flags, vendor } = decodeVolumeEntry(raw, "qic113");
  const vendorSpecific = (flags & VolumeFlag.VendorSpecific) !== 0;
  switch (layout) {
    case "a-plain":
      return vendorSpecific || marked ? -2 : 1;
    case "a-113":
      return vendorSpecific && marked ? 2 : -2;
    case "b":
      return formatCode === 6 || countsItsSegments(raw) ? 2 : -2;
    case "c":
      if (marked || vendorSpecific) return -2;
      return String.fromCharCode(...vendor.subarray(0, 3)) === "MTN" ? 2 : 0;
    case "vendor":
      return vendorSpecific && !marked && !zftapeExtensionOf(raw, formatCode ?? 4) ? 2 : -2;
  }
}

/** Layout `b` has the number of segments and both ends, which have to agree. */
function countsItsSegments(raw: Uint8Array): boolean {
  const { segmentCount, firstSegment, lastSegment } = decodeVolumeEntry(raw, "big");
  return lastSegment > 0 && segmentCount === lastSegment - firstSegment + 1;
}

/** A point for every field that makes sense, one off for every field that does not. */
function plausibility(layout: EntryLayout, raw: Uint8Array, bounds: VolumeBounds): number {
  const entry = decodeVolumeEntry(raw, structOf(layout));
  const { firstSegment, lastSegment, compression, sourceDrive, flags } = entry;
  const date = plausibleTime(entry.date);
  const checks = [
    firstSegment <= lastSegment &&
      firstSegment >= bounds.firstSegment &&
      lastSegment <= bounds.lastSegment,
    entry.date === 0 || (date !== undefined && date.year >= 1980 && date.year <= 2030),
  ];
  if (layout !== "vendor") {
    const used = (compression & CompressionFlag.Used) !== 0;
    const several = (flags & VolumeFlag.MultiCartridge) !== 0;
    const room = Math.max(0, lastSegment - firstSegment + 1) * segmentDataBytes;
    checks.push(
      isPrintable(sourceDrive),
      [0, CompressionFlag.Stac, CompressionFlag.Unregistered].includes(
        compression & ~CompressionFlag.Used,
      ),
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
