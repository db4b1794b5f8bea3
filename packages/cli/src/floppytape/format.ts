import type { Progress } from "@floppytape/cartridge";
import { cartridgeTypes, segmentCountOf } from "@floppytape/qic-format";
import { cartridgeTypeOption } from "../cartridge-type-option.js";
import type { Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import {
  checkFormat,
  formatDevice,
  formattingDrive,
  lookBefore,
  requireParameters,
} from "../format-device.js";
import { parametersOf } from "../ftformat/format-parameters.js";
import { labelOption } from "../label-option.js";
import { createProgressMeter, type ProgressMeter } from "../progress.js";
import { UsageError } from "../usage-error.js";
import { badSectorTotals } from "../vtblc/bad-sector-text.js";
import { alignColumns } from "./align-columns.js";
import { factoryBadSectors } from "./factory-bad.js";

/** Runs `floppytape format IMAGE`. */
export const runFormat: Handler = async (context, args) => {
  if (args.has("list")) return listTypes(context, args.has("json"));
  const [device] = args.operands;
  if (device === undefined) throw new UsageError("missing operand: IMAGE");
  const type = cartridgeTypeOption(args.value("cartridge"));
  const label = labelOption(args);
  const seed = seedOf(args.value("factory-bad"));
  const before = await lookBefore(context, args, device);
  checkFormat(device, before, { consent: args.has("yes") || args.has("dry-run") });
  const parameters = requireParameters(device, type && parametersOf(type), before);
  await formattingDrive(device, before, parameters);
  const { geometry, standard } = parameters;
  const what = `${standard}, ${geometry.tracksPerCartridge} tracks of ${geometry.segmentsPerTrack} segments`;
  if (args.has("dry-run")) {
    const lost = before.volumeCount > 0 ? `, losing ${before.volumeCount} volumes` : "";
    if (args.has("json"))
      await context.stdout.write(
        `${JSON.stringify({ dryRun: true, standard, geometry, volumesLost: before.volumeCount })}\n`,
      );
    else await say(context, `${device}: would format as ${what}${lost}`);
    return ExitStatus.Done;
  }
  const meter = createPhaseMeter(context);
  const { header, badSectors } = await formatDevice(
    context,
    args,
    before,
    {
      device,
      parameters,
      label,
      badSectors: seed === undefined ? [] : factoryBadSectors(geometry, seed),
      discardHeader: false,
      verifyOnly: false,
      consent: args.has("yes"),
    },
    (progress) => meter.update(progress),
  ).finally(() => meter.finish());
  const totals = badSectorTotals(badSectors, standard, geometry);
  if (args.has("json"))
    await context.stdout.write(
      `${JSON.stringify({ standard, geometry, header, badSectors: totals })}\n`,
    );
  else
    await say(
      context,
      `${device}: ${what}; bad sectors: ${totals.prescribed} prescribed, ${totals.found} found`,
    );
  return ExitStatus.Done;
};

/** A bar for each pass over the cartridge: a drive formats it, and then reads all of it. */
function createPhaseMeter(context: Context) {
  let phase: string | undefined;
  let meter: ProgressMeter | undefined;
  let finished: Promise<void> = Promise.resolve();
  return {
    update(progress: Progress): void {
      if (progress.phase !== phase) {
        const last = meter;
        finished = finished.then(() => last?.finish());
        phase = progress.phase;
        meter = createProgressMeter(context, { label: phase, unit: "segments" });
      }
      meter?.update(progress.done, progress.total);
    },
    async finish(): Promise<void> {
      await finished;
      await meter?.finish();
    },
  };
}

async function listTypes(context: Context, json: boolean): Promise<ExitStatus> {
  await context.stdout.write(
    json
      ? `${JSON.stringify(cartridgeTypes)}\n`
      : alignColumns(
          ["Segments", "Type", "Cartridge"],
          cartridgeTypes.map((type) => [
            String(segmentCountOf(type.geometry)),
            type.name,
            type.description,
          ]),
          { leftFrom: 1 },
        ),
  );
  return ExitStatus.Done;
}

function seedOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,9}$/.test(text))
    throw new UsageError(`--factory-bad: '${text}' is not a whole number up to 999999999`);
  return Number(text);
}
