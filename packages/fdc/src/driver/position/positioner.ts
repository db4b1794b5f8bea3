/** Brings the tape to a segment: by runs, skips and winds, and by what was learned of them. */
import { segmentCountOf } from "@floppytape/qic-format";
import { FdcError } from "../../errors.js";
import { positionLost } from "./find-position.js";
import { createOvershoot, type Skip } from "./overshoot.js";
import { type PositionerParts, say } from "./positioner-parts.js";
import { createTapeMotion, isDriveError } from "./tape-motion.js";
import { createTapePlace } from "./tape-place.js";
import { tellSegmentsPerTrack } from "./tell-segments.js";

/** Brings tape and head to where a segment arrives next; knows where they are and how far the drive overshoots. */
export interface Positioner {
  /** Segment under the head, or just passed; the one before the first at a track's beginning. Undefined: unknown. */
  readonly here: number | undefined;
  /** The tape runs at data speed, as far as is known. */
  readonly running: boolean;
  /** Track that the head was moved to; undefined: unknown. */
  readonly head: number | undefined;
  /** When a sector will begin to pass, on the clock; undefined where that cannot be told. */
  arrivalOf(segment: number, sector: number): number | undefined;
  /**
   * Starts the tape so that `segment` arrives next; returns while the head is before it. Nothing happens where
   * that is so already.
   * @throws {FdcError} `POSITION_LOST` when the place cannot be found (`details.blank`: because there is
   *   nothing on the whole track), `HEAD_OFF_TRACK`, and what the drive reports.
   */
  startAt(segment: number): Promise<void>;
  /** Whoever reads or writes has just seen this sector end. */
  passed(segment: number, sector: number): void;
  /** Stops the tape where it is; returns when it stands. The place stays known. */
  stop(): Promise<void>;
  /** Stops and backs up, so that the next start comes soon before here; returns at once. */
  pause(): Promise<void>;
  /** The same, and the head moves a little beside the middle of the track until it is sent to another segment. */
  microStepPause(): Promise<void>;
  /** Asks the drive whether the tape has run to the end of the track and stands there. */
  hasEnded(): Promise<boolean>;
  /** Waits until a drive that stops, pauses or ends a track is ready again. */
  settle(): Promise<void>;
  /** Winds to a physical end of the tape. */
  windTo(end: "beginning" | "end"): Promise<void>;
  /** Moves the head, after stopping the tape. */
  seekTrack(track: number): Promise<void>;
  /** Position unknown from now on: somebody else moved tape or head, or the cartridge is another one. */
  lost(): void;
}

/** Failed attempts to get to a segment before it is given up. */
const mostAttempts = 6;
/** Attempts that may skip over gaps; later ones run. */
const skippingAttempts = 3;
/** Tape before the segment that a standing tape needs to be at speed, at most: it grows with each failure. */
const longestRunUp = 5;
/** After a failure the tape need not be seen to come nearer than so many segments. */
const nearEnough = 4;
/** Times that the head is sent to its track again. */
const mostHeadSeeks = 2;
/** "Rate or format selection error": some drives only notice when the tape is to start. */
const rateRefused = 31;

export function createPositioner(parts: PositionerParts): Positioner {
  const { layout } = parts;
  const motion = createTapeMotion(parts);
  const place = createTapePlace(parts, motion);
  const overshoot = createOvershoot();
  /** The segment of the last start. */
  let lastTarget = -1;

  const toTrack = async (track: number, segment: number) => {
    if (motion.head === track && !(motion.beside && segment !== lastTarget)) return;
    if (motion.running && motion.head !== undefined && place.here === place.lastOf(motion.head))
      await motion.settle(); // the drive ends the track by itself
    else await motion.stop();
    say(parts, 5, "position.track", () => `head to track ${track}`, { track });
    place.forget();
    await motion.seekTrack(track);
  };
  /** Skips, starts the tape and learns from where it is then. */
  const skip = async (
    direction: "forward" | "reverse",
    plan: Skip,
    segment: number,
  ): Promise<number | undefined> => {
    const track = place.trackOf(segment);
    say(parts, 4, "position.skip", () => `${plan.count} segments ${direction} for ${segment}`, {
      count: plan.count,
      direction,
      segment,
    });
    place.forget();
    await motion.skip(direction, plan.count);
    if (place.atStart(track)) return place.of(track);
    if (direction === "reverse" && place.atFinish(track)) {
      overshoot.stillAtEnd();
      return place.of(track);
    }
    await place.forward(track);
    const landed = await place.find(segment, track);
    if (landed !== undefined && motion.running) overshoot.landed(plan, landed);
    return landed;
  };

  /** Back to before a segment that the tape has passed. */
  const goBack = async (segment: number, shortest: number, from: number) => {
    const track = place.trackOf(segment);
    const first = place.firstOf(track);
    let at: number | undefined = from;
    let runUp = shortest;
    for (let tries = 0; tries < mostAttempts && at !== undefined; tries++) {
      if (place.atStart(track) || (motion.running && at < segment)) return;
      if (segment - first < runUp) return windToStart(track);
      const ends = place.atFinish(track);
      if (!ends) await motion.stop();
      const plan = overshoot.reverse(at, segment - runUp, first, ends || place.atFinish(track));
      at = await skip("reverse", plan, segment);
      // Nothing was learned of it: the same again would end at the same place.
      if (plan.lesson === "none" && !ends) runUp++;
    }
  };
  const windToStart = async (track: number) => {
    place.forget();
    await motion.wind(track % 2 === 0 ? "beginning" : "end", 0);
  };

  /** One attempt; whether the tape runs towards the segment now. */
  const approach = async (segment: number, attempt: number) => {
    const track = place.trackOf(segment);
    const first = place.firstOf(track);
    const runUp = Math.min(1 + attempt, longestRunUp);
    // Behind its last segment a track ends by itself.
    if (!motion.running || place.here === place.lastOf(track)) await motion.settle();
    // Without a geometry nobody knows which segment is the last.
    if (layout.geometry === undefined && place.atFinish(track)) await windToStart(track);
    let at = place.isOverdue() ? await place.find(segment, track) : place.of(track);
    if (at === undefined) {
      await place.forward(track);
      at = await place.find(segment, track);
      if (at === undefined) return false;
    }
    // A standing tape needs a run-up.
    const from = motion.running || place.atStart(track) ? segment : segment - runUp;
    if (at >= from) {
      await goBack(segment, runUp, at);
      at = place.of(track);
    }
    if (at === undefined) return false;
    if (attempt < skippingAttempts) {
      const plan = overshoot.forward(at, segment - 1, place.lastOf(track));
      if (plan) {
        if (place.atStart(track)) {
          // Gaps before the first segment would be miscounted.
          await place.forward(track);
          at = await place.find(segment, track);
        }
        const again =
          at === undefined ? undefined : overshoot.forward(at, segment - 1, place.lastOf(track));
        if (again) at = await skip("forward", again, segment);
      }
    }
    if (at === undefined) return false;
    await place.forward(track);
    // Ids may be missing just before the segment, and a search for them would run past it.
    const near = attempt === 0 || !place.confirmed ? 1 : nearEnough;
    while (place.here === undefined || place.here < segment - near) {
      // From the beginning of the track its first segment comes without any id before it.
      if (place.here === first - 1 && !place.confirmed && segment === first) break;
      if ((await place.find(segment, track)) === undefined || !motion.running) return false;
    }
    return place.here !== undefined && place.here < segment;
  };

  return {
    get here() {
      return place.here;
    },
    get running() {
      return motion.running;
    },
    get head() {
      return motion.head;
    },
    arrivalOf: place.arrivalOf,
    async startAt(segment) {
      if (place.renumber()) await motion.stop();
      if (segment < 0 || segment >= segmentCountOf(layout.addressing))
        throw positionLost(segment, "there is no such segment on this cartridge");
      const track = place.trackOf(segment);
      let headSeeks = 0;
      for (let attempt = 0; attempt < mostAttempts; attempt++)
        try {
          await toTrack(track, segment);
          if (await approach(segment, attempt)) {
            lastTarget = segment;
            return;
          }
          say(parts, 3, "position.again", () => `segment ${segment}, attempt ${attempt + 1}`, {
            segment,
            attempt: attempt + 1,
          });
        } catch (error) {
          const code = error instanceof FdcError ? error.code : undefined;
          if (code === "HEAD_OFF_TRACK" || (code === "POSITION_LOST" && !motion.proven)) {
            // Where nothing is recognised may be no track at all: it is looked at once more, from its beginning.
            if (headSeeks++ >= (code === "POSITION_LOST" ? 1 : mostHeadSeeks)) throw error;
            await motion.stop();
            await tellSegmentsPerTrack(parts);
            await motion.seekTrack(track);
            if (code === "POSITION_LOST" && !place.atStart(track)) await windToStart(track);
          } else if (isDriveError(error, rateRefused)) {
            place.forget();
            if (!(await layout.lowerRate())) throw error;
          } else throw error;
        }
      throw positionLost(segment, `${mostAttempts} attempts failed`);
    },
    passed: place.passed,
    stop: motion.stop,
    async pause() {
      await motion.pause("pause");
      place.forget();
    },
    async microStepPause() {
      await motion.pause("micro-step-pause");
      place.forget();
    },
    async hasEnded() {
      return (
        !(await motion.stillRuns()) && motion.head !== undefined && place.atFinish(motion.head)
      );
    },
    settle: () => motion.settle(),
    async windTo(end) {
      place.forget();
      await motion.wind(end, 0);
    },
    async seekTrack(track) {
      place.forget();
      await motion.seekTrack(track);
    },
    lost() {
      place.forget();
      motion.lost();
      lastTarget = -1;
    },
  };
}
