import { SectorBytes } from "@floppytape/ecc";

/** Data sectors that one step may change: with the three of parity, at most two differ from old or new. */
const sectorsPerStep = 2;

/**
 * The contents to be written one after the other to turn the segment contents `from` into `to`
 * (equal lengths), the last one being `to`: between two steps at most two data sectors change, so
 * that a write cut short anywhere leaves a segment within two sectors of the step before or after,
 * which `repairTornSegment` brings back. Last sectors change first: what is appended to a table
 * stays out of sight until the sector with the place it is appended at is written.
 */
export function tableSteps(from: Uint8Array, to: Uint8Array): Uint8Array[] {
  const changed: number[] = [];
  for (let start = 0; start < to.length; start += SectorBytes)
    if (!equal(from, to, start)) changed.unshift(start);
  const steps: Uint8Array[] = [];
  let current = from;
  for (let i = 0; i < changed.length; i += sectorsPerStep) {
    current = current.slice();
    for (const start of changed.slice(i, i + sectorsPerStep))
      current.set(to.subarray(start, start + SectorBytes), start);
    steps.push(current);
  }
  return steps.length > 0 ? steps : [to];
}

function equal(a: Uint8Array, b: Uint8Array, start: number): boolean {
  for (let i = start; i < start + SectorBytes; i++) if (a[i] !== b[i]) return false;
  return true;
}
