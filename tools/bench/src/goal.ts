/** Goals: what a run must reach, judged by ratios within that run. */
export type Comparison = "at least" | "at most" | "equal";

/** A part of a goal: most have one, some compare with two peers. */
export interface Goal {
  /** Such as `E5`; several rows may share an id. */
  readonly id: string;
  readonly statement: string;
  readonly comparison: Comparison;
  readonly threshold: number;
  readonly unit: "x" | "ns" | "ms" | "bytes" | "MiB" | "KB" | "differences" | "stops";
}

export interface Outcome extends Goal {
  readonly value?: number;
  readonly verdict: "PASS" | "FAIL" | "SKIP";
  /** Why it was skipped. */
  readonly reason?: string;
}

/** Judges a goal by a measured value, or skips it for the reason given. */
export function judge(goal: Goal, value: number | { readonly skip: string }): Outcome {
  if (typeof value !== "number") return { ...goal, verdict: "SKIP", reason: value.skip };
  return { ...goal, value, verdict: reaches(goal, value) ? "PASS" : "FAIL" };
}

function reaches({ comparison, threshold }: Goal, value: number): boolean {
  // a value that is no number never passes
  switch (comparison) {
    case "at least":
      return value >= threshold;
    case "at most":
      return value <= threshold;
    case "equal":
      return value === threshold;
  }
}
