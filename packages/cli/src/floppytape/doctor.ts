import { openMachine } from "@floppytape/devices";
import { type Diagnosis, diagnose, isFailure } from "@floppytape/fdc";
import type { Handler } from "../command-table.js";
import { withDevice } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { waitOf } from "../open-tape.js";
import { UsageError } from "../usage-error.js";

/** Runs `floppytape doctor DEVICE`. */
export const runDoctor: Handler = async (context, args) => {
  const device = args.operands[0];
  if (device === undefined) throw new UsageError("missing operand: DEVICE");
  const waitMs = waitOf(args);
  const diagnosis = await withDevice(device, "open", async () => {
    const machine = await openMachine(device, {
      signal: context.signal,
      ...(waitMs === undefined ? {} : { waitMs }),
    });
    const { board, unit, transfer } = machine.driveOptions;
    try {
      return await diagnose(machine.hardware, {
        ...(board !== undefined && { board }),
        ...(unit !== undefined && { unit }),
        ...(transfer !== undefined && { transfer }),
      });
    } finally {
      await machine.release();
    }
  });
  await context.stdout.write(
    args.has("json") ? `${JSON.stringify(diagnosis)}\n` : diagnosisText(diagnosis),
  );
  return diagnosis.advice.some(({ kind }) => kind === "problem")
    ? ExitStatus.Failed
    : ExitStatus.Done;
};

/** The report for a person. */
function diagnosisText(found: Diagnosis): string {
  const lines = [
    ...controllerLines(found),
    ...driveLines(found),
    ...cartridgeLines(found),
    ...adviceLines(found),
  ];
  return `${lines.join("\n")}\n`;
}

function controllerLines({ controller, clash }: Diagnosis): string[] {
  if (isFailure(controller)) return [row("Controller", controller.text)];
  const { chip, base, board, maxRate, evidence } = controller;
  return [
    row("Controller", `${chip} at 0x${base.toString(16)} (${board}), up to ${maxRate} kbit/s`),
    row("", evidence),
    ...(clash === undefined ? [] : [row("", clash)]),
  ];
}

function driveLines({ drive, standards }: Diagnosis): string[] {
  if (drive === undefined) return [row("Drive", "not looked for")];
  if (isFailure(drive)) return [row("Drive", drive.text)];
  const { name, vendorId, romVersion, unit, wakeUp, rates, statusWords, errors } = drive;
  const rom = romVersion === undefined ? "" : `, ROM ${romVersion}`;
  return [
    row("Drive", `${name} (0x${vendorId.toString(16)}${rom}) as unit ${unit}, wake-up ${wakeUp}`),
    row("Status", statusWords.length > 0 ? statusWords.join(", ") : "not known"),
    ...errors.map(({ code, command, text }) =>
      row("Was pending", `error ${code} of command ${command}: ${text}`),
    ),
    row("Rates", rates.length > 0 ? `${rates.join(", ")} kbit/s` : "not known"),
    ...standards.map(({ standard, rate, obstacle }) =>
      row(standard, obstacle ?? (rate === undefined ? "no" : `yes, at ${rate} kbit/s`)),
    ),
  ];
}

function cartridgeLines({ cartridge, rate }: Diagnosis): string[] {
  if (cartridge === undefined) return [];
  if (!cartridge.present) return [row("Cartridge", "none")];
  const { standard, tape, referenced, writeProtected } = cartridge;
  const words = [
    ...(tape?.standard !== undefined && tape.standard === standard
      ? []
      : [standard ?? "unknown standard"]),
    ...(tape === undefined ? [] : [tape.text]),
    referenced ? "formatted" : "not formatted",
    ...(writeProtected ? ["write protected"] : []),
    ...(rate === undefined ? [] : [`used at ${rate} kbit/s`]),
  ];
  return [row("Cartridge", words.join(", "))];
}

function adviceLines({ advice }: Diagnosis): string[] {
  if (advice.length === 0) return [row("Next", "nothing: all is well")];
  return advice.map(({ kind, text }) => row(kind === "problem" ? "Problem" : "Hint", text));
}

function row(title: string, text: string): string {
  return `${title === "" ? "" : `${title}:`}`.padEnd(14) + text;
}
