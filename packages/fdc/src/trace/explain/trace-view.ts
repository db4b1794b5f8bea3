/** Explained traces as lines for a person. */
import type { TraceRecord } from "../trace-record.js";
import { lineOf } from "../trace-text.js";
import type { TraceGroup } from "./trace-group.js";

export interface TraceViewOptions {
  /** What is shown: drive commands and the rest of the groups, also what they are made of, or every access. Default `groups`. */
  depth?: "groups" | "parts" | "accesses";
  /** The records that were explained: needed to show accesses. */
  records?: readonly TraceRecord[];
}

/** Lines for groups; what a group is made of follows it, indented. Runs of equal polls become one line. */
export function* traceView(
  groups: Iterable<TraceGroup>,
  options: TraceViewOptions = {},
): Generator<string, void, undefined> {
  for (const group of groups) yield* groupLines(group, "", options);
}

function* groupLines(
  group: TraceGroup,
  indent: string,
  options: TraceViewOptions,
): Generator<string, void, undefined> {
  const { depth = "groups", records = [] } = options;
  yield `${timeText(group.atMs)}  ${indent}${group.text}`;
  const inner = `${indent}    `;
  if (depth === "accesses") yield* accessLines(group.records, records, inner);
  if (depth !== "groups") for (const part of group.parts) yield* groupLines(part, inner, options);
}

function* accessLines(
  places: readonly number[],
  records: readonly TraceRecord[],
  indent: string,
): Generator<string, void, undefined> {
  for (let at = 0; at < places.length; ) {
    const record = records[places[at]!];
    if (record === undefined) return;
    let run = 1;
    while (isSameRead(record, records[places[at + run] ?? -1])) run++;
    const [, ...words] = lineOf(record).split(" ");
    yield `${timeText(record.atMs)}  ${indent}${words.join(" ").slice(0, 80)}${run > 1 ? ` (${run} times)` : ""}`;
    at += run;
  }
}

function isSameRead(a: TraceRecord, b: TraceRecord | undefined): boolean {
  return a.kind === "in" && b?.kind === "in" && a.port === b.port && a.value === b.value;
}

/** Milliseconds with three digits behind the point, aligned for traces of up to some hours. */
function timeText(ms: number): string {
  return ms.toFixed(3).padStart(12);
}
