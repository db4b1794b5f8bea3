/**
 * Which layout a volume entry has. Nothing on tape says so: zftape's entries follow from the format code and
 * its own flag; the others are read in every layout and the most sensible reading wins.
 */
import type { DataArea } from "./data-area.js";
import { isKnownCompression, qic113Revision, scoreEntryReadings } from "./entry-readings.js";
import { CompressionFlag, decodeVolumeEntry, type VolumeLayout } from "./volume-entry.js";
import { type ZftapeExtension, zftapeExtensionOf, zftapeLayout } from "./zftape-volume.js";

export interface LayoutChoice {
  readonly layout: VolumeLayout;
  /** Points per layout of a foreign entry; undefined for zftape's own. */
  readonly scores?: Readonly<Record<VolumeLayout, number>>;
}

/** Chooses the layout of a `VTBL` entry. */
export function chooseVolumeLayout(entryBytes: Uint8Array, area: DataArea): LayoutChoice {
  const extension = zftapeExtensionOf(entryBytes, area.formatCode);
  if (extension) return { layout: layoutOfZftape(entryBytes, area, extension) };

  const { firstDataSegment, lastDataSegment: lastSegment, formatCode } = area;
  const bounds = { firstSegment: firstDataSegment + 1, lastSegment, formatCode };
  const points = scoreEntryReadings(entryBytes, bounds);
  const scores = {
    "rev-k": points.c,
    qic113: Math.max(points["a-113"], points["a-plain"]),
    big: points.b,
  };
  let layout = expectedLayout(entryBytes, area); // wins a tie
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
 * Of readings that make as much sense: what code 6 and the 113 mark speak for. Without them the older one,
 * unless a compression byte is set in the newer place and none that makes sense in the older (blanks of a
 * drive label lie there).
 */
function expectedLayout(entryBytes: Uint8Array, { formatCode }: DataArea): VolumeLayout {
  if (formatCode === 6) return "big";
  if (qic113Revision(entryBytes) !== undefined) return "qic113";
  const older = decodeVolumeEntry(entryBytes, "rev-k").compression;
  const newer = decodeVolumeEntry(entryBytes, "qic113").compression;
  return newer !== 0 && (older === 0 || !isKnownCompression(older)) ? "qic113" : "rev-k";
}
