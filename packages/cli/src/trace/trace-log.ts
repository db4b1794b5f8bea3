import type { RunningDrive } from "@floppytape/devices";
import type { DriveTraceRecord } from "@floppytape/fdc";
import type { SectorMap } from "@floppytape/qic-format";
import { sectorsOf } from "@floppytape/qic-format";
import { type Context, say } from "../context.js";
import { type TraceFormat, TraceLevel } from "./trace-level.js";

/** What a segment is for, as far as the headers seen until then tell. */
export type SegmentRole = "header segment" | "volume table";

/** One thing that happened. */
export type TraceRecord =
  | { readonly event: "drive"; readonly record: DriveTraceRecord }
  /** What a drive has done since it was opened. */
  | { readonly event: "counters"; readonly counters: RunningDrive["counters"] }
  | { readonly event: "opening" | "closed"; readonly device: string; readonly mode: string }
  | {
      /** A header copy or the volume table. */
      readonly event: "structure";
      readonly role: SegmentRole;
      readonly done: "read" | "written";
      readonly segment: number;
    }
  | {
      /** A call of the unit: `operation fsf 1`, `volumeInfo`. */
      readonly event: "call";
      readonly name: string;
      readonly words: readonly (string | number)[];
      readonly outcome: string;
      /** It moves data. */
      readonly data: boolean;
    }
  | {
      readonly event: "segment";
      readonly done: "read" | "written";
      readonly segment: number;
      /** Sectors that could not be read or written. */
      readonly failed: SectorMap;
    };

/** Where records go. */
export interface TraceLog {
  readonly level: number;
  add(record: TraceRecord): void;
}

/** The lowest level that shows a record. */
function levelOf(record: TraceRecord): number {
  if (record.event === "drive") return record.record.level;
  if (record.event === "segment") return TraceLevel.DataFlow;
  if (record.event !== "call") return TraceLevel.Information;
  return record.data ? TraceLevel.DataFlow : TraceLevel.ProgramFlow;
}

/** A log that writes a line on standard error for every record up to a level, in order. */
export function createTraceLog(context: Context, level: number, format: TraceFormat): TraceLog {
  const write = (at: number, record: TraceRecord): Promise<void> =>
    format === "json"
      ? context.stderr.write(`${JSON.stringify(traceJson(at, record))}\n`)
      : say(context, `trace ${at}: ${traceText(record)}`);
  let last: Promise<void> = Promise.resolve();
  return {
    level,
    add(record) {
      const at = levelOf(record);
      if (at > level) return;
      // A trace that nobody reads any more is no reason to stop.
      last = last.then(() => write(at, record)).catch(() => {});
    },
  };
}

/** A record as an object of one depth; drives name their events themselves, such as `drive.command`. */
function traceJson(level: number, record: TraceRecord): object {
  if (record.event !== "drive") return { level, ...record, text: traceText(record) };
  return { ...record.record, level };
}

/** A record in words. */
function traceText(record: TraceRecord): string {
  switch (record.event) {
    case "drive":
      return `${record.record.atMs.toFixed(3)} ms ${record.record.event}: ${record.record.text}`;
    case "counters": {
      const { segmentsRead, segmentsWritten, repositions, retries } = record.counters;
      return `drive: ${segmentsRead} segments read, ${segmentsWritten} written, ${repositions} times backed up, ${retries} retries`;
    }
    case "opening":
    case "closed":
      return `${record.event} ${record.device} (${record.mode})`;
    case "structure":
      return `${record.role} ${record.done}: segment ${record.segment}`;
    case "call":
      return `${[record.name, ...record.words].join(" ")}: ${record.outcome}`;
    case "segment": {
      const failed =
        record.failed === 0 ? "" : `; sectors ${sectorsOf(record.failed).join(" ")} failed`;
      return `segment ${record.segment} ${record.done}${failed}`;
    }
  }
}
