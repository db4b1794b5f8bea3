/** Exit statuses of every program of this package. */
export const ExitStatus = {
  Done: 0,
  /** The command line is wrong. */
  Usage: 1,
  /** The device or its data is wrong. */
  Failed: 2,
  /** All was done, but bytes are lost. */
  BytesLost: 3,
  /** mt-st alone: a count is too large, or has a unit that there is not. */
  CountUnit: 3,
  /** Stopped by Ctrl-C: 128 + SIGINT. */
  Interrupted: 130,
  /** The reader of standard output went away: 128 + SIGPIPE. */
  BrokenPipe: 141,
} as const;

/** One of {@link ExitStatus}. */
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];
