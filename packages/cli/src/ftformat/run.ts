import type { Progress } from "@floppytape/cartridge";
import type { DriveName } from "@floppytape/devices";
import { cartridgeTypeOption } from "../cartridge-type-option.js";
import type { Arguments, Handler } from "../command-table.js";
import type { Context } from "../context.js";
import { driveName } from "../drive-names.js";
import { ExitStatus } from "../exit-status.js";
import {
  type Before,
  checkFormat,
  formatDevice,
  formattingDrive,
  lookBefore,
  requireParameters,
} from "../format-device.js";
import { labelOption } from "../label-option.js";
import { UsageError } from "../usage-error.js";
import { badSectorText, badSectorTotals, badSegments } from "../vtblc/bad-sector-text.js";
import {
  type FormatParameters,
  parametersOf,
  parametersText,
  parseParameters,
} from "./format-parameters.js";
import { createFormatProgress } from "./format-progress.js";

/** Runs `ftformat`. */
export const runFtformat: Handler = async (context, args) => {
  const device = args.value("file") ?? "/dev/rawft0";
  const label = labelOption(args);
  const before = await lookBefore(context, args, device);
  const consent = args.has("yes");
  const probing = args.value("mode") === "probe";
  if (!probing && before.writeProtected) return refuseProtected(context, before);
  if (!probing) checkFormat(device, before, { consent: consent || args.has("dry-run") });
  const parameters = chooseParameters(args, device, before);
  const drive = await formattingDrive(device, before, parameters, { probing });
  const talk = args.has("json") ? context.stderr : context.stdout;
  await talk.write(
    `Tape drive type: ${driveText(drive)}\n--format-parameters ${parametersText(parameters)}\n`,
  );
  if (probing || args.has("dry-run")) {
    if (!probing) await talk.write("Nothing was written.\n");
    if (args.has("json")) await context.stdout.write(`${JSON.stringify({ parameters })}\n`);
    return ExitStatus.Done;
  }
  const progress = createFormatProgress(talk, parameters, {
    parsable: args.has("parsable-output"),
  });
  const report = await formatDevice(
    context,
    args,
    before,
    {
      device,
      parameters,
      label,
      badSectors: [],
      discardHeader: args.has("discard-header"),
      verifyOnly: args.has("verify-only"),
      consent,
    },
    (state: Progress) => progress.update(state),
    (record) => progress.hear(record),
  ).finally(() => progress.finish());
  const totals = badSectorTotals(report.badSectors, parameters.standard, parameters.geometry);
  if (args.has("verbose")) await talk.write(badSectorText(badSegments(report.badSectors), totals));
  await talk.write(
    `Formatted: ${totals.prescribed} bad sectors prescribed by the standard, ${totals.found} found.\n`,
  );
  if (args.has("json"))
    await context.stdout.write(
      `${JSON.stringify({ header: report.header, badSectors: totals })}\n`,
    );
  return ExitStatus.Done;
};

/** In the words of the original, which programs may look for. */
async function refuseProtected(context: Context, before: Before): Promise<ExitStatus> {
  await context.stderr.write(
    `Tape drive type: ${driveText(before.drive)}\nWarning: Write protected cartridge!\n`,
  );
  return ExitStatus.Failed;
}

function driveText(drive: DriveName | undefined): string {
  const vendorId = drive?.vendorId ?? 0xffff;
  return `${driveName(vendorId) ?? "unknown"} (0x${(vendorId & 0xffff).toString(16)})`;
}

/** `--cartridge` or the header, with what `--format-parameters` changes. */
function chooseParameters(args: Arguments, device: string, before: Before): FormatParameters {
  const type = cartridgeTypeOption(args.value("cartridge"));
  const list = args.value("format-parameters");
  const forced = args.value("mode") === "force";
  if (forced && list === undefined && !type)
    throw new UsageError(
      "--mode=force: give the parameters with --format-parameters or --cartridge",
    );
  // A mistyped name must not become a file: making one takes a cartridge or the word "force".
  if (!before.drive && !type && !forced) return requireParameters(device, undefined, before);
  const base = type ? parametersOf(type) : before.parameters;
  return requireParameters(device, list === undefined ? base : parseParameters(list, base), before);
}
