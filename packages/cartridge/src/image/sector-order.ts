import { type EccEngine, SectorBytes } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap } from "@floppytape/qic-format";
import { packSegment } from "../corrected-segment.js";

/**
 * The order of sectors in which the good ones of a segment make sense; undefined when it is none, or both.
 * `unit` (32768 bytes, at least four good sectors) is overwritten.
 */
export function orderThatFits(
  unit: Uint8Array,
  bad: SectorMap,
  engine: EccEngine,
): "physical" | "packed" | undefined {
  const count = goodSectorCount(bad);
  const good = unit.subarray(0, count * SectorBytes);
  // What formatting left has no parity, but shows where the good sectors are.
  const makesSense = () => isUniform(good) || engine.check(unit, count);
  const packed = makesSense();
  packSegment(unit, bad);
  const inPlace = makesSense();
  if (packed === inPlace) return undefined;
  return packed ? "packed" : "physical";
}

/** Whether all bytes are the same, as in segments that nothing was written to. */
export function isUniform(bytes: Uint8Array): boolean {
  const first = bytes[0];
  return bytes.every((byte) => byte === first);
}
