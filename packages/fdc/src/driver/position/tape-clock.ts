/** Where running tape is, told by the clock from the last place that was seen. */
import type { Clock } from "../../hardware.js";
import { SegmentPreambleBytes } from "../../qic117/tape-speeds.js";
import type { TapeLayout } from "../tape-layout.js";

/** Segments after which the speed of the tape, good to one per cent, makes the estimate useless. */
const reach = 16;

export interface TapeClock {
  /** The tape runs, and this sector (-1: the gap before the first) has just ended. */
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
  const preambleMs = () => (SegmentPreambleBytes * 8) / layout.rate;

  return {
    mark(segment, sector) {
      marked = segment;
      beganAt = clock.now() - preambleMs() - (sector + 1) * layout.speed.sectorMs;
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
