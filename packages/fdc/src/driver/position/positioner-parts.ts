import type { DriveTrace, TraceLevel } from "../../drive-trace.js";
import type { Clock } from "../../hardware.js";
import type { TapeDrive } from "../../qic117/tape-drive.js";
import type { TapeLayout } from "../tape-layout.js";

export interface PositionerParts {
  readonly drive: TapeDrive;
  readonly clock: Clock;
  readonly layout: TapeLayout;
  /** Default: nobody looks. */
  readonly trace?: DriveTrace;
}

/** Adds a record where somebody wants it; `text` is only made then. */
export function say(
  { trace, clock }: Pick<PositionerParts, "trace" | "clock">,
  level: TraceLevel,
  event: string,
  text: () => string,
  values?: Readonly<Record<string, string | number | boolean>>,
): void {
  if (trace === undefined || trace.level < level) return;
  const record = { level, atMs: clock.now(), event, text: text() };
  trace.add(values ? { ...record, values } : record);
}
