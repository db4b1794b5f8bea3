import { statSync } from "node:fs";
import { parseDeviceString } from "@floppytape/devices";
import type { TapeOpenMode, TapeUnit } from "@floppytape/magtape";
import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { DeviceError } from "../device-error.js";
import { usingUnit } from "../open-tape.js";

/** What went wrong with a tape, in the words of strerror(3). */
export interface MtFailure {
  /** `kind`: it could be opened, but is no tape. */
  readonly step: "open" | "kind" | "use";
  readonly strerror: string;
}

/**
 * Opens a tape for one of the mt programs and runs `body`; resolves with what went wrong. These programs say
 * no more than strerror(3).
 */
export async function withMtTape(
  context: Context,
  request: { device: string; mode: TapeOpenMode; rshCommand?: string | undefined },
  body: (unit: TapeUnit) => Promise<void>,
): Promise<MtFailure | undefined> {
  const { device, mode, rshCommand } = request;
  const quiet: Context = { ...context, stderr: { ...context.stderr, write: async () => {} } };
  try {
    await usingUnit(quiet, noArguments(rshCommand), { device, mode }, ({ unit }) => body(unit));
    return undefined;
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    const { step, strerror } = error;
    if (step === "open" && isNoTape(device)) return { step: "kind", strerror: NotATape };
    return { step, strerror };
  }
}

const NotATape = "Inappropriate ioctl for device";

/** The options of ftmt that these programs have. */
function noArguments(rshCommand: string | undefined): Arguments {
  const value = (name: string) => (name === "rsh-command" ? rshCommand : undefined);
  return {
    operands: [],
    has: () => false,
    value,
    values: (name) => [value(name) ?? []].flat(),
  };
}

/** Majors of Linux' tape drivers, st and zftape. */
const tapeMajors = [9, 27];

/** Whether what could not be opened is a file or a node of something that is no tape. */
function isNoTape(device: string): boolean {
  const { target } = parseDeviceString(device);
  if (target.kind !== "os-node" && target.kind !== "image") return false;
  const stat = statSync(target.path, { throwIfNoEntry: false });
  if (stat?.isFile()) return true;
  return stat?.isCharacterDevice() === true && !tapeMajors.includes((stat.rdev >> 8) & 0xfff);
}
