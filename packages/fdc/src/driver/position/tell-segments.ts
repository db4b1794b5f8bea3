import { setFormatSegments } from "../../qic117/format-selector.js";
import { type PositionerParts, say } from "./positioner-parts.js";

/** What fits into the command's parameter. */
const mostSegments = 0xfff;

/**
 * Tells a drive how many segments the cartridge has on a track, if it knows of such a number and has another
 * one: there are drives that look there for where their tracks begin. Only while the tape stands.
 */
export async function tellSegmentsPerTrack(parts: PositionerParts): Promise<void> {
  const { drive, layout } = parts;
  const { segmentsPerTrack } = layout.addressing;
  if (layout.geometry === undefined || segmentsPerTrack > mostSegments) return;
  const believed = await drive.formatSegments();
  if (believed === undefined || believed === segmentsPerTrack) return;
  say(
    parts,
    3,
    "position.segments",
    () => `${segmentsPerTrack} segments on a track; the drive thought of ${believed}`,
    { segmentsPerTrack, believed },
  );
  await setFormatSegments(drive, segmentsPerTrack);
}
