import { DriveStatus } from "@floppytape/cartridge";
import { FdcError } from "../../errors.js";
import type { DriveParts } from "../drive-parts.js";
import { say } from "../position/positioner-parts.js";
import { readyDrive } from "../start/ready-drive.js";
import type { IdFeeder, IdPlace } from "./id-feeder.js";

export interface TrackJob {
  readonly track: number;
  readonly segmentsPerTrack: number;
  readonly ids: IdFeeder;
  readonly gap3: number;
  readonly filler: number;
  readonly signal: AbortSignal | undefined;
  /** Called after each segment. */
  readonly onSegment: (segment: number) => void;
}

/** A format command may wait for its index over a start of the tape, and some segments more. */
const startMs = 10_000;
const patience = 4;

/** What a pass over a track takes at least, as a share of its length at tape speed. */
const leastShare = 0.9;

/**
 * Formats one track, in format mode, with one FORMAT TRACK command a segment. A track can only be
 * repeated as a whole: undefined when it is done, else what went wrong. The tape stands afterwards.
 * @throws the signal's reason; {FdcError} when the drive does not obey.
 */
async function formatTrack(parts: DriveParts, job: TrackJob): Promise<string | undefined> {
  const { drive, clock, layout, positioner, state } = parts;
  const { track, segmentsPerTrack } = job;
  const { segmentMs } = layout.speed;
  const first = track * segmentsPerTrack;

  await positioner.seekTrack(track);
  const startBit = track % 2 === 0 ? DriveStatus.AtPhysicalBeginning : DriveStatus.AtPhysicalEnd;
  const { status: before } = await readyDrive(drive, layout.timeouts.resetMs);
  if ((before & startBit) === 0) await positioner.windTo(track % 2 === 0 ? "beginning" : "end");

  // The first ids are in place before the tape moves: its first index may come soon.
  const place = await job.ids.place(first);
  positioner.lost();
  const started = clock.now();
  let reason: string | undefined;
  try {
    await drive.command("logical-forward");
    reason = await formatSegments(parts, job, first, place);
  } catch (error) {
    // What went wrong first is what the caller hears of.
    await stopTape(parts).catch(() => state.doubt());
    throw error;
  }
  if (reason !== undefined) {
    await stopTape(parts);
    return reason;
  }

  // A tape that already stands was too short for what came before: index pulses were missed. A drive
  // whose format commands take no tape time proves nothing by that.
  const tookTapeTime = clock.now() - started >= leastShare * segmentsPerTrack * segmentMs;
  const rightAfter = await drive.status();
  if (tookTapeTime && (rightAfter & DriveStatus.Ready) !== 0)
    return "the tape had stopped before its last segment: index pulses were missed";
  const { status, errors } = await readyDrive(drive, layout.timeouts.seekMs);
  const endBit = track % 2 === 0 ? DriveStatus.AtPhysicalEnd : DriveStatus.AtPhysicalBeginning;
  if (errors.length > 0) return errors.map(({ text }) => text).join(", ");
  if ((status & endBit) === 0) return "the tape did not run to its end";
  return undefined;
}

/**
 * The segments of a track, while the tape runs; what went wrong, undefined when nothing did. No command is
 * left in the controller, whatever is thrown.
 */
async function formatSegments(
  { drive: { controller }, layout, state }: DriveParts,
  { ids, gap3, filler, segmentsPerTrack, signal, onSegment }: TrackJob,
  first: number,
  firstPlace: IdPlace,
): Promise<string | undefined> {
  const limitMs = startMs + patience * layout.speed.segmentMs;
  const end = first + segmentsPerTrack;
  let place = firstPlace;
  for (let segment = first; segment < end; segment++) {
    await controller.startFormat({ ...place, gap3, filler });
    const next = segment + 1;
    try {
      if (next < end) {
        await ids.prepare(segment);
        place = await ids.place(next);
      }
    } catch (error) {
      await controller.finish(limitMs).catch(() => state.doubt());
      throw error;
    }
    const { fault } = await controller.finish(limitMs);
    signal?.throwIfAborted();
    if (fault !== undefined) return `segment ${segment}: ${fault}`;
    onSegment(segment);
  }
  return undefined;
}

/** Stops in the middle of a track, whatever state the drive is in. */
export async function stopTape({ drive, layout, positioner }: DriveParts): Promise<void> {
  await drive.send("stop-tape");
  await readyDrive(drive, layout.timeouts.resetMs);
  positioner.lost();
}

/** Tries a track gets at one data rate. */
const tries = 3;

/**
 * Formats a track, again when it failed; after three passes at a lower data rate, where the commands need not
 * follow each other so fast. @throws {FdcError} `FORMAT_FAILED` when there is none.
 */
export async function formatTrackStubbornly(parts: DriveParts, job: TrackJob): Promise<void> {
  const { track } = job;
  say(parts, 4, "format.track", () => `formatting track ${track}`, { track });
  for (let failed = 1; ; failed++) {
    const reason = await formatTrack(parts, job);
    if (reason === undefined) return;
    say(parts, 2, "format.track-failed", () => `track ${track}, try ${failed}: ${reason}`, {
      track,
    });
    if (failed % tries !== 0 || (await parts.layout.lowerRate())) continue;
    throw new FdcError(
      "FORMAT_FAILED",
      `track ${track} could not be formatted in ${failed} tries: ${reason}`,
      { track, tries: failed },
    );
  }
}
