import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { CommandError } from "../usage-error.js";
import { closing } from "./closing.js";
import { countsText, totalOf } from "./file-counts.js";
import { openSource } from "./open-records.js";
import { readTape } from "./read-tape.js";
import type { RecordSource, TapeStep } from "./record-stream.js";
import { longestOf } from "./tape-options.js";

/** `floppytape tape verify DEVICE [OTHER]`: reads all of a tape, and compares it with another. */
export async function verifyTape(
  context: Context,
  args: Arguments,
  device: string,
  other: string | undefined,
): Promise<ExitStatus> {
  const longest = longestOf(args);
  const source = await openSource(context, args, device, longest);
  const total = await closing(source, async () => {
    if (other === undefined) return totalOf(await readTape(context, device, "verify", source));
    const second = await openSource(context, args, other, longest);
    return closing(second, async () => {
      const { step, end } = comparison(device, other, second);
      const files = await readTape(context, device, "verify", source, step);
      await end();
      return totalOf(files);
    });
  });
  const same = other === undefined ? "" : `, the same as ${other}`;
  await context.stdout.write(
    args.has("json")
      ? `${JSON.stringify({ ...total, ...(other === undefined ? {} : { same: true }) })}\n`
      : `${device}: ${countsText(total)} read, ${total.lost} records lost${same}\n`,
  );
  return total.lost > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
}

/** Reads the second tape beside the first. @throws {CommandError} at the first difference. */
function comparison(device: string, other: string, second: RecordSource) {
  let [file, record] = [0, 0];
  const differ = (what: string) =>
    new CommandError(`${device} and ${other} differ in file ${file} at record ${record}: ${what}`);
  return {
    async step(step: TapeStep): Promise<void> {
      const found = await second.next();
      const [ours, theirs] = [step, found].map(nameOf);
      if (ours !== theirs) throw differ(`${ours} here, ${theirs} there`);
      if (step.kind === "record" && found?.kind === "record") {
        const at = step.data.findIndex((byte, i) => byte !== found.data[i]);
        if (at >= 0) throw differ(`byte ${at} is not the same`);
      }
      if (step.kind === "filemark") [file, record] = [file + 1, 0];
      else record++;
    },
    async end(): Promise<void> {
      const found = await second.next();
      if (found !== undefined) throw differ(`${nameOf(undefined)} here, ${nameOf(found)} there`);
    },
  };
}

function nameOf(step: TapeStep | undefined): string {
  if (step === undefined) return "the end of the tape";
  if (step.kind === "record") return `a record of ${step.data.length} bytes`;
  return step.kind === "lost" ? "a lost record" : "a file mark";
}
