import { ParitySectors, SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { goodSectorCount, type SectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";

/**
 * What the code guarantees about a damaged segment. `exact`: restored, with this report. `lost`: the
 * damage shows and is too much. `beyond`: at least one column has more damage than any decoder can
 * be sure to notice; when it did not, `marked` says that the segment must be called unverifiable.
 */
export type ExpectedSegment =
  | { readonly kind: "empty" }
  | {
      readonly kind: "exact";
      readonly corrected: SectorMap;
      readonly silent: SectorMap;
      readonly unverifiable: SectorMap;
    }
  | { readonly kind: "lost"; readonly lost: SectorMap }
  | { readonly kind: "beyond"; readonly marked: boolean };

/** Wrong bytes of a column that no decoder is promised to notice, by the number of flagged sectors. */
const notNoticed = [3, 2, 2, 1];
/** Wrong bytes of a column that are corrected, likewise. */
const corrects = [1, 1, 0, 0];

/** Derives it from both versions of the segment, each 32768 bytes; `flagged` cannot be read. */
export function expectedSegment(
  truth: Uint8Array,
  damaged: Uint8Array,
  bad: SectorMap,
  unreadable: SectorMap,
): ExpectedSegment {
  if (goodSectorCount(bad) <= ParitySectors) return { kind: "empty" };
  const flagged = (unreadable & ~bad) >>> 0;
  const erasures = sectorCount(flagged);
  if (erasures > ParitySectors) return { kind: "lost", lost: flagged };

  let corrected = 0;
  let full = 0;
  let most = 0;
  let noticed = false;
  for (let column = 0; column < SectorBytes; column++) {
    const wrong = wrongSectors(truth, damaged, bad, column);
    const errors = sectorCount((wrong & ~flagged) >>> 0);
    corrected |= wrong;
    if (erasures + 2 * errors >= ParitySectors) full |= wrong;
    most = Math.max(most, errors);
    if (errors > corrects[erasures]! && errors < notNoticed[erasures]!) noticed = true;
  }
  if (noticed) return { kind: "lost", lost: ~bad >>> 0 };
  if (most > corrects[erasures]!) {
    const marked = erasures === 3 || (erasures === 1 && most === 2);
    return { kind: "beyond", marked };
  }
  return {
    kind: "exact",
    corrected: corrected >>> 0,
    silent: (corrected & ~flagged) >>> 0,
    unverifiable: full >>> 0,
  };
}

function wrongSectors(
  truth: Uint8Array,
  damaged: Uint8Array,
  bad: SectorMap,
  column: number,
): SectorMap {
  let wrong = 0;
  for (let at = column, sector = 0; at < SegmentBytes; at += SectorBytes, sector++)
    if (truth[at] !== damaged[at]) wrong |= 1 << sector;
  return (wrong & ~bad) >>> 0;
}

/** The data sectors of a segment, packed. */
export function dataOf(physical: Uint8Array, bad: SectorMap): Uint8Array {
  const good = sectorsOf(~bad >>> 0).slice(0, -ParitySectors);
  const data = new Uint8Array(good.length * SectorBytes);
  good.forEach((sector, place) => {
    const at = sector * SectorBytes;
    data.set(physical.subarray(at, at + SectorBytes), place * SectorBytes);
  });
  return data;
}
