/** Reads sector ids off the running tape until it is known where it is. */
import { segmentOfSectorId } from "@floppytape/qic-format";
import { FdcError } from "../../errors.js";
import { type PositionerParts, say } from "./positioner-parts.js";
import type { TapeClock } from "./tape-clock.js";
import type { TapeMotion } from "./tape-motion.js";

/** Ids that are tried one after the other. */
const mostFailures = 32;
/** Ids of another track in a row that prove that the head is there: a single one may be a misread. */
const strayIds = 2;

/** Where the tape turned out to be. */
export type Finding =
  | { readonly segment: number; readonly sector: number }
  /** It stopped by itself, at an end or elsewhere. */
  | "stopped"
  /** It runs, but nothing on it can be recognised. */
  | "nothing"
  /** The head is on another track. */
  | "off-track";

/** The tape must be running. `id` false in the result's stead of one: told by the clock alone. */
export async function findPosition(
  parts: PositionerParts,
  motion: TapeMotion,
  tapeClock: TapeClock,
): Promise<Finding> {
  const { drive, clock, layout } = parts;
  const { controller } = drive;
  const deadline = clock.now() + layout.timeouts.seekMs;
  let strays = 0;
  for (let failures = 0; failures <= mostFailures; failures++) {
    const seen = await controller.readId(4 * layout.speed.segmentMs + 1500);
    if ("id" in seen && seen.id.sizeCode === 3) {
      const place = segmentOfSectorId(seen.id, layout.addressing);
      if (onTrack(place.segment)) {
        motion.worked();
        tapeClock.mark(place.segment, place.sector - 1);
        return place;
      }
      say(parts, 3, "position.stray-id", () => `an id of segment ${place.segment} passes`, place);
      if (++strays >= strayIds) return "off-track";
    } else if ("fault" in seen) {
      // No id between two index pulses: the tape runs, and the clock tells where it is.
      const segment = seen.fault === "timeout" ? undefined : tapeClock.segmentNow();
      if (segment !== undefined) return { segment, sector: 0 };
      if ((seen.fault === "timeout" || failures % 4 === 3) && !(await motion.stillRuns()))
        return "stopped";
    }
    if (clock.now() > deadline) break;
  }
  return "nothing";

  function onTrack(segment: number): boolean {
    // Before the geometry is known, nobody can tell on which track a segment lies.
    if (layout.geometry === undefined) return true;
    return Math.floor(segment / layout.addressing.segmentsPerTrack) === motion.head;
  }
}

/** The end of the search for a segment. */
export function positionLost(segment: number, why: string, blank = false): FdcError {
  return new FdcError("POSITION_LOST", `segment ${segment} cannot be found: ${why}`, {
    segment,
    blank,
  });
}
