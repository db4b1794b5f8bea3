import type { RescueProgress } from "@floppytape/cartridge";
import { ParitySectors, SegmentBytes } from "@floppytape/ecc";
import { sectorCount } from "@floppytape/qic-format";
import type { EnoughSectors } from "./imaging-options.js";
import { type PartsEffort, PartsEfforts } from "./read-in-parts.js";
import type { HoleStatus, SectorStates } from "./sector-states.js";

/** One way of the tape over all segments that need it. */
export interface Pass {
  readonly phase: string;
  /** Sectors of this status are read. */
  readonly from: HoleStatus;
  /** Those that fail get this one. */
  readonly to: HoleStatus;
  /** As ddrescue counts: from 1 for each status. */
  readonly number: number;
  /** The drive goes back for sectors that fail, and segments are read in parts. Undefined: neither. */
  readonly retry: PartsEffort | undefined;
}

/** All passes in their order, with so many of retries: each of these looks into smaller parts than the one before. */
export function passesOf(retries: number): readonly Pass[] {
  const once = { number: 1, retry: undefined };
  const again = Array.from({ length: retries }, (_, i): Pass => {
    const first = i === 0;
    const [from, number] = first ? (["/", 1] as const) : (["-", i] as const);
    const retry = PartsEfforts[Math.min(i, PartsEfforts.length - 1)];
    return { phase: `retry ${i + 1}`, from, to: "-", number, retry };
  });
  return [
    { phase: "first pass", from: "?", to: "*", ...once },
    { phase: "failed segments", from: "*", to: "/", ...once },
    ...again,
  ];
}

/** A pass, or the rest of it. */
export interface PassLeft extends Pass {
  /** Segments before this one had their turn. */
  readonly firstSegment: number;
}

/**
 * What an earlier run has left of its passes. Of all statuses but `-` the blocks tell that by themselves; which
 * pass over `-` it was, and how far, the map says.
 */
export function leftOf(
  passes: readonly Pass[],
  progress: RescueProgress | undefined,
): readonly PassLeft[] {
  const whole = passes.map((pass) => ({ ...pass, firstSegment: 0 }));
  if (progress?.status !== "-") return whole;
  const firstSegment = Math.floor(progress.position / SegmentBytes);
  return whole
    .filter(({ from, number }) => from !== "-" || number >= progress.pass)
    .map((pass) =>
      pass.from === "-" && pass.number === progress.pass ? { ...pass, firstSegment } : pass,
    );
}

/** Segments whose sectors were given up by a run that went through all passes. */
export function givenUpIn(states: SectorStates, progress: RescueProgress | undefined): Set<number> {
  const givenUp = new Set<number>();
  if (progress !== undefined && progress.status !== "+") return givenUp;
  for (let segment = 0; segment < states.segmentCount; segment++)
    if (states.statusOf(segment) === "-" && states.missingOf(segment) !== 0) givenUp.add(segment);
  return givenUp;
}

/** Whether a pass has something to do in a segment. */
export function needsPass(
  pass: Pass,
  states: SectorStates,
  segment: number,
  enough: EnoughSectors,
): boolean {
  const missing = states.missingOf(segment);
  if (missing === 0 || states.statusOf(segment) !== pass.from) return false;
  // One parity sector that is not used up tells whether the correction is right.
  return pass.retry === undefined || enough === "all" || sectorCount(missing) > ParitySectors - 1;
}
