/** Brings the tape to a segment: explained in docs/architecture.md. */
import { segmentCountOf } from "@floppytape/qic-format";
import { FdcError } from "../../errors.js";
import { type Finding, findPosition, positionLost } from "./find-position.js";
import { createOvershoot, type Skip } from "./overshoot.js";
import { type PositionerParts, say } from "./positioner-parts.js";
import { createTapeClock } from "./tape-clock.js";
import { createTapeMotion, isDriveError } from "./tape-motion.js";
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
   * Starts the tape so that `segment` arrives next; returns while the head is before it. `shortStart`: or in
   * it. Nothing happens where that is so already.
   * @throws {FdcError} `POSITION_LOST` when the place cannot be found (`details.blank`: because there is
   *   nothing on the whole track), `HEAD_OFF_TRACK`, and what the drive reports.
   */
  startAt(segment: number, shortStart?: boolean): Promise<void>;
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
  const { clock, layout } = parts;
  const tapeClock = createTapeClock(clock, layout);
  const motion = createTapeMotion(parts);
  const overshoot = createOvershoot();
  let here: number | undefined;
  let addressing = layout.addressing;
  /** The segment of the last start. */
  let lastTarget = -1;
  /** Since the tape left the beginning of this track, not one id was seen. */
  let blankTrack = -1;

  const unknown = () => {
    here = undefined;
    tapeClock.forget();
  };
  const trackOf = (segment: number) => Math.floor(segment / addressing.segmentsPerTrack);

  /** The place where the tape stands, or was last seen while it runs. */
  const place = (track: number): number | undefined => {
    if (motion.running) return here;
    const odd = track % 2 === 1;
    const first = track * addressing.segmentsPerTrack;
    if (odd ? motion.atEnd : motion.atBeginning) return first - 1;
    if (odd ? motion.atBeginning : motion.atEnd) return first + addressing.segmentsPerTrack - 1;
    return here;
  };
  const atStart = (track: number) =>
    !motion.running && (track % 2 === 1 ? motion.atEnd : motion.atBeginning);
  const atFinish = (track: number) =>
    !motion.running && (track % 2 === 1 ? motion.atBeginning : motion.atEnd);

  const forward = async (track: number) => {
    if (motion.running) return;
    const from = place(track);
    const fromStart = atStart(track);
    await motion.forward();
    here = fromStart ? from : undefined;
    tapeClock.forget();
    if (fromStart) blankTrack = track;
  };
  const toTrack = async (track: number, segment: number) => {
    if (motion.head === track && !(motion.beside && segment !== lastTarget)) return;
    if (motion.running && motion.head !== undefined && here === lastOf(motion.head))
      await motion.settle(); // the drive ends the track by itself
    else await motion.stop();
    say(parts, 5, "position.track", () => `head to track ${track}`, { track });
    unknown();
    await motion.seekTrack(track);
  };
  const lastOf = (track: number) => (track + 1) * addressing.segmentsPerTrack - 1;

  /** Where the running tape is; undefined when it stopped or nothing is recognised. */
  const find = async (segment: number, track: number): Promise<number | undefined> => {
    const found: Finding = await findPosition(parts, motion, tapeClock);
    if (typeof found === "object") {
      blankTrack = -1;
      return (here = found.segment);
    }
    say(parts, 3, "position.not-found", () => `looking for segment ${segment}: ${found}`, {
      segment,
      found,
    });
    unknown();
    if (found === "off-track")
      throw new FdcError("HEAD_OFF_TRACK", `the head is not on track ${track}`, { track, segment });
    const blank = blankTrack === track && (found === "nothing" || atFinish(track));
    blankTrack = -1;
    if (!motion.proven)
      throw positionLost(segment, `nothing is recognised on track ${track}`, blank);
    if (atFinish(track) && layout.geometry === undefined)
      throw positionLost(segment, "the track ends before it", true);
    return found === "stopped" ? place(track) : undefined;
  };

  /** Skips, starts the tape and learns from where it is then. */
  const skip = async (
    direction: "forward" | "reverse",
    plan: Skip,
    segment: number,
  ): Promise<number | undefined> => {
    const track = trackOf(segment);
    say(parts, 4, "position.skip", () => `${plan.count} segments ${direction} for ${segment}`, {
      count: plan.count,
      direction,
      segment,
    });
    unknown();
    await motion.skip(direction, plan.count);
    if (atStart(track)) return place(track);
    if (direction === "reverse" && atFinish(track)) {
      overshoot.stillAtEnd();
      return place(track);
    }
    await forward(track);
    const landed = await find(segment, track);
    if (landed !== undefined && motion.running) overshoot.landed(plan, landed);
    return landed;
  };

  /** Back to before a segment that the tape has passed. */
  const goBack = async (segment: number, runUp: number, from: number) => {
    const track = trackOf(segment);
    const first = track * addressing.segmentsPerTrack;
    let at: number | undefined = from;
    for (let tries = 0; tries < mostAttempts && at !== undefined; tries++) {
      if (atStart(track) || (motion.running && at < segment)) return;
      if (segment - first < runUp) return windToStart(track);
      const ends = atFinish(track);
      if (!ends) await motion.stop();
      at = await skip(
        "reverse",
        overshoot.reverse(at, segment - runUp, first, ends || atFinish(track)),
        segment,
      );
    }
  };
  const windToStart = async (track: number) => {
    unknown();
    await motion.wind(track % 2 === 0 ? "beginning" : "end", 0);
  };

  /** One attempt; whether the tape runs towards the segment now. */
  const approach = async (segment: number, attempt: number, shortStart: boolean) => {
    const track = trackOf(segment);
    const first = track * addressing.segmentsPerTrack;
    const runUp = Math.min(1 + attempt, longestRunUp);
    // Behind its last segment a track ends by itself.
    if (!motion.running || here === lastOf(track)) await motion.settle();
    // Without a geometry nobody knows which segment is the last.
    if (layout.geometry === undefined && atFinish(track)) await windToStart(track);
    const nextAt = here === undefined ? undefined : tapeClock.arrivalOf(here + 1, 0);
    const overdue = motion.running && nextAt !== undefined && clock.now() > nextAt;
    let at = overdue ? await find(segment, track) : place(track);
    if (at === undefined) {
      await forward(track);
      at = await find(segment, track);
      if (at === undefined) return false;
    }
    const isRunning = motion.running || atStart(track);
    if (
      isRunning ? at >= segment + (shortStart && motion.running ? 1 : 0) : at >= segment - runUp
    ) {
      await goBack(segment, runUp, at);
      at = place(track);
    }
    if (at === undefined) return false;
    if (attempt < skippingAttempts) {
      const plan = overshoot.forward(at, segment - 1, lastOf(track));
      if (plan) {
        if (atStart(track)) {
          // Gaps before the first segment would be miscounted.
          await forward(track);
          at = await find(segment, track);
        }
        const again =
          at === undefined ? undefined : overshoot.forward(at, segment - 1, lastOf(track));
        if (again) at = await skip("forward", again, segment);
      }
    }
    if (at === undefined) return false;
    await forward(track);
    // Ids may be missing just before the segment, and a search for them would run past it.
    const near = attempt === 0 || blankTrack === track ? 1 : nearEnough;
    while (here === undefined || here < segment - near) {
      if (here === first - 1 && tapeClock.segmentNow() === undefined && segment === first) break;
      if ((await find(segment, track)) === undefined || !motion.running) return false;
    }
    return here < segment || (shortStart && here === segment);
  };

  return {
    get here() {
      return here;
    },
    get running() {
      return motion.running;
    },
    get head() {
      return motion.head;
    },
    arrivalOf: tapeClock.arrivalOf,
    async startAt(segment, shortStart = false) {
      if (addressing !== layout.addressing) {
        addressing = layout.addressing;
        if (motion.running && here !== undefined && trackOf(here) !== motion.head)
          await motion.stop();
        if (!motion.running) unknown();
      }
      if (segment < 0 || segment >= segmentCountOf(addressing))
        throw positionLost(segment, "there is no such segment on this cartridge");
      const track = trackOf(segment);
      let headSeeks = 0;
      for (let attempt = 0; attempt < mostAttempts; attempt++)
        try {
          await toTrack(track, segment);
          if (await approach(segment, attempt, shortStart)) {
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
            if (code === "POSITION_LOST" && !atStart(track)) await windToStart(track);
          } else if (isDriveError(error, rateRefused)) {
            unknown();
            if (!(await layout.lowerRate())) throw error;
          } else throw error;
        }
      throw positionLost(segment, `${mostAttempts} attempts failed`);
    },
    passed(segment, sector) {
      here = segment;
      blankTrack = -1;
      motion.worked();
      tapeClock.mark(segment, sector);
      if (sector === 31 && segment === lastOf(trackOf(segment)))
        motion.endsAt(clock.now() + layout.speed.segmentMs);
    },
    stop: motion.stop,
    async pause() {
      await motion.pause("pause");
      unknown();
    },
    async microStepPause() {
      await motion.pause("micro-step-pause");
      unknown();
    },
    async hasEnded() {
      return !(await motion.stillRuns()) && motion.head !== undefined && atFinish(motion.head);
    },
    settle: () => motion.settle(),
    async windTo(end) {
      unknown();
      await motion.wind(end, 0);
    },
    async seekTrack(track) {
      unknown();
      await motion.seekTrack(track);
    },
    lost() {
      unknown();
      motion.lost();
      blankTrack = -1;
      lastTarget = -1;
      addressing = layout.addressing;
    },
  };
}
