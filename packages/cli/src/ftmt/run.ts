import { type OpenUnit, parseDeviceString } from "@floppytape/devices";
import { errnoText, MtOp } from "@floppytape/magtape";
import type { Arguments, Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { usingUnit } from "../open-tape.js";
import { UsageError } from "../usage-error.js";
import { sayingWhere } from "./failed-operation.js";
import { findOperation } from "./find-operation.js";
import { warnAboutRewinding } from "./lasting-effect.js";
import type { Operation } from "./operations.js";
import { parseCount } from "./parse-count.js";
import { answerQuery } from "./queries.js";

/** Runs `ftmt OPERATION [COUNT]`. */
export const runFtmt: Handler = async (context, args) => {
  const [word = "", countText] = args.operands;
  const operation = findOperation(word);
  const count = parseCount(countText);
  const device = args.value("file") ?? context.env.TAPE ?? "/dev/tape";
  if (operation.name === "setdensity" && isFloppyTape(device)) throw setDensityRefusal(device);
  const request = { device, mode: operation.mode, force: args.has("force") } as const;
  await usingUnit(context, args, request, async (opened) => {
    if (operation.positions) await warnAboutRewinding(context, device, opened, operation.name);
    await act(context, args, opened, operation, count);
  });
  return ExitStatus.Done;
};

/** Whether a device string names a tape that no density can be set of. */
function isFloppyTape(device: string): boolean {
  const { kind } = parseDeviceString(device).target;
  return kind !== "record-image" && kind !== "remote";
}

/** The driver took it for its trace level, and nobody who sets a density means that. */
function setDensityRefusal(device: string): UsageError {
  return new UsageError(`${device}: ${errnoText("EINVAL")}`, {
    status: ExitStatus.Failed,
    hint: "hint: a floppy tape has no density; the trace level that this once set is FTAPE_TRACE=0..8 now, or --trace=0..8",
  });
}

async function act(
  context: Context,
  args: Arguments,
  opened: OpenUnit,
  operation: Operation,
  count: number,
): Promise<void> {
  const { action } = operation;
  const { unit } = opened;
  if (action.kind === "query") return answerQuery(context, args, opened, action.query, count);
  const asked = operation.count === undefined ? operation.name : `${operation.name} ${count}`;
  await sayingWhere(unit, asked, async () => {
    if (action.kind === "absolute-file") {
      await unit.operation(MtOp.Rewind, 1);
      if (count > 0) await unit.operation(MtOp.Fsf, count);
    } else {
      await unit.operation(action.code, await meantCount(context, operation, count));
    }
  });
  if (operation.name === "erase" && opened.tape)
    await say(
      context,
      "note: only the volume table is empty now; old data can still be found on the tape until it is overwritten",
    );
  if (!args.has("json")) return;
  const { fileno, blkno } = await unit.status();
  const done = { operation: operation.name, count, fileNumber: fileno, blockNumber: blkno };
  await context.stdout.write(`${JSON.stringify(done)}\n`);
}

const DriveBufferBytes = 32768;

/** Old instructions give setdrvbuffer a number of bytes where the driver wants a number of buffers. */
async function meantCount(context: Context, operation: Operation, count: number): Promise<number> {
  if (operation.name !== "setdrvbuffer" || count < DriveBufferBytes) return count;
  const buffers = Math.floor(count / DriveBufferBytes);
  await say(
    context,
    `note: ${count} taken as bytes: ${buffers} buffers of ${DriveBufferBytes} bytes`,
  );
  return buffers;
}
