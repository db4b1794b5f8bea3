import { tableDateText } from "./table-date.js";

/** What the table for people shows of an entry. */
export interface TableRow {
  readonly number: number;
  /** VTBL, XTBL, UTID or EXVT. */
  readonly signature: string;
  readonly label: string;
  /** Packed time. */
  readonly date: number;
  readonly firstSegment: number;
  readonly lastSegment: number;
}

const LabelColumns = 22;
const RuleColumns = 80;

/** The table as `vtblc` prints it; spaces are parts of the data area of `dataSegments` segments. */
export function tableText(rows: readonly TableRow[], dataSegments: number): string {
  const heading = " Nr  Id          Label                   Date           Start      End    Space";
  return [heading, "-".repeat(RuleColumns), ...rows.map((row) => rowText(row, dataSegments))]
    .map((line) => `${line}\n`)
    .join("");
}

function rowText(row: TableRow, dataSegments: number): string {
  const label = row.label.slice(0, LabelColumns).padEnd(LabelColumns);
  const begin = `${String(row.number).padStart(3)} ${row.signature} "${label}"`;
  // Extension entries have neither date nor segments.
  if (row.signature !== "VTBL") return begin;
  const space = ((row.lastSegment - row.firstSegment + 1) / dataSegments) * 100;
  const columns = [
    String(row.firstSegment).padStart(8),
    String(row.lastSegment).padStart(8),
    `${space.toFixed(2).padStart(7)}%`,
  ];
  return `${begin}  ${tableDateText(row.date)} ${columns.join(" ")}`;
}
