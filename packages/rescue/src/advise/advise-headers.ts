import type { SegmentStore } from "@floppytape/cartridge";
import { ParitySectors, SegmentBytes } from "@floppytape/ecc";
import { headerSignature, type SectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";

/** A segment that may be a header copy which cannot be read. */
export interface HeaderAdvice {
  readonly segment: number;
  /** More sectors that it takes to read this copy by itself. */
  readonly needed: number;
  /** The sectors to try, 0 to 31, ascending. */
  readonly sectors: readonly number[];
}

/** What to read again of a cartridge without a readable header. */
export interface HeadersAdvice {
  /** Segments that may be header copies, ascending. */
  readonly copies: readonly HeaderAdvice[];
  /**
   * Two copies have the same contents, so that they are put together: sectors that the first two both lack
   * beyond those that the parity makes up for. Undefined where there are not two.
   */
  readonly neededOfBoth: number | undefined;
  /** The sectors that both lack. */
  readonly sectorsOfBoth: readonly number[];
}

/** Where formatters put headers: within the first 68 segments. */
const headerArea = 68;

/**
 * Says what must be read more before a cartridge can be opened whose headers are damaged: as long as there is
 * none, everything is lost.
 */
export async function adviseHeaders(
  store: SegmentStore,
  options: { readonly signal?: AbortSignal } = {},
): Promise<HeadersAdvice> {
  const sectors = new Uint8Array(SegmentBytes);
  const damaged: { segment: number; unreadable: SectorMap }[] = [];
  const count = Math.min(headerArea, store.segmentCount ?? headerArea);
  for (let segment = 0; segment < count; segment++) {
    const { unreadable, deleted } = await store.readRun(segment, 1, sectors, options);
    const lacking = unreadable[0] ?? 0;
    const mayBeHeader = (lacking & 1) === 1 || headerSignature(sectors) !== undefined;
    if (deleted[0] === 0 && mayBeHeader && sectorCount(lacking) > ParitySectors)
      damaged.push({ segment, unreadable: lacking });
  }
  const [first, second] = damaged;
  const both = first && second ? (first.unreadable & second.unreadable) >>> 0 : 0;
  return {
    copies: damaged.map(({ segment, unreadable }) => ({
      segment,
      needed: sectorCount(unreadable) - ParitySectors,
      sectors: sectorsOf(unreadable),
    })),
    neededOfBoth: second && Math.max(0, sectorCount(both) - ParitySectors),
    sectorsOfBoth: sectorsOf(both),
  };
}
