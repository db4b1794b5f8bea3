import { type EccEngine, eccEngine, SegmentBytes } from "@floppytape/ecc";
import type { SectorMap } from "@floppytape/qic-format";
import { buildSegment } from "./build-segment.js";
import type { Cartridge } from "./cartridge.js";
import { CartridgeError } from "./errors.js";
import type { FramingCheckpoint, SegmentFraming } from "./segment-framing.js";
import type { WriteOutcome } from "./segment-store.js";

export interface SegmentWriterOptions {
  /** First segment to write. */
  firstSegment: number;
  /** Inclusive. */
  lastSegment: number;
  framing: SegmentFraming;
  /** Default: the process-wide engine. */
  engine?: EccEngine;
}

/**
 * Lays a stream over segments and sees to it that all of it gets onto the tape: a sector that fails
 * goes into the bad sector map, and its data, with all that followed, moves on. One writer at a time
 * works on a cartridge.
 */
export interface SegmentWriter {
  /** The segment that the next contents go to; segments without room for data are passed over. */
  readonly nextSegment: number;
  /** Last segment known to be written; undefined before the first. */
  readonly lastWritten: number | undefined;
  /** Segments known to be written, for the header's write counter. */
  readonly segmentsWritten: number;
  /**
   * Hands every complete segment to the store; `final`: the padded rest too.
   * @throws {CartridgeError} `NO_SPACE` when contents are left over behind the last segment, which
   *   stay in the framing; what the store or the map says otherwise.
   */
  pump(final: boolean): Promise<void>;
  /**
   * Flushes the store and deals with everything that failed, until all that was handed over is safe.
   * @throws {CartridgeError} as `pump`.
   */
  settle(): Promise<void>;
  /**
   * As `pump(true)` and `settle`, but the padded rest comes back into the framing afterwards: all that
   * was pushed is safe, and the next pump writes the last segment again, with what was pushed since.
   */
  settlePartial(): Promise<void>;
  /** Stops listening to the store. What was not settled is given up. */
  close(): void;
}

interface InFlight {
  readonly segment: number;
  readonly skip: SectorMap;
  readonly checkpoint: FramingCheckpoint;
  /** The contents were padded: there was not enough for a whole segment. */
  readonly padded: boolean;
}

export function createSegmentWriter(
  cartridge: Cartridge,
  { firstSegment, lastSegment, framing, engine = eccEngine() }: SegmentWriterOptions,
): SegmentWriter {
  const { store } = cartridge;
  const inFlight: InFlight[] = [];
  const sectors = new Uint8Array(SegmentBytes);
  let nextSegment = firstSegment;
  let lastWritten: number | undefined;
  let segmentsWritten = 0;
  let finalPumped = false;
  /** The last segment written, if it was padded: its checkpoint is kept for `settlePartial`. */
  let padded: InFlight | undefined;
  /** The oldest segment that failed; once there is one, later outcomes count no more. */
  let failure: { readonly failed: InFlight; readonly sectors: SectorMap } | undefined;

  const remove = store.onOutcome(({ segment, failed }: WriteOutcome) => {
    const oldest = inFlight[0];
    if (failure !== undefined || oldest?.segment !== segment) return;
    inFlight.shift();
    if (failed !== 0) {
      failure = { failed: oldest, sectors: failed };
      return;
    }
    if (oldest.padded) padded = oldest;
    else framing.release(oldest.checkpoint);
    lastWritten = segment;
    segmentsWritten++;
  });

  const forgetPadded = () => {
    if (padded) framing.release(padded.checkpoint);
    padded = undefined;
  };

  /** Writes one segment, if there is one to write. */
  const writeNext = async (final: boolean): Promise<boolean> => {
    while (nextSegment <= lastSegment && cartridge.dataBytes(nextSegment) === 0) nextSegment++;
    const checkpoint = framing.checkpoint();
    if (nextSegment > lastSegment) {
      const left = framing.next(1024, final) !== undefined;
      framing.rewindTo(checkpoint);
      framing.release(checkpoint);
      if (!left) return false;
      throw new CartridgeError("NO_SPACE", `data is left over behind segment ${lastSegment}`, {
        lastSegment,
      });
    }
    const segment = nextSegment;
    const room = cartridge.dataBytes(segment);
    const whole = framing.next(room, false);
    const contents = whole ?? (final ? framing.next(room, true) : undefined);
    if (contents === undefined) {
      framing.release(checkpoint);
      return false;
    }
    forgetPadded();
    const skip = cartridge.badSectors.get(segment);
    buildSegment(contents, skip, engine, sectors);
    inFlight.push({ segment, skip, checkpoint, padded: whole === undefined });
    nextSegment = segment + 1;
    try {
      await store.writeSegment(segment, sectors, { skip });
    } catch (error) {
      takeBack(segment);
      throw error;
    }
    return true;
  };

  /** Puts what a segment and the later ones were to hold back into the framing. */
  const takeBack = (segment: number) => {
    const index = inFlight.findIndex((entry) => entry.segment === segment);
    if (index < 0) return; // its outcome arrived before the store refused
    const [first, ...later] = inFlight.splice(index);
    framing.rewindTo(first!.checkpoint);
    for (const { checkpoint } of [first!, ...later]) framing.release(checkpoint);
    nextSegment = segment;
  };

  /** Takes everything from the failed segment on back into the framing, with the map that is now known. */
  const recover = async () => {
    await store.flush();
    const { failed, sectors: failing } = failure!;
    const { segment, skip } = failed;
    if ((failing & ~skip) === 0)
      throw new CartridgeError(
        "WRITE_FAILED",
        `segment ${segment}: the store reports sectors as failed that it was told to skip`,
        { segment, failed: failing, skip },
      );
    cartridge.markBad(segment, failing);
    failure = undefined;
    inFlight.unshift(failed);
    takeBack(failed.segment);
  };

  const pump = async (final: boolean) => {
    do {
      if (failure) await recover();
      while (failure === undefined && (await writeNext(final)));
    } while (failure);
  };

  const settle = async (final = finalPumped) => {
    await store.flush();
    while (failure) {
      await pump(final);
      await store.flush();
    }
  };

  return {
    get nextSegment() {
      let segment = nextSegment;
      while (segment <= lastSegment && cartridge.dataBytes(segment) === 0) segment++;
      return segment;
    },
    get lastWritten() {
      return lastWritten;
    },
    get segmentsWritten() {
      return segmentsWritten;
    },
    async pump(final) {
      finalPumped ||= final;
      await pump(final);
    },
    settle: () => settle(),
    async settlePartial() {
      await pump(true);
      await settle(true);
      if (padded === undefined) return;
      framing.rewindTo(padded.checkpoint);
      nextSegment = padded.segment;
      segmentsWritten--; // it is written again
      forgetPadded();
    },
    close() {
      remove();
      forgetPadded();
      if (failure) framing.release(failure.failed.checkpoint);
      for (const { checkpoint } of inFlight.splice(0)) framing.release(checkpoint);
    },
  };
}
