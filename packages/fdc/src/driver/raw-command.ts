/** Commands by code or name, as `ftmt` programs of old sent them through MTIOCFTCMD. */
import { FdcError } from "../errors.js";
import { type CommandName, commandNameOf, commands } from "../qic117/commands.js";
import type { DriveParts } from "./drive-parts.js";
import type { RawCommandOptions } from "./drive-store.js";

/** With these the drive forgets that its cartridge is new. */
const forgetful: ReadonlySet<CommandName> = new Set(["soft-reset", "report-error-code"]);

/** Sends a command to a standing drive. Whatever it does, the position is unknown afterwards. */
export async function sendRawCommand(
  { drive, positioner, state }: DriveParts,
  command: CommandName | number,
  { parameter, waitMs = 0 }: RawCommandOptions = {},
): Promise<number> {
  const name = nameOf(command);
  if (commands[name].kind === "report")
    throw new RangeError(`command must not be a report, got ${name}: use report`);
  positioner.lost();
  state.doubt();
  if (forgetful.has(name)) await state.heedNewCartridge();
  await drive.command(name, parameter);
  return waitMs > 0 ? drive.waitReady(waitMs) : drive.status();
}

/** Asks for a report; undefined where the drive keeps silent. */
export async function sendRawReport(
  { drive, state }: DriveParts,
  command: CommandName | number,
): Promise<number | undefined> {
  const name = nameOf(command);
  if (commands[name].replyBits === 0) throw new RangeError(`command must be a report, got ${name}`);
  state.doubt();
  if (forgetful.has(name)) await state.heedNewCartridge();
  try {
    return await drive.report(name);
  } catch (error) {
    if (error instanceof FdcError && error.code === "NO_ANSWER") return undefined;
    throw error;
  }
}

function nameOf(command: CommandName | number): CommandName {
  const name = typeof command === "number" ? commandNameOf(command) : command;
  if (name === undefined || !Object.hasOwn(commands, name))
    throw new RangeError(`command must be one of QIC-117, got ${command}`);
  return name;
}
