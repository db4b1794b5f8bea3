import { alignColumns } from "../floppytape/align-columns.js";
import type { BatchRow } from "./batch-log.js";
import { visible } from "./visible-text.js";

/** The rows as a table; files that are nothing that is known are only counted. */
export function summaryText(rows: readonly BatchRow[]): string {
  const heading = ["Volumes", "Files", "Read", "Corrected", "Lost", "Status", "Kind", "Image"];
  const images = rows.filter(({ status }) => status !== "skipped");
  const others = rows.length - images.length;
  const cells = images.map((row) => [
    ...[row.volumes, row.files, row.read, row.corrected, row.lost].map(String),
    row.status,
    row.kind === "" ? "-" : row.kind,
    visible(row.image) + (row.error === undefined ? "" : `: ${visible(row.error)}`),
  ]);
  const table = alignColumns(heading, cells, { leftFrom: 5 });
  if (others === 0) return table;
  return `${table}${others} other file${others === 1 ? "" : "s"}, nothing that is known\n`;
}

const columns = [
  "image",
  "status",
  "kind",
  "volumes",
  "files",
  "read",
  "corrected",
  "lost",
  "unverified",
  "sizeBytes",
  "output",
  "error",
] as const;

/** The rows as comma-separated values (RFC 4180); names that could be formulas are quoted as text. */
export function summaryCsv(rows: readonly BatchRow[]): string {
  const line = (cells: readonly string[]) => `${cells.map(quoted).join(",")}\r\n`;
  return [
    line(columns),
    ...rows.map((row) => line(columns.map((name) => String(row[name] ?? "")))),
  ].join("");
}

/** The rows for programs, with their sums. */
export function summaryJson(rows: readonly BatchRow[]): object {
  const sum = (name: "read" | "corrected" | "lost" | "unverified" | "files" | "volumes") =>
    rows.reduce((total, row) => total + row[name], 0);
  const count = (status: BatchRow["status"]) => rows.filter((row) => row.status === status).length;
  return {
    images: rows,
    whole: count("whole"),
    lost: count("lost"),
    skipped: count("skipped"),
    failed: count("failed"),
    volumes: sum("volumes"),
    files: sum("files"),
    bytes: {
      read: sum("read"),
      corrected: sum("corrected"),
      lost: sum("lost"),
      unverified: sum("unverified"),
    },
  };
}

/** What spreadsheets take for a formula gets an apostrophe, which they take for the sign of a text. */
const formula = /^[=+\-@\t\r]/;

function quoted(cell: string): string {
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
