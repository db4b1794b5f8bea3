/** Where running tape is, told by the clock from the last place that was seen. */
import type { Clock } from "../../hardware.js";
import { SegmentPreambleBytes } from "../../qic117/tape-speeds.js";
import type { TapeLayout } from "../tape-layout.js";

/** Segments after which the speed of the tape, good to one per cent, makes the estimate useless. */
const reach = 16;
/** A tape that is slower than it should be, with the same again as a margin. */
const slowness = 0.02;

export interface TapeClock {
  /**
   * The tape runs, and this sector (-1: the gap before the first) has just ended. Who hears of it late, because
   * the computer had something else to do, is not believed: tape does not fall behind by a part of a segment.
   */
  mark(segment: number, sector: number): void;
  forget(): void;
  /** When a sector begins to pass; undefined without a mark that is near enough. */
  arrivalOf(segment: number, sector: number): number | undefined;
  /** The segment that passes now; undefined without a mark that is near enough. */
  segmentNow(): number | undefined;
}

export function createTapeClock(clock: Clock, layout: TapeLayout): TapeClock {
  let marked = -1;
  let beganAt = 0;
  let markedAt = 0;
  const preambleMs = () => (SegmentPreambleBytes * 8) / layout.rate;

  return {
    mark(segment, sector) {
      const { segmentMs, sectorMs } = layout.speed;
      const now = clock.now();
      const seenAt = now - preambleMs() - (sector + 1) * sectorMs;
      const near = marked >= 0 && Math.abs(segment - marked) <= reach;
      const latest = beganAt + (segment - marked) * segmentMs + (now - markedAt) * slowness;
      beganAt = near && seenAt < latest + segmentMs ? Math.min(seenAt, latest) : seenAt;
      marked = segment;
      markedAt = now;
    },
    forget() {
      marked = -1;
    },
    arrivalOf(segment, sector) {
      if (marked < 0 || Math.abs(segment - marked) > reach) return undefined;
      const { segmentMs, sectorMs } = layout.speed;
      return beganAt + (segment - marked) * segmentMs + preambleMs() + sector * sectorMs;
    },
    segmentNow() {
      if (marked < 0) return undefined;
      const ahead = Math.floor((clock.now() - beganAt) / layout.speed.segmentMs);
      return ahead > reach ? undefined : marked + ahead;
    },
  };
}
