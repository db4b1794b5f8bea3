/** Whether the drive can take a command now: what the host has to make sure before it sends one. */
import { DriveStatus } from "@floppytape/cartridge";
import { FdcError } from "../errors.js";
import { type Command, type CommandName, commands } from "./commands.js";
import { type DriveErrorReport, driveError, ResetErrors } from "./drive-errors.js";
import type { DriveIdentity } from "./identity.js";

/** What the drive was last told to be in. */
export type DriveMode = "primary" | "format" | "verify" | "diagnostic";

export interface AdmissionParts {
  status(): Promise<number>;
  /** Waits for ready as long as the longest motion may take. */
  ready(): Promise<number>;
  error(): Promise<DriveErrorReport>;
  /** Takes note of an error that does no harm. */
  note(error: DriveErrorReport): void;
}

/** Errors that come one after another before the drive is given up. */
const mostErrors = 4;

const cartridgeBits: readonly (readonly [bit: number, code: number, text: string])[] = [
  [DriveStatus.CartridgePresent, 2, "there is no cartridge in the drive"],
  [DriveStatus.NewCartridge, 13, "the cartridge was changed"],
  [DriveStatus.WriteProtected, 5, "the cartridge is write protected"],
  [DriveStatus.CartridgeReferenced, 19, "the cartridge is not formatted"],
];

/** The status that a command needs, from this drive in this mode. */
function needs(name: CommandName, identity: DriveIdentity, mode: DriveMode) {
  const command: Command = commands[name];
  const { mask, state } = (isDitto(identity) && command.ditto) || command;
  // While formatting, the burst may be there before the drive says so.
  const waived = mode === "format" ? DriveStatus.CartridgeReferenced : 0;
  return { mask: mask & ~waived, state: state & ~waived };
}

function isDitto({ vendorId }: DriveIdentity): boolean {
  return vendorId === 0x8883 || vendorId === 0x8885;
}

/**
 * Waits until the drive can take the command. Errors that are pending are read; harmless ones are
 * forgotten. @throws {FdcError} `DRIVE_BUSY`, `CARTRIDGE_CHANGED`, `DRIVE_ERROR`.
 */
export async function admit(
  parts: AdmissionParts,
  name: CommandName,
  identity: DriveIdentity,
  mode: DriveMode,
): Promise<void> {
  if (mode === "diagnostic") return;
  const { mask, state } = needs(name, identity, mode);
  if (mask === 0) return;
  let status = await parts.status();
  for (let errors = 0; ; errors++) {
    if ((status ^ state) & mask & DriveStatus.Ready) status = await parts.ready();
    // A new cartridge would be forgotten with the error, and nobody would ever know.
    requireCartridge(name, status, mask, state);
    if (!((status ^ state) & mask & DriveStatus.ErrorDetected)) return;
    const error = await parts.error();
    if (error.fatal || ResetErrors.has(error.code) || errors === mostErrors)
      throw driveError(error);
    parts.note(error);
    status = await parts.status();
  }
}

function requireCartridge(name: CommandName, status: number, mask: number, state: number) {
  const wrong = cartridgeBits.find(([bit]) => (status ^ state) & mask & bit);
  if (wrong === undefined) return;
  const [, code, text] = wrong;
  const changed = code === 2 || code === 13;
  throw new FdcError(
    changed ? "CARTRIDGE_CHANGED" : "DRIVE_ERROR",
    `${name} is not possible: ${text}`,
    { code, command: commands[name].code, status },
  );
}
