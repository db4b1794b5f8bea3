/** What happened since the drive was opened. */
export interface StreamCounters {
  readonly segmentsRead: number;
  readonly segmentsWritten: number;
  /** Stops that were not asked for, each followed by a new start on the same track: empty or full pool, retries. */
  readonly repositions: number;
  /** Ends of a track from which the tape went on to the next. */
  readonly trackTurns: number;
  /** Sectors that failed at least once. */
  readonly softErrors: number;
  /** Sectors that were given up. */
  readonly hardErrors: number;
  readonly overruns: number;
  /** Passes over a segment after the first. */
  readonly retries: number;
  /** Segments that arrived damaged by the bus rather than by the tape. */
  readonly busFaults: number;
}

/** The same, to be counted up. */
export type RunningCounters = { -readonly [Name in keyof StreamCounters]: number };

export function createStreamCounters(): RunningCounters {
  return {
    segmentsRead: 0,
    segmentsWritten: 0,
    repositions: 0,
    trackTurns: 0,
    softErrors: 0,
    hardErrors: 0,
    overruns: 0,
    retries: 0,
    busFaults: 0,
  };
}
