import type { RescueProgress } from "@floppytape/cartridge";
import { ParitySectors, SegmentBytes } from "@floppytape/ecc";
import { type SectorMap, sectorCount } from "@floppytape/qic-format";
import type { ImagingTarget } from "./imaging-options.js";
import type { Pass } from "./passes.js";
import { readInParts } from "./read-in-parts.js";
import type { SectorStates } from "./sector-states.js";
import type { SegmentSource } from "./segment-source.js";
import type { SuccessWatch } from "./success-watch.js";
import { writeSectors } from "./write-sectors.js";

/** What a pass works with. */
export interface PassParts {
  readonly source: SegmentSource;
  readonly bytes: ImagingTarget["bytes"];
  readonly states: SectorStates;
  readonly watch: SuccessWatch;
  readonly signal: AbortSignal | undefined;
  /** Segments that no pass asks for any more. */
  readonly givenUp: Set<number>;
  /** Told where to go on, after each read. */
  readonly reached: (progress: RescueProgress) => void;
  /** Brings to safety what was written, and the map. */
  readonly save: () => Promise<void>;
  /** Saves that often: segments of a pass. */
  readonly saveEvery: number;
  /** Memory for segments: as many as one read asks for. */
  readonly buffer: Uint8Array;
  readonly onProgress: (phase: string, done: number, total: number) => void;
}

/**
 * Reads the segments of a pass in their order on the tape.
 * @param segments ascending; those that need the pass.
 * @returns false when it was ended because too few segments succeed.
 */
export async function runPass(
  pass: Pass,
  segments: readonly number[],
  parts: PassParts,
): Promise<boolean> {
  const { source, bytes, states, watch, signal, buffer } = parts;
  const { retry } = pass;
  const retries = retry ? {} : { retries: 0 };
  const options = signal ? { ...retries, signal } : retries;

  /** Reads and keeps sectors of adjacent segments; returns what came of the first. */
  const take = async (
    first: number,
    count: number,
    asked: (segment: number) => SectorMap,
  ): Promise<SectorMap> => {
    const { good, deleted } = await source.read(first, count, buffer, asked, options);
    // Deleted data marks say that nothing is recorded in the segment, and stop the drive at each sector.
    for (let i = 0; i < count; i++) if (deleted[i] !== 0) good[i] = 0;
    await writeSectors(bytes, first, buffer, good);
    for (let i = 0; i < count; i++) {
      const segment = first + i;
      const isDeleted = deleted[i] !== 0;
      if (isDeleted) parts.givenUp.add(segment);
      states.record(segment, good[i]!, isDeleted ? "-" : pass.to);
      if (pass.from === "?" && !isDeleted)
        watch.note(sectorCount(states.missingOf(segment)) <= ParitySectors);
    }
    return good[0]!;
  };

  const chosen = new Set(segments);
  const asked = (segment: number) => (chosen.has(segment) ? states.missingOf(segment) : 0);
  const most = buffer.length / SegmentBytes;
  let sinceSave = 0;
  for (let done = 0; done < segments.length; ) {
    signal?.throwIfAborted();
    const first = segments[done]!;
    let count = 1;
    if (retry) {
      await readInParts(states.missingOf(first), retry, (part) =>
        take(first, 1, (segment) => (segment === first ? part : 0)),
      );
    } else {
      while (count < most && segments[done + count] === first + count) count++;
      await take(first, count, asked);
    }
    done += count;
    sinceSave += count;
    const position = (segments[done] ?? states.segmentCount) * SegmentBytes;
    parts.reached({ position, status: pass.from, pass: pass.number });
    parts.onProgress(pass.phase, done, segments.length);
    const ended = watch.tooFew && pass.from === "?";
    if (sinceSave >= parts.saveEvery || ended) {
      await parts.save();
      sinceSave = 0;
    }
    if (ended) return false;
  }
  return true;
}
