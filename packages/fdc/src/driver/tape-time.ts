import { type Geometry, segmentCountOf } from "@floppytape/qic-format";
import type { TapeSpeed } from "../qic117/tape-speeds.js";

/** Stopping at the end of a track, moving the head and starting again. */
const turnMs = 2000;

/** How long one pass over a whole cartridge takes. */
export function passMsOf(geometry: Geometry, { segmentMs }: TapeSpeed): number {
  return segmentCountOf(geometry) * segmentMs + (geometry.tracksPerCartridge - 1) * turnMs;
}
