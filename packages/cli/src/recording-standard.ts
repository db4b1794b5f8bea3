import type { Cartridge } from "@floppytape/cartridge";
import { AllSectors, fixedBadSegments, type QicStandard, standardOf } from "@floppytape/qic-format";

/**
 * The recording standard of a cartridge, which no header states: from its geometry, and where that
 * fits both QIC-3010 and QIC-3020 from the segments that are mapped out as QIC-3020 prescribes.
 */
export function recordingStandard({
  geometry,
  badSectors,
}: Pick<Cartridge, "geometry" | "badSectors">): QicStandard | undefined {
  const likely = standardOf(geometry);
  if (likely !== "QIC-3010") return likely;
  const prescribed = fixedBadSegments("QIC-3020", geometry);
  return prescribed.every((segment) => badSectors.get(segment) === AllSectors)
    ? "QIC-3020"
    : likely;
}
