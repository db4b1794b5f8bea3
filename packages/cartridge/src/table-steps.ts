import { SectorBytes } from "@floppytape/ecc";

/**
 * The contents to be written one after the other to turn the segment contents `from` into `to`
 * (equal lengths), the last one being `to`: each changes one data sector, so that a write cut short
 * anywhere can be put right by `repairTornSegment`. Last sectors change first: what is appended to a
 * table stays out of sight until the sector with the place it is appended at is written.
 */
export function tableSteps(from: Uint8Array, to: Uint8Array): Uint8Array[] {
  const steps: Uint8Array[] = [];
  let current = from;
  for (let start = to.length - SectorBytes; start >= 0; start -= SectorBytes) {
    if (equal(from, to, start)) continue;
    current = current.slice();
    current.set(to.subarray(start, start + SectorBytes), start);
    steps.push(current);
  }
  return steps.length > 0 ? steps : [to];
}

function equal(a: Uint8Array, b: Uint8Array, start: number): boolean {
  for (let i = start; i < start + SectorBytes; i++) if (a[i] !== b[i]) return false;
  return true;
}
