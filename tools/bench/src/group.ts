import type { Outcome } from "./goal.js";
import type { ResultTable } from "./result-table.js";
import type { RoundOptions } from "./rounds.js";

/** What every group is given. */
export interface BenchContext {
  readonly rounds: RoundOptions;
  /** Smaller working sets and fewer rounds: for a look, not for a verdict. */
  readonly quick: boolean;
  /** Root of the checkout. */
  readonly root: string;
  /** Says what is going on; goes to standard error. */
  readonly say: (line: string) => void;
}

/** Figures that are counted, not timed; the first cell of a row is its name. */
export interface Grid {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export interface GroupReport {
  readonly tables: readonly ResultTable[];
  readonly grids: readonly Grid[];
  readonly outcomes: readonly Outcome[];
  /** Lines that belong to the whole group: corpora with their digests, peers that are missing. */
  readonly notes: readonly string[];
}

export type Group = (context: BenchContext) => Promise<GroupReport>;
