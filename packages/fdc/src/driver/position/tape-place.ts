/** Where the tape is: seen, told by the clock, or known from the end at which it stands. */
import { FdcError } from "../../errors.js";
import { findPosition, positionLost } from "./find-position.js";
import { type PositionerParts, say } from "./positioner-parts.js";
import { createTapeClock } from "./tape-clock.js";
import type { TapeMotion } from "./tape-motion.js";

export interface TapePlace {
  /** Segment under the head or just passed, the one before the first at a track's beginning; undefined: unknown. */
  readonly here: number | undefined;
  /** Something was seen since the tape left the beginning of a track. */
  readonly confirmed: boolean;
  /** The same for a tape that stands, too: at the ends of a track the drive tells. */
  of(track: number): number | undefined;
  /** The tape stands where the track begins or ends, in the direction of its segments. */
  atStart(track: number): boolean;
  atFinish(track: number): boolean;
  trackOf(segment: number): number;
  firstOf(track: number): number;
  lastOf(track: number): number;
  arrivalOf(segment: number, sector: number): number | undefined;
  /** The running tape should have left the segment where it was seen. */
  isOverdue(): boolean;
  /** Takes the numbers of the layout, which may have changed; true: the tape runs where nobody knows. */
  renumber(): boolean;
  /** Starts the tape, if it stands. */
  forward(track: number): Promise<void>;
  /**
   * Where the running tape is on its way to a segment; undefined when it stopped, or nothing is recognised.
   * @throws {FdcError} `HEAD_OFF_TRACK`, `POSITION_LOST`.
   */
  find(segment: number, track: number): Promise<number | undefined>;
  /** A sector has just ended. */
  passed(segment: number, sector: number): void;
  forget(): void;
}

export function createTapePlace(parts: PositionerParts, motion: TapeMotion): TapePlace {
  const { clock, layout } = parts;
  const tapeClock = createTapeClock(clock, layout);
  let here: number | undefined;
  let addressing = layout.addressing;
  /** Since the tape left the beginning of this track, not one id was seen. */
  let blankTrack = -1;

  const trackOf = (segment: number) => Math.floor(segment / addressing.segmentsPerTrack);
  const firstOf = (track: number) => track * addressing.segmentsPerTrack;
  const lastOf = (track: number) => firstOf(track + 1) - 1;
  const atStart = (track: number) =>
    !motion.running && (track % 2 === 1 ? motion.atEnd : motion.atBeginning);
  const atFinish = (track: number) =>
    !motion.running && (track % 2 === 1 ? motion.atBeginning : motion.atEnd);
  const of = (track: number) => {
    if (atStart(track)) return firstOf(track) - 1;
    return atFinish(track) ? lastOf(track) : here;
  };
  const forget = () => {
    here = undefined;
    tapeClock.forget();
  };

  return {
    get here() {
      return here;
    },
    get confirmed() {
      return blankTrack < 0;
    },
    of,
    atStart,
    atFinish,
    trackOf,
    firstOf,
    lastOf,
    arrivalOf: tapeClock.arrivalOf,
    isOverdue() {
      const nextAt = here === undefined ? undefined : tapeClock.arrivalOf(here + 1, 0);
      return motion.running && nextAt !== undefined && clock.now() > nextAt;
    },
    renumber() {
      if (addressing === layout.addressing) return false;
      addressing = layout.addressing;
      if (motion.running && here !== undefined && trackOf(here) === motion.head) return false;
      forget();
      return motion.running;
    },
    async forward(track) {
      if (motion.running) return;
      const from = atStart(track) ? of(track) : undefined;
      await motion.forward();
      forget();
      here = from;
      if (from !== undefined) blankTrack = track;
    },
    async find(segment, track) {
      const found = await findPosition(parts, motion, tapeClock);
      if (typeof found === "object") {
        blankTrack = -1;
        return (here = found.segment);
      }
      say(parts, 3, "position.not-found", () => `looking for segment ${segment}: ${found}`, {
        segment,
        found,
      });
      const before = here;
      forget();
      const facts = { track, segment };
      if (found === "off-track")
        throw new FdcError("HEAD_OFF_TRACK", `the head is not on track ${track}`, facts);
      const blank = blankTrack === track && (found === "nothing" || atFinish(track));
      blankTrack = -1;
      if (!motion.proven)
        throw positionLost(segment, `nothing is recognised on track ${track}`, blank);
      if (atFinish(track) && layout.geometry === undefined) {
        if (before !== undefined && before < segment)
          throw positionLost(segment, "the track ends before it", true);
        // It may have been started behind the last segment. Nobody knows which one that is.
        return undefined;
      }
      return found === "stopped" ? of(track) : undefined;
    },
    passed(segment, sector) {
      here = segment;
      blankTrack = -1;
      motion.worked();
      tapeClock.mark(segment, sector);
      if (sector === 31 && segment === lastOf(trackOf(segment)))
        motion.endsAt(clock.now() + layout.speed.segmentMs);
    },
    forget,
  };
}
