import { locateDevice } from "@floppytape/devices";
import { type Dump, type MergeResult, mergeDumps, RescueError } from "@floppytape/rescue";
import type { Arguments, Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { withDevice } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { openFloppyTape } from "../open-tape.js";
import { createProgressMeter } from "../progress.js";
import { sourceFiles } from "../source-files.js";
import { CommandError, UsageError } from "../usage-error.js";
import { accountText, segmentRangesText } from "./account-text.js";
import { conflictLines, letterOf } from "./conflict-lines.js";
import { headerlessImage } from "./headerless-image.js";
import { openImageOutput } from "./image-output.js";
import { nameMaskOf } from "./recording-operands.js";

/** Runs `floppytape merge IMAGE...`. */
export const runMerge: Handler = async (context, args) => {
  const devices = args.operands;
  const output = args.value("output");
  if (devices.length < 2) throw new UsageError("merge needs two dumps or more");
  if (output === undefined && !args.has("dry-run"))
    throw new UsageError("missing option: --output FILE");
  const releases: (() => Promise<void>)[] = [];
  try {
    const mask = await nameMaskOf(args);
    const dumps: Dump[] = [];
    for (const device of devices) {
      const { store, release } = await openFloppyTape(context, args, { device, mode: "r" });
      releases.push(release);
      const name = mask ? mask.source(device) : device;
      const layOut =
        store.parityStored === false
          ? await headerlessImage(await pathOf(context, device))
          : undefined;
      if (layOut === undefined) dumps.push({ name, store });
      else
        dumps.push({
          name,
          store,
          withHeader: async (header) => {
            const laidOut = await layOut(header);
            releases.push(() => laidOut.close());
            return laidOut;
          },
        });
    }
    const result = await mergeInto(context, args, dumps);
    await context.stdout.write(
      args.has("json") ? `${JSON.stringify(resultJson(result))}\n` : resultText(result),
    );
    for (const { severity, message } of result.findings)
      await say(context, `${severity}: ${message}`);
    return result.account.lost > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
  } finally {
    for (const release of releases.reverse()) await release();
  }
};

async function mergeInto(
  context: Context,
  args: Arguments,
  dumps: readonly Dump[],
): Promise<MergeResult> {
  const name = args.value("output") ?? "";
  const sources = await sourceFiles(context, args.operands);
  const output = args.has("dry-run")
    ? undefined
    : await openImageOutput(name, { replace: args.has("overwrite"), sources });
  const meter = createProgressMeter(context, { label: "merge", unit: "segments" });
  try {
    const result = await mergeDumps(dumps, output?.target, {
      force: args.has("force"),
      signal: context.signal,
      onProgress: ({ done, total }) => meter.update(done, total),
    });
    await output?.complete(result.map);
    return result;
  } catch (error) {
    if (!(error instanceof RescueError)) throw error;
    throw new CommandError(`${error.message}; --force merges them all the same`, { cause: error });
  } finally {
    await meter.finish();
    await output?.discard();
  }
}

/** The file that a device string names; the string itself where it names none. */
async function pathOf(context: Context, device: string): Promise<string> {
  const { target } = (await withDevice(device, "open", () => locateDevice(device, context))).spec;
  return "path" in target ? target.path : device;
}

function resultJson({ map: _, header, ...result }: MergeResult) {
  return { label: header?.label ?? null, ...result };
}

function resultText(result: MergeResult): string {
  const { dumps, sectors, corrected, unverifiable, lost } = result;
  return [
    ...dumps.map((dump, index) => {
      const notes = [
        ...(dump.hasHeader ? [] : ["no readable header"]),
        ...(dump.parityStored ? [] : ["no parity"]),
      ].map((note) => `; ${note}`);
      return `${letterOf(index)}  ${dump.name}: ${dump.sectorsRead} sectors read, ${dump.onlyHere} that no other has, ${dump.overruled} not taken${notes.join("")}\n`;
    }),
    `Sectors: ${sectors.fromSeveral} from several dumps, ${sectors.fromOne} from one, ${sectors.holes} missing\n`,
    accountText(result.account),
    `Corrected: segments ${segmentRangesText(corrected)}\n`,
    ...(unverifiable.length > 0
      ? [
          `Corrected with all three parity sectors used up, so that nothing checks it: segments ${segmentRangesText(unverifiable)}\n`,
        ]
      : []),
    `Lost: segments ${segmentRangesText(lost)}\n`,
    ...lostHeaders(result).map(
      (segment) => `Segment ${segment} is a header copy; the other one serves\n`,
    ),
    ...conflictLines(result),
  ].join("");
}

/** Lost header copies, which are no loss as long as one of them is there. */
function lostHeaders({ header, lost }: MergeResult): readonly number[] {
  const all = header?.headerSegments ?? [];
  const gone = all.filter((segment) =>
    lost.some(([first, last]) => segment >= first && segment <= last),
  );
  return gone.length < all.length ? gone : [];
}
