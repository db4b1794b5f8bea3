import { type OpenOptions, type OpenTape, openTape } from "@floppytape/devices";
import type { Arguments } from "./command-table.js";
import { type Context, say } from "./context.js";
import { withDevice } from "./device-error.js";
import { localQicTime } from "./local-time.js";
import type { TapeTrace } from "./trace/tape-trace.js";
import { TraceLevel, traceRequestOf } from "./trace/trace-level.js";
import { UsageError } from "./usage-error.js";

/** How a command wants its tape. */
export interface TapeRequest extends Pick<OpenOptions, "mode" | "node" | "force"> {
  readonly device: string;
}

/**
 * Opens a tape, runs `body` and releases the tape again, also after an error: what was written is
 * complete on the image afterwards.
 * @throws {DeviceError}
 */
export async function usingTape<T>(
  context: Context,
  args: Arguments,
  request: TapeRequest,
  body: (tape: OpenTape) => Promise<T>,
): Promise<T> {
  const { device, ...options } = request;
  const waitMs = waitOf(args);
  const trace = await traceOf(context, args, request);
  const opening = createOpeningSignal(context.signal);
  const opened = await withDevice(device, "open", () =>
    openTape(device, {
      ...options,
      ...(waitMs === undefined ? {} : { waitMs }),
      clock: () => localQicTime(context.now()),
      warn: (message) => {
        say(context, `warning: ${message}`).catch(() => {}); // nobody listens: no reason to stop
      },
      ...(trace && { observe: trace.observe, trace: trace.trace }),
      signal: opening.signal,
    }),
  ).finally(opening.done);
  const tape = trace?.opened(opened) ?? opened;
  return withDevice(device, "use", async () => {
    let result: T;
    try {
      result = await body(tape);
    } catch (error) {
      // The first error is the one to report; a release that fails after it has the same cause.
      await tape.release().catch(() => {});
      throw error;
    }
    await tape.release();
    return result;
  });
}

/** The trace that was asked for, loaded only then. */
export async function traceOf(
  context: Context,
  args: Arguments,
  request: { readonly device: string; readonly mode: string },
): Promise<TapeTrace | undefined> {
  const wanted = traceRequestOf(context, args);
  if (wanted.level < TraceLevel.Bugs) return undefined;
  const { createTapeTrace } = await import("./trace/tape-trace.js");
  return createTapeTrace(context, wanted, request);
}

/**
 * Ctrl-C ends the waiting for a device, but not the work with one: that the command ends itself, so
 * that volumes are closed and tables written.
 */
function createOpeningSignal(signal: AbortSignal): { signal: AbortSignal; done: () => void } {
  const controller = new AbortController();
  const abort = () => controller.abort(signal.reason);
  if (signal.aborted) abort();
  signal.addEventListener("abort", abort, { once: true });
  return {
    signal: controller.signal,
    done: () => signal.removeEventListener("abort", abort),
  };
}

/** `--wait SECONDS` in milliseconds. */
export function waitOf(args: Arguments): number | undefined {
  const text = args.value("wait");
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (!Number.isFinite(seconds) || seconds < 0)
    throw new UsageError(`--wait: '${text}' is not a number of seconds`);
  return Math.round(seconds * 1000);
}
