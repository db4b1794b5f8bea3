/**
 * Which layout a volume entry has. Nothing on tape says so: zftape's entries follow from the format code and
 * its own flag; the others are read in every layout and the most sensible reading wins.
 */
import { type DataArea, payloadOf } from "./data-area.js";
import { type Struct, struct, u16 } from "./layout.js";
import {
  CompressionFlag,
  decodeVolumeEntry,
  type VolumeEntry,
  VolumeEntryBytes,
  type VolumeLayout,
} from "./volume-entry.js";
import { type ZftapeExtension, zftapeExtensionOf, zftapeLayout } from "./zftape-volume.js";

export interface LayoutChoice {
  readonly layout: VolumeLayout;
  /** Points per layout of a foreign entry; undefined for zftape's own. */
  readonly scores?: Readonly<Record<VolumeLayout, number>>;
}

const qic113Mark: Struct<{ specMajor: number }> = struct(VolumeEntryBytes, {
  specMajor: [58, u16],
});

/** Chooses the layout of a `VTBL` entry. */
export function chooseVolumeLayout(entryBytes: Uint8Array, area: DataArea): LayoutChoice {
  const extension = zftapeExtensionOf(entryBytes, area.formatCode);
  if (extension) return { layout: layoutOfZftape(entryBytes, area, extension) };

  const { expected, stated } = expectation(entryBytes, area);
  const points = (layout: VolumeLayout) =>
    (stated ? (layout === expected ? 2 : -2) : 0) +
    plausibility(decodeVolumeEntry(entryBytes, layout), area);
  const scores = { "rev-k": points("rev-k"), qic113: points("qic113"), big: points("big") };
  let layout = expected; // wins a tie
  for (const candidate of ["rev-k", "qic113", "big"] as const)
    if (scores[candidate] > scores[layout]) layout = candidate;
  return { layout, scores };
}

/** The original looks for the vendor's own algorithm in both places when the flag is missing. */
function layoutOfZftape(
  entryBytes: Uint8Array,
  { formatCode }: DataArea,
  extension: ZftapeExtension,
): VolumeLayout {
  const usual = zftapeLayout(formatCode);
  if (usual !== "rev-k") return usual;
  const isOwn = (layout: VolumeLayout) =>
    (decodeVolumeEntry(entryBytes, layout).compression & CompressionFlag.AlgorithmMask) ===
    CompressionFlag.Unregistered;
  if (extension.qic113) return "qic113";
  return !isOwn("rev-k") && isOwn("qic113") ? "qic113" : "rev-k";
}

/**
 * Code 6 and the 113 mark speak for a layout. Without them it is the older one, unless a compression byte
 * is set in the newer place and none that makes sense in the older (blanks of a drive label lie there).
 */
function expectation(
  entryBytes: Uint8Array,
  { formatCode }: DataArea,
): { expected: VolumeLayout; stated: boolean } {
  if (formatCode === 6) return { expected: "big", stated: true };
  if (qic113Mark.decode(entryBytes).specMajor === 113) return { expected: "qic113", stated: true };
  const older = decodeVolumeEntry(entryBytes, "rev-k").compression;
  const newer = decodeVolumeEntry(entryBytes, "qic113").compression;
  const inNewerPlace = newer !== 0 && (older === 0 || !isKnownCompression(older));
  return { expected: inNewerPlace ? "qic113" : "rev-k", stated: false };
}

function isKnownCompression(compression: number): boolean {
  const algorithm = compression & ~CompressionFlag.Used;
  return [0, CompressionFlag.Stac, CompressionFlag.Unregistered].includes(algorithm);
}

/** A point for every field that makes sense, one off for every field that does not. */
function plausibility(entry: VolumeEntry, area: DataArea): number {
  const { firstSegment, lastSegment, sourceDrive, compression, dataBytes, directoryBytes } = entry;
  const used = (compression & CompressionFlag.Used) !== 0;
  const room = payloadOf({
    formatCode: area.formatCode,
    firstDataSegment: area.firstDataSegment,
    lastDataSegment: area.lastDataSegment,
  });
  const checks = [
    firstSegment <= lastSegment &&
      firstSegment > area.firstDataSegment &&
      lastSegment <= area.lastDataSegment,
    /^[ -~]*$/.test(sourceDrive),
    isKnownCompression(compression),
    dataBytes + directoryBytes <= room(firstSegment, lastSegment) * (used ? usualRatio : 1),
  ];
  return checks.reduce((sum, holds) => sum + (holds ? 1 : -1), 0);
}

/** More than any backup program reaches over a volume. */
const usualRatio = 4;
