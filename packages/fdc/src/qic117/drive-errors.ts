/** Error codes of the drive (command 7) in plain words. */
import { FdcError } from "../errors.js";
import { type CommandName, commandNameOf } from "./commands.js";

/** What the drive answers to command 7. */
export interface DriveErrorReport {
  /** 0: no error. */
  readonly code: number;
  /** Code and name of the command that failed; 0 and undefined where there was none. */
  readonly command: number;
  readonly commandName: CommandName | undefined;
  /** The error in words. */
  readonly text: string;
  /** What was asked for is lost; otherwise it can simply be done again. */
  readonly fatal: boolean;
}

/** Reports that only say that the drive began anew: switched on, reset by command, reset by being woken. */
export const ResetErrors: ReadonlySet<number> = new Set([26, 27, 41]);

const harmless: ReadonlySet<number> = new Set([0, 1, 8, 26, 27]);

const texts: readonly string[] = [
  "no error",
  "command while the drive was not ready",
  "no cartridge, or it was taken out",
  "motor speed is off by more than 1 %",
  "motor jams or runs far too fast or slow",
  "cartridge is write protected",
  "undefined command",
  "no such track",
  "command in the middle of an answer",
  "diagnostic mode asked for only once",
  "tape is broken or its holes are not seen",
  "read gain could not be set",
  "command while an error was pending",
  "command before the new cartridge was taken note of",
  "command not allowed in primary mode",
  "command not allowed in format mode",
  "command not allowed in verify mode",
  "not at the beginning of a track, or segments per track unknown, in format mode",
  "end of the tape before all segments were formatted",
  "cartridge has no reference burst: it is not formatted",
  "self test failed",
  "settings memory was reset to defaults",
  "settings memory is corrupt",
  "motion took too long",
  "a segment is too long",
  "pulses came too fast",
  "drive was switched on",
  "drive was reset by command",
  "diagnostic mode 1 failed",
  "diagnostic mode 2 failed",
  "command while something that must not be interrupted goes on",
  "data rate or format not supported",
  "command not allowed while winding",
  "no such segment to seek",
  "cartridge is not suitable for the drive",
  "head could not be positioned",
  "reference burst could not be written",
  "firmware memory is missing",
  "tape format is not valid",
  "beginning or end of the tape is not recognised",
  "firmware checksum A is wrong",
  "drive was reset by being woken",
  "firmware checksum B is wrong",
  "format mode cannot be entered now",
];

/** Highest error code that has a meaning. */
export const LastDriveError = texts.length - 1;

/** A drive error code in plain words, also for codes that nobody knows. */
export function driveErrorText(code: number): string {
  return texts[code] ?? `unknown error ${code}`;
}

/** Takes the answer to command 7 apart: error in the low byte, command in the high one. */
export function decodeDriveError(answer: number): DriveErrorReport {
  const code = answer & 0xff;
  const command = (answer >> 8) & 0xff;
  return {
    code,
    command,
    commandName: commandNameOf(command),
    text: driveErrorText(code),
    fatal: !harmless.has(code),
  };
}

/** The exception for an error that the drive reports. */
export function driveError({ code, command, commandName, text }: DriveErrorReport): FdcError {
  const after = command === 0 ? "" : ` after command ${command}`;
  const named = commandName === undefined ? "" : ` (${commandName})`;
  const message = `drive reports error ${code}${after}${named}: ${text}`;
  return new FdcError("DRIVE_ERROR", message, { code, command });
}
