/** Answers of the drive in words. */
import { cmsStatusWords } from "../../qic117/cms-status.js";
import type { CommandName } from "../../qic117/commands.js";
import { decodeDriveConfiguration, decodeExtendedRate } from "../../qic117/drive-configuration.js";
import { decodeDriveError } from "../../qic117/drive-errors.js";
import { driveStatusWords, meaningfulStatus } from "../../qic117/drive-status.js";
import { decodeLoaderStatus } from "../../qic117/loader-status.js";
import { decodeTapeStatus } from "../../qic117/tape-status.js";
import { driveNameOf } from "../../qic117/vendors.js";

type Meaning = (value: number, bits: number) => string | undefined;

const meanings: Readonly<Partial<Record<CommandName, Meaning>>> = {
  "report-drive-status": (value) => driveStatusWords(meaningfulStatus(value)).join(", "),
  "report-error-code": errorWords,
  "report-drive-configuration": (value) => `${decodeDriveConfiguration(value).rate} kbit/s`,
  "report-rom-version": (value) => `version ${value & 0x7f}${value & 0x80 ? ", prototype" : ""}`,
  "report-vendor-id": (value) => driveNameOf(value) ?? "unknown drive",
  "report-tape-status": (value) => decodeTapeStatus(value).text,
  "report-format-segments": (value, bits) =>
    bits === 8 ? cmsStatusWords(value).join(", ") : `${value} segments on a track`,
  "extended-report-drive-configuration": extendedRateWords,
  "loader-partition-status": loaderWords,
};

/** What an answer of so many bits to a command means; undefined where nobody knows. */
export function reportMeaning(
  name: CommandName | undefined,
  value: number,
  bits: number,
): string | undefined {
  return (name && meanings[name]?.(value, bits)) || undefined;
}

function errorWords(value: number): string {
  const { code, command, commandName, text } = decodeDriveError(value);
  return command === 0
    ? text
    : `${text} (error ${code}, from ${commandName ?? `command ${command}`})`;
}

function extendedRateWords(value: number): string {
  const rate = decodeExtendedRate(value);
  return rate === undefined ? "no rate" : `${rate} kbit/s`;
}

function loaderWords(value: number): string {
  const { partition, doorOpen, locked } = decodeLoaderStatus(value);
  return [
    `partition ${partition}`,
    ...(doorOpen ? ["door open"] : []),
    ...(locked ? ["locked"] : []),
  ].join(", ");
}
