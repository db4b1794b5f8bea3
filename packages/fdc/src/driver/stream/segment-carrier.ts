/** Carries segments between controller and tape, one after the other, and gets the tape to where they are. */
import { sectorCount, segmentOfSectorId } from "@floppytape/qic-format";
import { FdcError } from "../../errors.js";
import { say } from "../position/positioner-parts.js";
import { createOverrunPolicy } from "./overrun-policy.js";
import { runStart, sectorsBetween } from "./sector-runs.js";
import {
  isDone,
  missingOf,
  needsSurvey,
  record,
  type SegmentJob,
  sectorsToTry,
  untriedOf,
} from "./segment-job.js";
import { createSegmentPasses, type SegmentPass } from "./segment-pass.js";
import type { RunningCounters } from "./stream-counters.js";
import type { TapeStreamParts } from "./tape-stream-parts.js";

/** Why the tape stands still: only what nobody asked for counts as a reposition. */
export type Halt = "asked" | "pool" | "retry";

export interface SegmentCarrier {
  /** The segment whose pass has begun. */
  readonly flying: SegmentJob | undefined;
  /** The running tape brings this segment soon, and there is time to ask for it. */
  arrivesNext(segment: number): boolean;
  /**
   * Begins the next pass over a segment, after getting the tape there. False: it cannot be found, which ends
   * the job. `buffer`: index of the controller's buffer, sector i at i*1024.
   */
  begin(job: SegmentJob, buffer: number): Promise<boolean>;
  /** The rest of the pass; the job knows what it brought. */
  end(): Promise<SegmentPass>;
  /** Stops the tape before another pass over the segment of a job that is not done. */
  again(job: SegmentJob): Promise<void>;
  /** Pauses the tape, if it runs. */
  pause(why: Halt): Promise<void>;
  /** Sectors of a finished job that are not good are given up. */
  close(job: SegmentJob): void;
  /** The drive failed: stops what can be stopped. */
  abandon(): Promise<void>;
  /** The pass that has begun is nobody's; the drive is not touched. */
  drop(): void;
}

/** A running tape is let run over so many segments that nobody wants. */
const patience = 4;
/** Ids that are read in one segment. */
const mostIds = 64;

export function createSegmentCarrier(
  parts: TapeStreamParts,
  counters: RunningCounters,
): SegmentCarrier {
  const { drive, clock, positioner, layout } = parts;
  const passes = createSegmentPasses(parts);
  const overruns = createOverrunPolicy(drive.controller, layout);
  let flying: SegmentJob | undefined;
  /** The controller still has a command that nobody waits for. */
  let orphaned = false;
  /** Why the tape was stopped last, and on which track. */
  let halted: Halt = "asked";
  let haltedOn = -1;
  let lastSegment = -1;
  let deletedMarks = true;
  /** The track ended, or nothing was found on all of it, when this segment was looked for. */
  let blank = { track: -1, segment: -1 };

  const perTrack = () => layout.addressing.segmentsPerTrack;
  const trackOf = (segment: number) => Math.floor(segment / perTrack());

  const arrivesNext = (segment: number) => {
    const { here, running } = positioner;
    if (!running || here === undefined || trackOf(segment) !== positioner.head) return false;
    // At the beginning of a track `here` belongs to the one before.
    if (segment <= here || segment > here + patience) return false;
    const arrival = positioner.arrivalOf(segment, 0);
    return arrival === undefined ? segment === here + 1 : clock.now() < arrival;
  };
  const position = async (segment: number) => {
    if (segment > 0 && segment % perTrack() === 0 && lastSegment === segment - 1) {
      counters.trackTurns++;
      halted = "asked";
    } else if (halted !== "asked" && haltedOn === trackOf(segment)) {
      counters.repositions++;
      say(parts, 3, "stream.reposition", () => `segment ${segment} after ${halted}`, {
        segment,
        why: halted,
      });
    }
    halted = "asked";
    await positioner.startAt(segment);
  };
  const drop = () => {
    blank = { track: -1, segment: -1 };
    orphaned ||= flying !== undefined;
    flying = undefined;
  };
  const endOrphan = async () => {
    orphaned = false;
    await passes.end();
  };
  const halt = (why: Halt) => {
    halted = why;
    haltedOn = positioner.head ?? -1;
  };

  /** Lets a segment pass while its ids are read; those that are not seen are absent. */
  const survey = async (job: SegmentJob) => {
    let seen = 0;
    for (let ids = 0; ids < mostIds; ids++) {
      const answer = await drive.controller.readId(4 * layout.speed.segmentMs);
      if ("fault" in answer) {
        if (answer.fault === "timeout") break;
        const next = positioner.arrivalOf(job.segment + 1, 0);
        if (next !== undefined && clock.now() >= next) break;
        continue;
      }
      const { segment, sector } = segmentOfSectorId(answer.id, layout.addressing);
      if (segment > job.segment) break;
      positioner.passed(segment, sector - 1);
      if (segment === job.segment) seen |= 1 << sector;
    }
    job.absent = (job.absent | (untriedOf(job) & ~seen)) >>> 0;
    say(parts, 4, "stream.survey", () => `ids of segment ${job.segment}`, {
      segment: job.segment,
      seen: seen >>> 0,
    });
    await positioner.pause();
    halt("retry");
    await position(job.segment);
  };

  /**
   * Lets the beginning of a segment pass whose first sectors are a hole: the index pulse there and the one
   * behind the hole would end the search for the sectors behind.
   */
  const enter = async ({ segment, absent }: SegmentJob, first: number) => {
    if ((absent & sectorsBetween(0, first)) === 0) return;
    const arrival = positioner.arrivalOf(segment, 0);
    if (arrival === undefined) return;
    const ms = arrival + layout.speed.sectorMs / 2 - clock.now();
    if (ms > 0) await clock.sleep(ms);
  };

  return {
    get flying() {
      return flying;
    },
    arrivesNext,
    async begin(job, buffer) {
      // Who asks for the next segments of a blank track is spared the search, who asks again is not.
      if (trackOf(job.segment) === blank.track && job.segment > blank.segment) {
        blank.segment = job.segment;
        return false;
      }
      if (orphaned) await endOrphan();
      try {
        if (!arrivesNext(job.segment)) await position(job.segment);
        if (needsSurvey(job)) {
          job.searches++;
          await survey(job);
        }
      } catch (error) {
        if (!(error instanceof FdcError) || error.code !== "POSITION_LOST") throw error;
        if (error.details.blank) blank = { track: trackOf(job.segment), segment: job.segment };
        say(parts, 2, "stream.unreachable", () => error.message, { segment: job.segment });
        return false;
      }
      if (job.kind === "write-deleted" && !deletedMarks) job.kind = "write";
      const sectors = sectorsToTry(job);
      if (job.absent !== 0) await enter(job, runStart(sectors, 0));
      await passes.begin(job.segment, job.kind, sectors, buffer);
      flying = job;
      return true;
    },
    async end() {
      const job = flying!;
      flying = undefined;
      const pass = await passes.end();
      lastSegment = job.segment;
      if (pass.good !== 0) blank.track = -1;
      counters.softErrors += record(job, pass);
      if (pass.overrun !== 0) {
        counters.overruns += sectorCount(pass.overrun);
        overruns.note(sectorCount(pass.overrun));
      }
      if (pass.broken !== undefined) {
        say(parts, 2, "stream.broken", () => `segment ${job.segment}: ${pass.broken}`, {
          segment: job.segment,
          fault: pass.broken!,
        });
        if (pass.broken === "timeout" && isDone(job) && (await positioner.hasEnded()))
          blank = { track: trackOf(job.segment), segment: job.segment };
        // Some controllers know no deleted marks: then the bytes alone have to do, as in an image.
        if (pass.broken === "invalid-command" && job.kind === "write-deleted") {
          deletedMarks = false;
          job.kind = "write";
        }
      }
      say(parts, 7, "stream.pass", () => `segment ${job.segment} ${job.kind}`, {
        segment: job.segment,
        good: pass.good,
        failed: pass.failed,
        absent: pass.absent,
      });
      return pass;
    },
    async again(job) {
      counters.retries++;
      job.retries++;
      say(parts, 3, "stream.retry", () => `segment ${job.segment}, retry ${job.retries}`, {
        segment: job.segment,
        retry: job.retries,
        missing: missingOf(job),
      });
      if (job.kind === "read") await positioner.microStepPause();
      else await positioner.pause();
      halt("retry");
      await positioner.settle();
      if (await overruns.adjust(job.segment)) job.retries--;
    },
    async pause(why) {
      const { here, running } = positioner;
      if (!running) return;
      const head = positioner.head ?? 0;
      // The last segment of a track has passed: the drive stops by itself, ready for the next.
      if (here === (head + 1) * perTrack() - 1) return positioner.settle();
      await positioner.pause();
      halt(why);
    },
    close(job) {
      const missing = missingOf(job);
      if (missing === 0) return;
      counters.hardErrors += sectorCount(missing);
      say(parts, 2, "stream.hard-errors", () => `segment ${job.segment}`, {
        segment: job.segment,
        missing,
      });
    },
    async abandon() {
      drop();
      halted = "asked";
      try {
        if (orphaned) await endOrphan();
        await positioner.stop();
      } catch {
        // The drive does not even stop: the next start finds out what it does.
        positioner.lost();
      }
    },
    drop,
  };
}
