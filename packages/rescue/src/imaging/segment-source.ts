import { CartridgeError, type ReadOptions, type SegmentStore } from "@floppytape/cartridge";
import { SegmentBytes } from "@floppytape/ecc";
import type { SectorMap } from "@floppytape/qic-format";

/** What reading brought. */
export interface SegmentsRead {
  /** Sectors that were asked for and came, one map a segment. */
  readonly good: Uint32Array;
  /** Those of them with deleted data marks. */
  readonly deleted: Uint32Array;
}

/** Reads segments of a store that may fail in other ways than with unreadable sectors. */
export interface SegmentSource {
  /** Reads `count` segments into `into`, which is the caller's; of each segment the sectors that `asked` names. */
  read(
    first: number,
    count: number,
    into: Uint8Array,
    asked: (segment: number) => SectorMap,
    options: Pick<ReadOptions, "retries" | "signal">,
  ): Promise<SegmentsRead>;
}

/** So many segments in a row may end with an error: beyond that it is not the tape that is damaged. */
const mostFailures = 8;

/**
 * A source over a store. A read that ends with `EIO` (a drive that stumbles, a disk with a bad block) is done
 * segment by segment, and one that ends so again has brought nothing; the eighth in a row is thrown.
 */
export function createSegmentSource(store: SegmentStore): SegmentSource {
  let failures = 0;

  const attempt: SegmentSource["read"] = async (first, count, into, asked, options) => {
    const badSectors = (segment: number) => ~asked(segment) >>> 0;
    const wanted = Uint32Array.from({ length: count }, (_, i) => asked(first + i));
    const { unreadable, deleted } = await store.readRun(first, count, into, {
      ...options,
      badSectors,
    });
    failures = 0;
    return {
      good: wanted.map((map, i) => map & ~unreadable[i]!),
      deleted: deleted.map((map, i) => map & wanted[i]!),
    };
  };
  const attemptOne: SegmentSource["read"] = async (...call) => {
    try {
      return await attempt(...call);
    } catch (error) {
      if (!isTrouble(error) || ++failures >= mostFailures) throw error;
      return { good: new Uint32Array(1), deleted: new Uint32Array(1) };
    }
  };

  return {
    async read(first, count, into, asked, options) {
      if (count > 1) {
        try {
          return await attempt(first, count, into, asked, options);
        } catch (error) {
          if (!isTrouble(error)) throw error;
        }
      }
      const good = new Uint32Array(count);
      const deleted = new Uint32Array(count);
      for (let i = 0; i < count; i++) {
        const place = into.subarray(i * SegmentBytes, (i + 1) * SegmentBytes);
        const one = await attemptOne(first + i, 1, place, asked, options);
        good[i] = one.good[0]!;
        deleted[i] = one.deleted[0]!;
      }
      return { good, deleted };
    },
  };
}

function isTrouble(error: unknown): boolean {
  return error instanceof CartridgeError && error.code === "EIO";
}
