/**
 * How much a record matters, as the levels of the ftape driver: 0 bugs, 1 errors, 2 warnings,
 * 3 information, 4 more information, 5 program flow, 6 controller and DMA, 7 data flow, 8 everything.
 */
export type TraceLevel = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** One thing that happened in controller, drive or driver. */
export interface DriveTraceRecord {
  readonly level: TraceLevel;
  /** Milliseconds on the hardware's clock. */
  readonly atMs: number;
  /** Short and stable, such as `drive.command`, `fdc.result`, `stream.reposition`. */
  readonly event: string;
  /** One line for a person. */
  readonly text: string;
  readonly values?: Readonly<Record<string, string | number | boolean>>;
}

/** Takes records; `level` is the highest that is wanted, so that none are made for nobody. */
export interface DriveTrace {
  readonly level: number;
  add(record: DriveTraceRecord): void;
}

/** A trace that wants nothing. */
export const NoTrace: DriveTrace = { level: -1, add() {} };
