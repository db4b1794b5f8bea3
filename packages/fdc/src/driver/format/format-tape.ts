/** Formatting a whole cartridge, in the order that formatters of the time kept. */
import type { FormatOutcome, FormatPlan, LongOperation } from "@floppytape/cartridge";
import { segmentCountOf } from "@floppytape/qic-format";
import { formatGap3 } from "../../qic117/tape-speeds.js";
import type { DriveParts } from "../drive-parts.js";
import { usePerpendicular } from "../perpendicular.js";
import { say } from "../position/positioner-parts.js";
import { readyDrive } from "../start/ready-drive.js";
import { formatRefusal } from "./format-refusal.js";
import { formatTrackStubbornly, stopTape } from "./format-track.js";
import { createIdFeeder } from "./id-feeder.js";
import { measureTape, tellSegments } from "./measure-tape.js";
import { writeReferenceBurst } from "./reference-burst.js";
import { selectStandard } from "./select-standard.js";
import { verifyTape } from "./verify-tape.js";

/** What `formatTape` tells whoever keeps count. */
export interface FormatEvents {
  onTrack(): void;
}

/**
 * Writes reference burst and all tracks, then verifies every segment. The stream was halted before; the
 * tape stands afterwards, also after a failure, and the drive is in primary mode.
 * @throws {FdcError} `FORMAT_REFUSED` before anything is erased, `FORMAT_FAILED`; the signal's reason.
 */
export async function formatTape(
  parts: DriveParts,
  plan: FormatPlan,
  options: LongOperation,
  events: FormatEvents,
): Promise<FormatOutcome> {
  const { drive, layout, state } = parts;
  const { geometry, standard } = plan;
  const { signal, onProgress } = options;
  const refusal = formatRefusal(drive.identity, drive.controller, standard);
  if (refusal) throw refusal;
  await state.requireWritable();
  signal?.throwIfAborted();

  await drive.command("enter-primary-mode");
  await stopTape(parts);
  await selectStandard(parts, standard);
  const measured = await measureTape(parts, geometry);
  const room = measured === undefined ? "not measured" : `room for ${measured}`;
  say(
    parts,
    3,
    "format.begins",
    () => `${geometry.segmentsPerTrack} segments a track, ${room}`,
    measured === undefined ? {} : { measured },
  );
  signal?.throwIfAborted();

  try {
    await writeReferenceBurst(parts);
    await state.recognise();
    await usePerpendicular(drive.controller, standard);
    if ((await drive.formatSegments()) !== undefined)
      await tellSegments(parts, geometry.segmentsPerTrack);
    await drive.command("enter-format-mode");
    await readyDrive(drive, layout.timeouts.resetMs);
    const { segmentsPerTrack, tracksPerCartridge } = geometry;
    const total = segmentCountOf(geometry);
    const ids = createIdFeeder(drive.controller.buffers, geometry);
    for (let track = 0; track < tracksPerCartridge; track++) {
      signal?.throwIfAborted();
      events.onTrack();
      await formatTrackStubbornly(parts, {
        track,
        segmentsPerTrack,
        ids,
        gap3: plan.gap3 ?? formatGap3(standard),
        filler: plan.filler,
        signal,
        onSegment: (segment) =>
          onProgress?.({ phase: "format", done: segment + 1, total, unit: "segments" }),
      });
    }
  } catch (error) {
    // What went wrong first is what the caller hears of.
    await leaveFormatMode(parts).catch(() => state.doubt());
    throw error;
  }
  await leaveFormatMode(parts);
  layout.useGeometry(geometry);
  state.setFormatted(true);
  const bad = await verifyTape(parts, geometry, options);
  say(parts, 3, "format.verified", () => `${bad.size} segments with bad sectors`, {
    badSegments: bad.size,
  });
  return { bad };
}

/** Back to primary mode, whatever the format came to. */
async function leaveFormatMode(parts: DriveParts): Promise<void> {
  const { drive, layout, positioner } = parts;
  positioner.lost();
  await drive.send("enter-primary-mode");
  await readyDrive(drive, layout.timeouts.resetMs);
}
