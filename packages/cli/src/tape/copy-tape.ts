import { statSync } from "node:fs";
import { type DeviceTarget, locateDevice } from "@floppytape/devices";
import type { Arguments } from "../command-table.js";
import { type Context, say } from "../context.js";
import { DeviceError, withDevice } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { CommandError, UsageError } from "../usage-error.js";
import { closing } from "./closing.js";
import {
  countRecord,
  countsText,
  createFileCounts,
  type TapeCounts,
  totalOf,
} from "./file-counts.js";
import { openSource, openTarget } from "./open-records.js";
import { readTape } from "./read-tape.js";
import { blockBytesOf, longestOf } from "./tape-options.js";

/** `floppytape tape copy SOURCE TARGET`: every record and every file mark, in order. */
export async function copyTape(
  context: Context,
  args: Arguments,
  from: string,
  to: string,
): Promise<ExitStatus> {
  await requireTwo(context, from, to);
  const append = args.has("append");
  const [longest, blockBytes] = [longestOf(args), blockBytesOf(args)];
  if (!append && !args.has("yes") && (await holdsSomething(context, args, to)))
    throw new CommandError(
      `${to}: holds something: --append writes behind it, --yes replaces all of it`,
    );
  const source = await openSource(context, args, from, longest);
  const total = await closing(source, async () =>
    args.has("dry-run") ? totalOf(await readTape(context, from, "read", source)) : copyRecords(),
  );
  const lost = total.lost > 0 ? `; ${total.lost} records of ${from} are lost and left out` : "";
  const done = args.has("dry-run") ? "would be copied" : "copied";
  await say(context, `${to}: ${countsText(total)} ${done}${lost}`);
  if (args.has("json")) await context.stdout.write(`${JSON.stringify(total)}\n`);
  return total.lost > 0 ? ExitStatus.BytesLost : ExitStatus.Done;

  async function copyRecords(): Promise<TapeCounts> {
    const written = createFileCounts();
    const target = await openTarget(context, args, to, {
      from: append ? "end" : "beginning",
      blockBytes,
    });
    return closing(target, async () => {
      try {
        const files = await readTape(context, from, "copy", source, async (step) => {
          if (step.kind === "filemark") await target.writeMark();
          if (step.kind !== "record") return;
          await target.write(step.data);
          countRecord(written, step.data.length);
        });
        return totalOf(files);
      } catch (error) {
        if (!(error instanceof DeviceError && error.code === "ENOSPC")) throw error;
        throw new CommandError(
          `${to}: full after ${written.records} records, ${written.bytes} bytes, which are on it`,
          { cause: error },
        );
      }
    });
  }
}

/** Two names of one tape would read what they write. */
async function requireTwo({ env }: Context, from: string, to: string): Promise<void> {
  const [source, target] = await Promise.all(
    [from, to].map((device) =>
      withDevice(device, "open", async () => {
        const { spec } = await locateDevice(device, { env });
        return identityOf(spec.target);
      }),
    ),
  );
  if (source === target) throw new UsageError(`${to}: is the tape that is to be read`);
}

/** The same text for all names of a tape: a file may have several paths and links. */
function identityOf(target: DeviceTarget): string {
  const written = JSON.stringify({ ...target, kind: "" });
  if (!("path" in target)) return written;
  try {
    const { dev, ino } = statSync(target.path, { bigint: true });
    return `${dev} ${ino}`;
  } catch {
    return written; // opening it says what is wrong
  }
}

/** Whether there is a record or a file mark on a tape; one that is made by writing to it holds nothing. */
async function holdsSomething(context: Context, args: Arguments, device: string): Promise<boolean> {
  try {
    const source = await openSource(context, args, device);
    return await closing(source, async () => (await source.next()) !== undefined);
  } catch (error) {
    if (!(error instanceof DeviceError) || error.code !== "ENOENT") throw error;
    const { spec } = await locateDevice(device, { env: context.env });
    if (spec.target.kind === "record-image" || spec.options.format !== undefined) return false;
    throw error;
  }
}
