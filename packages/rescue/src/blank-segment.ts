import { SectorBytes } from "@floppytape/ecc";
import { type SectorMap, sectorsOf } from "@floppytape/qic-format";
import { parityOf } from "./parity-sectors.js";

/**
 * Whether a segment that is not a codeword looks formatted and never written: every good sector that was
 * read is full of one byte, a parity sector among them. Zeros are no sign of that, for their parity is zero.
 */
export function isBlank(sectors: Uint8Array, bad: SectorMap, unreadable: SectorMap): boolean {
  const there = (~(bad | unreadable) & 0xffffffff) >>> 0;
  if ((there & parityOf(bad)) === 0) return false;
  const [first = 0] = sectorsOf(there);
  const filler = sectors[first * SectorBytes];
  if (filler === 0) return false;
  return sectorsOf(there).every((sector) => {
    const end = (sector + 1) * SectorBytes;
    for (let i = end - SectorBytes; i < end; i++) if (sectors[i] !== filler) return false;
    return true;
  });
}
