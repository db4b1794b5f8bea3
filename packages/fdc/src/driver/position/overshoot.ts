/** How far skips have to go so that the tape ends up where it should: drives differ, and so do tapes. */

/** Gaps to skip, and the segment that is expected to be seen first afterwards. */
export interface Skip {
  readonly count: number;
  readonly expected: number;
  /** What there is to be learned from where it ends. */
  readonly lesson: "forward" | "reverse" | "shortest" | "none";
}

/** Learned from every skip; what was learned stays between these. */
const least = -5;
const most = 20;

/** Shorter ways are not worth the stop. */
const ShortestForwardSkip = 8;

export interface Overshoot {
  /**
   * From `here` to just before `target`; undefined where running there is better. Only within the track, whose
   * last segment is `last`.
   */
  forward(here: number, target: number, last: number): Skip | undefined;
  /** From `here` back to before `target`, not beyond the track's first segment. */
  reverse(here: number, target: number, first: number, atEnd: boolean): Skip;
  /** The segment that was seen first after a skip. */
  landed(skip: Skip, segment: number): void;
  /** A skip back left the tape at the end of the track, where more gaps are counted than segments. */
  stillAtEnd(): void;
}

export function createOvershoot(): Overshoot {
  let forwardBy = 1;
  let reverseBy = 1;
  let shortest = 2;
  let endMargin = 4;

  return {
    forward(here, target, last) {
      const count = Math.min(target - 1 - here - forwardBy, last - here);
      if (count <= ShortestForwardSkip) return undefined;
      return { count, expected: here + count + forwardBy, lesson: "forward" };
    },
    reverse(here, target, first, atEnd) {
      const expected = Math.max(target - 1, first - 1);
      if (atEnd) {
        const count = Math.max(1, here - expected - reverseBy) + endMargin;
        return { count, expected, lesson: "none" };
      }
      const count = here - expected - reverseBy;
      if (count < 1 || here - expected - (shortest - 1) < 1)
        return { count: 1, expected: Math.max(here - shortest, first - 1), lesson: "shortest" };
      return { count, expected, lesson: expected < first ? "none" : "reverse" };
    },
    landed({ expected, lesson }, segment) {
      const error = lesson === "forward" ? segment - expected : expected - segment;
      if (lesson === "none" || error === 0 || error === 1) return;
      if (lesson === "forward") forwardBy = clip(forwardBy + error);
      else if (lesson === "reverse") reverseBy = clip(reverseBy + error);
      else shortest = Math.max(least, Math.min(most, shortest + error));
    },
    stillAtEnd() {
      endMargin += 7;
    },
  };
}

function clip(segments: number): number {
  return Math.max(least, Math.min(most, segments));
}
