import {
  type OpenTape,
  type OpenUnit,
  type OpenUnitOptions,
  openTape,
  openTapeUnit,
} from "@floppytape/devices";
import type { Arguments } from "./command-table.js";
import { type Context, say } from "./context.js";
import { withDevice } from "./device-error.js";
import { localQicTime } from "./local-time.js";
import type { TapeTrace } from "./trace/tape-trace.js";
import { TraceLevel, traceRequestOf } from "./trace/trace-level.js";
import { UsageError } from "./usage-error.js";

/** How a command wants its tape. */
export interface TapeRequest extends Pick<OpenUnitOptions, "mode" | "node" | "force"> {
  readonly device: string;
}

/**
 * Opens a floppy tape, runs `body` and releases the tape again, also after an error: what was written is
 * complete on the image afterwards.
 * @throws {DeviceError}
 */
export function usingTape<T>(
  context: Context,
  args: Arguments,
  request: TapeRequest,
  body: (tape: OpenTape) => Promise<T>,
): Promise<T> {
  return using(context, args, request, openTape, (trace, tape) => trace.opened(tape), body);
}

/**
 * As {@link usingTape} for a tape of any kind: record images, names of a tapecap file and remote tapes too.
 * @throws {DeviceError}
 */
export function usingUnit<T>(
  context: Context,
  args: Arguments,
  request: TapeRequest,
  body: (opened: OpenUnit) => Promise<T>,
): Promise<T> {
  return using(context, args, request, openTapeUnit, followUnit, body);
}

/**
 * Opens a tape of any kind for longer than one step; whoever asks for it releases it.
 * @throws {DeviceError}
 */
export function openUnit(
  context: Context,
  args: Arguments,
  request: TapeRequest,
): Promise<OpenUnit> {
  return opening(context, args, request, openTapeUnit, followUnit);
}

/**
 * As {@link openUnit} for a floppy tape.
 * @throws {DeviceError}
 */
export function openFloppyTape(
  context: Context,
  args: Arguments,
  request: TapeRequest,
): Promise<OpenTape> {
  return opening(context, args, request, openTape, (trace, tape) => trace.opened(tape));
}

function followUnit(trace: TapeTrace, opened: OpenUnit): OpenUnit {
  if (opened.tape === undefined) return trace.opened({ ...opened, drive: undefined });
  const tape = trace.opened(opened.tape);
  return { ...opened, tape, unit: tape.unit, release: tape.release };
}

type Open<Opened> = (device: string, options: OpenUnitOptions) => Promise<Opened>;
type Follow<Opened> = (trace: TapeTrace, opened: Opened) => Opened;

async function opening<Opened>(
  context: Context,
  args: Arguments,
  request: TapeRequest,
  open: Open<Opened>,
  follow: Follow<Opened>,
): Promise<Opened> {
  const { device, ...options } = request;
  const trace = await traceOf(context, args, request);
  const { signal, done } = createOpeningSignal(context.signal);
  const opened = await withDevice(device, "open", () =>
    open(device, {
      ...options,
      ...openOptionsOf(context, args),
      ...(trace && { observe: trace.observe, trace: trace.trace }),
      signal,
    }),
  ).finally(done);
  return trace ? follow(trace, opened) : opened;
}

async function using<Opened extends { release(): Promise<void> }, T>(
  context: Context,
  args: Arguments,
  request: TapeRequest,
  open: Open<Opened>,
  follow: Follow<Opened>,
  body: (opened: Opened) => Promise<T>,
): Promise<T> {
  const { device } = request;
  const followed = await opening(context, args, request, open, follow);
  return withDevice(device, "use", async () => {
    let result: T;
    try {
      result = await body(followed);
    } catch (error) {
      // The first error is the one to report; a release that fails after it has the same cause.
      await followed.release().catch(() => {});
      throw error;
    }
    await followed.release();
    return result;
  });
}

/** What every command that opens a tape passes on: waiting, clock, warnings, and how to reach other machines. */
function openOptionsOf(
  context: Context,
  args: Arguments,
): Pick<OpenUnitOptions, "waitMs" | "clock" | "warn" | "rshCommand" | "env"> {
  const waitMs = waitOf(args);
  const rshCommand = args.value("rsh-command");
  return {
    ...(waitMs === undefined ? {} : { waitMs }),
    ...(rshCommand === undefined ? {} : { rshCommand }),
    clock: () => localQicTime(context.now()),
    warn: (message) => {
      say(context, `warning: ${message}`).catch(() => {}); // nobody listens: no reason to stop
    },
    env: context.env,
  };
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
