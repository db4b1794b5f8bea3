/** From records to what was meant by them. */
import { type Board, boards } from "../../controller/boards.js";
import type { TraceRecord } from "../trace-record.js";
import { DriveExplainer } from "./explain-drive.js";
import { PortExplainer } from "./explain-ports.js";
import type { TraceGroup } from "./trace-group.js";

export interface ExplainOptions {
  /** Where the controller is; default the standard place. */
  board?: Pick<Board, "base">;
}

/**
 * Groups the records of a trace: port accesses into controller commands, step pulses into commands of the
 * drive, and looks at its answer line into answers. Every record is in exactly one group or part of one.
 * Takes any records, also from a trace that begins in the middle of something or from a driver with
 * habits of its own.
 */
export function* explainTrace(
  records: Iterable<TraceRecord>,
  options: ExplainOptions = {},
): Generator<TraceGroup, void, undefined> {
  const { base } = options.board ?? boards.standard;
  const ports = new PortExplainer(base);
  const drive = new DriveExplainer();
  let index = 0;
  for (const record of records)
    for (const group of ports.add(record, index++)) yield* drive.add(group);
  for (const group of ports.end()) yield* drive.add(group);
  yield* drive.end();
}
