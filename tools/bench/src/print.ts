/** The report as text: a table per group, then the goals. */
import type { Outcome } from "./goal.js";
import type { Grid } from "./group.js";
import { type ResultTable, ratioOf } from "./result-table.js";

/** Three significant digits, thousands separated. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(3)));
}

/** Columns padded to their widest cell: the first to the left, the others to the right. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, i) => {
      widths[i] = Math.max(widths[i] ?? 0, cell.length);
    });
  const line = (row: readonly string[]) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join("  ");
  return rows.map((row) => `  ${line(row)}`.trimEnd()).join("\n");
}

export function tableText(table: ResultTable): string {
  const header = [
    `${table.title} [${table.unit}]`,
    "median",
    "min..max",
    ...table.anchors.map((anchor) => `/ ${anchor}`),
  ];
  const rows = table.rows.map((row) => [
    row.name,
    figure(row.median),
    `${figure(row.min)}..${figure(row.max)}`,
    ...table.anchors.map((anchor) => {
      const ratio = ratioOf(table, row.name, anchor);
      return ratio === undefined ? "-" : `${figure(ratio)}x`;
    }),
  ]);
  const notes = table.notes.map((note) => `  (${note})`);
  if (table.noisy) notes.push("  (noisy: the anchor varied by more than 30 %, twice)");
  return [columns([header, ...rows]), ...notes].join("\n");
}

export function gridText({ title, columns: names, rows }: Grid): string {
  return columns([[title, ...names], ...rows]);
}

/** The goal table; `earlier` gives the values of the last committed results. */
export function goalText(
  outcomes: readonly Outcome[],
  earlier: ReadonlyMap<string, number> = new Map(),
): string {
  const sign = { "at least": ">=", "at most": "<=", equal: "=" };
  const rows = outcomes.map((outcome) => {
    const { id, statement, comparison, threshold, unit, value, verdict, reason } = outcome;
    const previous = earlier.get(goalKey(outcome));
    return [
      `${id}  ${statement}`,
      `${sign[comparison]} ${figure(threshold)} ${unit}`,
      value === undefined ? "-" : figure(value),
      previous === undefined ? "-" : figure(previous),
      reason === undefined ? verdict : `${verdict} (${reason})`,
    ];
  });
  return columns([["goal", "threshold", "value", "release", "verdict"], ...rows]);
}

export const goalKey = ({ id, statement }: Pick<Outcome, "id" | "statement">) =>
  `${id} ${statement}`;
