import { locateDevice } from "@floppytape/devices";
import {
  type ImagingProgress,
  type ImagingResult,
  imageCartridge,
  RescueError,
} from "@floppytape/rescue";
import { cartridgeTypeOption } from "../cartridge-type-option.js";
import type { Arguments, Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { withDevice } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { createProgressMeter, type ProgressMeter } from "../progress.js";
import { CommandError, UsageError } from "../usage-error.js";
import { openGrowingImage } from "./growing-image.js";

/** Runs `floppytape rescue DEVICE OUTPUT`. */
export const runRescue: Handler = async (context, args) => {
  const [device = "", output = ""] = args.operands;
  const options = optionsOf(args);
  const { spec } = await withDevice(device, "open", () => locateDevice(device, context));
  const source = "path" in spec.target ? spec.target.path : undefined;
  return usingTape(context, args, { device, mode: "r" }, async ({ store }) => {
    if (store.parityStored === false)
      throw new CommandError(
        `${device}: holds no parity that could be read; 'floppytape convert' makes an image of it`,
      );
    const image = await openGrowingImage(output, {
      restart: args.has("restart"),
      again: args.has("again"),
      source,
    });
    const meter = createPhaseMeter(context);
    let result: ImagingResult;
    try {
      if (image.resumed) await say(context, `${output}: going on where an earlier run ended`);
      result = await imageCartridge(store, image.target, {
        ...options,
        signal: context.signal,
        onProgress: meter.update,
      });
      await meter.finish();
      if (result.outcome === "done") await image.complete(result.map);
    } catch (error) {
      await meter.finish();
      if (context.signal.aborted)
        await say(context, `${output}.part: what was read is kept; ${onAgain(args)} goes on`);
      if (!(error instanceof RescueError)) throw error;
      const hint = error.code === "MAP_DOES_NOT_FIT" ? "; --restart begins anew" : "";
      throw new CommandError(`${output}.part: ${error.message}${hint}`, { cause: error });
    } finally {
      await image.close();
    }
    await context.stdout.write(
      args.has("json") ? `${JSON.stringify(resultJson(output, result))}\n` : resultText(result),
    );
    for (const line of advice(device, output, result)) await say(context, line);
    if (result.outcome !== "done") return ExitStatus.Failed;
    return result.segments.lost > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

function optionsOf(args: Arguments) {
  const retries = numberOf(args, "retries", /^[0-9]{1,3}$/, "a number of passes from 0 to 999");
  const minSuccess = numberOf(
    args,
    "min-success",
    /^(?:100|[0-9]{1,2})$/,
    "a percentage from 0 to 100",
  );
  return {
    ...(retries !== undefined && { retries }),
    ...(minSuccess !== undefined && { minSuccess }),
    extent: args.has("recorded") ? "recorded" : "tape",
    geometry: cartridgeTypeOption(args.value("cartridge"))?.geometry,
  } as const;
}

function numberOf(args: Arguments, name: string, form: RegExp, what: string): number | undefined {
  const text = args.value(name);
  if (text === undefined) return undefined;
  if (!form.test(text)) throw new UsageError(`--${name}: '${text}' is not ${what}`);
  return Number(text);
}

interface PhaseMeter {
  update(progress: ImagingProgress): void;
  finish(): Promise<void>;
}

/** A meter for each pass, which says how many sectors failed so far. */
function createPhaseMeter(context: Context): PhaseMeter {
  let phase = "";
  let failed = 0;
  let meter: ProgressMeter | undefined;
  let finished: Promise<void> = Promise.resolve();
  const finish = () => {
    const last = meter;
    meter = undefined;
    finished = finished.then(() => last?.finish());
    return finished;
  };
  return {
    update(progress) {
      failed = progress.failedSectors;
      if (progress.phase !== phase || meter === undefined) {
        void finish();
        phase = progress.phase;
        const name = phase;
        const subject = {
          get label() {
            return failed > 0 ? `${name}, ${failed} sectors failed` : name;
          },
          unit: "segments" as const,
        };
        meter = createProgressMeter(context, subject);
      }
      meter.update(progress.done, progress.total);
    },
    finish,
  };
}

function resultText({ sectors, segments, headerRead }: ImagingResult): string {
  const { read, correctable, lost, untried } = segments;
  const none = headerRead ? "" : "No header could be read: bad sectors were read like any others\n";
  return [
    none,
    `Sectors: ${sectors.read} read, ${sectors.failed} failed, ${sectors.untried} not tried, ${sectors.mappedOut} in the bad sector map\n`,
    "Segments:\n",
    `  all sectors read     ${read}\n`,
    `  can be corrected     ${correctable}\n`,
    `  lost, as it is       ${lost}\n`,
    ...(untried > 0 ? [`  not tried            ${untried}\n`] : []),
  ].join("");
}

function resultJson(output: string, result: ImagingResult): object {
  const { outcome, latest, segmentCount, headerRead, sectors, segments } = result;
  const done = outcome === "done";
  const holes = result.map.blocks.some(({ status }) => status !== "+");
  return {
    outcome,
    image: done ? output : `${output}.part`,
    map: done ? (holes ? `${output}.map` : null) : `${output}.part.map`,
    segmentCount,
    headerRead,
    sectors,
    segments,
    latest,
  };
}

/** The command that does not begin anew. */
const onAgain = (args: Arguments) =>
  args.has("restart") ? "the same command without --restart" : "the same command";

/** What to do next, where something is to be done. */
function advice(device: string, output: string, result: ImagingResult): string[] {
  const { outcome, latest, segments } = result;
  if (outcome !== "done")
    return [
      `stopped: ${latest.failures} of the last ${latest.segments} segments could not be read, which is not what a damaged tape looks like`,
      "clean the head, or try another drive; the same command goes on then, and with --min-success=0 whatever comes",
    ];
  if (segments.lost === 0) return [];
  return [
    `'floppytape advise ${output}' says which segments one more reading may save`,
    `'floppytape rescue ${device} ${output} --again' reads what is missing once more`,
  ];
}
