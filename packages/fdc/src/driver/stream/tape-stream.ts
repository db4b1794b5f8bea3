import type { ReadOptions, RunResult, WriteOptions, WriteOutcome } from "@floppytape/cartridge";
import type { SectorMap } from "@floppytape/qic-format";
import type { DriveTrace } from "../../drive-trace.js";
import type { Clock } from "../../hardware.js";
import type { TapeDrive } from "../../qic117/tape-drive.js";
import type { Positioner } from "../position/positioner.js";
import type { TapeLayout } from "../tape-layout.js";
import type { StreamCounters } from "./stream-counters.js";

export type { StreamCounters } from "./stream-counters.js";

/**
 * Segments in and out of the drive while the tape keeps moving. One call at a time, except `writeSegment`,
 * which returns when queued, and `letTimePass`.
 */
export interface TapeStream {
  /** As `SegmentStore.readRun`; arguments are checked by the caller. */
  readRun(
    first: number,
    count: number,
    into: Uint8Array,
    options?: ReadOptions,
  ): Promise<RunResult>;
  /** Resolves when queued; waits for room in the pool. The bytes are not kept. */
  writeSegment(segment: number, sectors: Uint8Array, options: WriteOptions): Promise<void>;
  /** Told what became of each `writeSegment`, in the order of the calls; returns the function that removes it. */
  onOutcome(listener: (outcome: WriteOutcome) => void): () => void;
  /** Everything is written, outcomes are delivered, the tape pauses. */
  flush(): Promise<void>;
  /** As `flush`, and the tape stands and nothing is read ahead any more: before any other use of the drive. */
  halt(): Promise<void>;
  /** Forgets what is queued and read ahead, without touching the drive; returns how many writes were lost. */
  discard(): number;
  /**
   * Looks for bad sectors: those of the result are. Consecutive calls stream. Unreachable segments are bad
   * as a whole.
   */
  verifySegment(segment: number): Promise<SectorMap>;
  /** Lets the tape go on while the caller has nothing for it: a slow source or sink. On real hardware a sleep. */
  letTimePass(ms: number): Promise<void>;
  /** Changes as the tape goes on. */
  readonly counters: StreamCounters;
}

/** `stream`: ours; `original`: 3 buffers and a start only when all of them are full, as ftape did. */
export type StartPolicy = "stream" | "original";

export interface TapeStreamParts {
  readonly drive: TapeDrive;
  readonly clock: Clock;
  readonly positioner: Positioner;
  readonly layout: TapeLayout;
  /** Segments in the pool, at least 3. Default 64, with the original policy 3. */
  readonly buffers?: number | undefined;
  /** Default `stream`. */
  readonly startPolicy?: StartPolicy | undefined;
  /** Default: nobody looks. */
  readonly trace?: DriveTrace;
}
