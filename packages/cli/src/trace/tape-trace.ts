import type { OpenTape, OpenUnit } from "@floppytape/devices";
import type { DriveTrace } from "@floppytape/fdc";
import type { Context } from "../context.js";
import type { TraceRequest } from "./trace-level.js";
import { createTraceLog } from "./trace-log.js";
import { createTracedStore } from "./traced-store.js";
import { createTracedUnit } from "./traced-unit.js";

/** Follows one open of a tape. Loaded only when somebody asks for a trace. */
export interface TapeTrace {
  /** For `openTape`: hears what happens in a drive. */
  readonly trace: DriveTrace;
  /** For `openTape`: goes between image and unit. */
  readonly observe: (store: OpenTape["store"]) => OpenTape["store"];
  /** The tape as a command is to use it. */
  opened<T extends TracedTape>(tape: T): T;
}

/** What a trace follows of a tape in use. */
type TracedTape = Pick<OpenUnit, "unit" | "release"> & Pick<OpenTape, "drive">;

/** A trace on standard error up to a level. */
export function createTapeTrace(
  context: Context,
  { level, format }: TraceRequest,
  { device, mode }: { readonly device: string; readonly mode: string },
): TapeTrace {
  const log = createTraceLog(context, level, format);
  log.add({ event: "opening", device, mode });
  return {
    trace: { level, add: (record) => log.add({ event: "drive", record }) },
    observe: (store) => createTracedStore(store, log),
    opened(tape) {
      return {
        ...tape,
        unit: createTracedUnit(tape.unit, log),
        async release() {
          await tape.release();
          if (tape.drive) log.add({ event: "counters", counters: tape.drive.counters });
          log.add({ event: "closed", device, mode });
        },
      };
    },
  };
}
