/** Segments that the success rate looks back at. */
const watchedSegments = 200;

/** Watches how many of the latest segments could be read: a dirty head, or a tape that is worn off, shows there. */
export interface SuccessWatch {
  /** Notes one segment. */
  note(success: boolean): void;
  /**
   * The latest 200 segments have more failures than are allowed. Before 200 were read: whatever follows,
   * the first 200 will have.
   */
  readonly tooFew: boolean;
  /** Failures among the latest segments, and how many these are: at most 200. */
  readonly failures: number;
  readonly segments: number;
}

/** @param minSuccess percent of 200 segments that have to succeed; 0: any will do. */
export function createSuccessWatch(minSuccess: number): SuccessWatch {
  const mostFailures = Math.floor((watchedSegments * (100 - minSuccess)) / 100);
  const failed = new Uint8Array(watchedSegments);
  let noted = 0;
  let failures = 0;
  return {
    note(success) {
      const place = noted++ % watchedSegments;
      failures += (success ? 0 : 1) - failed[place]!;
      failed[place] = success ? 0 : 1;
    },
    get tooFew() {
      return failures > mostFailures;
    },
    get failures() {
      return failures;
    },
    get segments() {
      return Math.min(noted, watchedSegments);
    },
  };
}
