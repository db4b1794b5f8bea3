import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { openMachine } from "@floppytape/devices";
import { type Board, boardNamed, boards, openDrive } from "@floppytape/fdc";
import {
  explainTrace,
  readTrace,
  recordHardware,
  type TraceRecord,
  traceLine,
  traceView,
} from "@floppytape/fdc/trace";
import type { Arguments, Handler } from "../command-table.js";
import type { Context } from "../context.js";
import { withDevice } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { waitOf } from "../open-tape.js";
import { systemMessage } from "../system-message.js";
import { CommandError, UsageError } from "../usage-error.js";

const SegmentBytes = 32768;
/** The accesses of some hours. */
const MaxTraceBytes = 512 * 1024 * 1024;

/** Runs `floppytape trace`. */
export const runTrace: Handler = async (context, args) => {
  const from = args.value("from");
  const board = boardOf(args);
  const device = args.operands[0];
  if ((from === undefined) === (device === undefined))
    throw new UsageError("give either a DEVICE to watch or --from=FILE");
  const output = args.value("output");
  if (output !== undefined && !args.has("overwrite") && existsSync(output))
    throw new CommandError(`${output}: exists; --overwrite replaces it`);
  const watched =
    from === undefined
      ? await watch(context, args, device!)
      : { records: recorded(from), failure: undefined };
  if (output === undefined) await print(context, args, watched.records, board);
  else namingFile(output, () => keep(output, watched.records));
  // What was seen until then is what somebody with a drive that fails wants to see.
  if (watched.failure !== undefined) throw watched.failure;
  return ExitStatus.Done;
};

/** Writes a trace file, which has its name only when it is complete. */
function keep(path: string, records: readonly TraceRecord[]): void {
  const temporary = `${path}.new`;
  const file = openSync(temporary, "w");
  try {
    for (let at = 0; at < records.length; at += 10_000) {
      const part = records.slice(at, at + 10_000);
      writeSync(file, part.map((record) => `${traceLine(record)}\n`).join(""));
    }
  } catch (error) {
    rmSync(temporary);
    throw error;
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

interface Watched {
  readonly records: readonly TraceRecord[];
  /** What ended it early. */
  readonly failure: unknown;
}

/** Opens the drive, reads one segment, closes it; and all that was done to the ports. */
async function watch(context: Context, args: Arguments, device: string): Promise<Watched> {
  const segment = segmentOf(args);
  const waitMs = waitOf(args);
  const records: TraceRecord[] = [];
  const machine = await withDevice(device, "open", () =>
    openMachine(device, {
      signal: context.signal,
      ...(waitMs === undefined ? {} : { waitMs }),
    }),
  );
  const hardware = recordHardware(machine.hardware, (record) => void records.push(record));
  let failure: unknown;
  const note = (error: unknown) => {
    failure ??= error;
  };
  await withDevice(device, "use", async () => {
    const drive = await openDrive(hardware, { ...machine.driveOptions, readOnly: true });
    if (segment !== undefined)
      await withDevice(device, "use", () =>
        drive.readRun(segment, 1, new Uint8Array(SegmentBytes)),
      ).catch(note);
    await drive.close();
  }).catch(note);
  await withDevice(device, "use", () => machine.release()).catch(note);
  return { records, failure };
}

/** The segment to read; undefined: none, only find the drive and load the cartridge. */
function segmentOf(args: Arguments): number | undefined {
  const text = args.value("segment") ?? "0";
  if (text === "none") return undefined;
  if (/^\d{1,6}$/.test(text)) return Number(text);
  throw new UsageError(`--segment: '${text}' is neither the number of a segment nor 'none'`);
}

function recorded(path: string): readonly TraceRecord[] {
  return namingFile(path, () => {
    const { size } = statSync(path);
    if (size > MaxTraceBytes)
      throw new CommandError(`${path}: has ${size} bytes, more than any trace of this program`);
    return readTrace(readFileSync(path, "utf8"));
  });
}

/** Errors of a file of records, with its name and in the system's words. */
function namingFile<T>(path: string, body: () => T): T {
  try {
    return body();
  } catch (error) {
    if (error instanceof CommandError) throw error;
    throw new CommandError(`${path}: ${systemMessage(error)}`, { cause: error });
  }
}

async function print(
  context: Context,
  args: Arguments,
  records: readonly TraceRecord[],
  board: Board | undefined,
): Promise<void> {
  const groups = explainTrace(records, board && { board });
  const lines = args.has("json")
    ? mapped(groups, (group) => JSON.stringify(group))
    : traceView(groups, { records, depth: depthOf(args) });
  let text = "";
  for (const line of lines) {
    text += `${line}\n`;
    if (text.length < 0x10000) continue;
    await context.stdout.write(text);
    text = "";
  }
  await context.stdout.write(text);
}

function boardOf(args: Arguments): Board | undefined {
  const name = args.value("board");
  if (name === undefined) return undefined;
  try {
    const board = boardNamed(name);
    if (board) return board;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new UsageError(`--board: '${name}' is none of ${Object.keys(boards).join(", ")}`);
}

function depthOf(args: Arguments): "groups" | "parts" | "accesses" {
  return (args.value("depth") ?? "groups") as "groups" | "parts" | "accesses";
}

function* mapped<A, B>(values: Iterable<A>, change: (value: A) => B): Generator<B> {
  for (const value of values) yield change(value);
}
