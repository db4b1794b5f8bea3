/** One table of a group: contenders measured against each other, some of them anchors. */
import {
  type Contender,
  type Measured,
  measureRounds,
  type RoundOptions,
  type Unit,
} from "./rounds.js";
import { relativeWidth } from "./statistic.js";

export interface ResultTable {
  readonly title: string;
  readonly unit: Unit;
  /** Names of the rows that the others are compared with. */
  readonly anchors: readonly string[];
  readonly rows: readonly Measured[];
  /** True when the first anchor varied by more than {@link NoisyWidth}, twice. */
  readonly noisy: boolean;
  /** What is missing and why, and other remarks; printed under the table. */
  readonly notes: readonly string[];
}

export interface TablePlan {
  readonly title: string;
  readonly unit: Unit;
  /** At least one, the first decides whether the table is noisy. */
  readonly anchors: readonly string[];
  readonly contenders: readonly Contender[];
  readonly notes?: readonly string[];
}

/** (max - min) / median of the anchor above which a table is measured once more. */
const NoisyWidth = 0.3;

export async function measureTable(plan: TablePlan, options: RoundOptions): Promise<ResultTable> {
  const { title, unit, anchors, contenders, notes = [] } = plan;
  const isNoisy = (rows: readonly Measured[]) => {
    const anchor = rows.find(({ name }) => name === anchors[0]);
    if (!anchor) throw new RangeError(`anchors must name a contender, not ${anchors[0]}`);
    return relativeWidth(anchor) > NoisyWidth;
  };
  let rows = await measureRounds(contenders, unit, options);
  let noisy = isNoisy(rows);
  if (noisy) {
    rows = await measureRounds(contenders, unit, options);
    noisy = isNoisy(rows);
  }
  return { title, unit, anchors, rows, noisy, notes };
}

/** Median of one row, or undefined when there is no such row (its contender was not there). */
function medianOf(table: ResultTable, name: string): number | undefined {
  return table.rows.find((row) => row.name === name)?.median;
}

/**
 * How many times as fast `name` is as `base`, by medians; undefined when one of them is missing.
 * For times, fewer is faster.
 */
export function ratioOf(table: ResultTable, name: string, base: string): number | undefined {
  const own = medianOf(table, name);
  const other = medianOf(table, base);
  if (own === undefined || other === undefined) return undefined;
  return table.unit === "MB/s" || table.unit === "s/s" ? own / other : other / own;
}
