/** A drive that was found, behind the contract of a tape drive. */
import { DriveStatus } from "@floppytape/cartridge";
import { FdcError } from "../errors.js";
import { admit, type DriveMode } from "./admission.js";
import { type CommandName, commands } from "./commands.js";
import { decodeDriveConfiguration, decodeExtendedRate, rateCode } from "./drive-configuration.js";
import { type DriveErrorReport, decodeDriveError, driveError } from "./drive-errors.js";
import type { DriveLink } from "./drive-link.js";
import { meaningfulStatus } from "./drive-status.js";
import type { DriveIdentity } from "./identity.js";
import { waitReady } from "./ready-wait.js";
import { resetDrive } from "./soft-reset.js";
import type { TapeDrive } from "./tape-drive.js";
import { DefaultTimeouts } from "./tape-speeds.js";
import { decodeTapeStatus } from "./tape-status.js";
import { type DriveLine, sleepDrive } from "./wake-up.js";

const selectRateMs = 1000;
/** What a drive answers that does not have a command, rate or format. */
const refusals: ReadonlySet<number> = new Set([6, 14, 31]);

const modes: Partial<Record<CommandName, DriveMode>> = {
  "enter-format-mode": "format",
  "enter-verify-mode": "verify",
  "enter-primary-mode": "primary",
  "enter-diagnostic-1": "diagnostic",
  "enter-diagnostic-2": "diagnostic",
  "soft-reset": "primary",
};

/** Drives of this make stay awake: only a reset would put them to sleep. */
const teac = 15;

export function createTapeDrive(
  parts: DriveLine,
  link: DriveLink,
  identity: DriveIdentity,
): TapeDrive {
  const { controller, clock } = parts;
  let timeouts = DefaultTimeouts;
  let mode: DriveMode = "primary";
  let uninterruptible: CommandName | undefined;
  let selectedRate: number | undefined;

  async function required(name: CommandName, bits?: number) {
    const answer = await link.report(name, bits);
    if (answer.kind === "valid") return answer.value;
    throw failed(name, answer.kind === "silent");
  }

  async function status() {
    const answer = meaningfulStatus(await required("report-drive-status"));
    if (answer & DriveStatus.Ready) uninterruptible = undefined;
    return answer;
  }

  const ready = (timeoutMs: number, expectedMs?: number) =>
    waitReady(status, clock, timeoutMs, expectedMs);

  async function error() {
    await ready(timeouts.resetMs);
    const report = decodeDriveError(await required("report-error-code"));
    link.say(report.fatal ? 1 : 2, "drive.error", report.text, {
      code: report.code,
      command: report.command,
    });
    return report;
  }

  /** An answer that some drives don't have; the error that asking leaves behind is cleared. */
  async function optional(name: CommandName) {
    const answer = await link.reportIfAny(name);
    if (answer.kind === "valid") return answer.value;
    const now = await status();
    // Reading the error would forget a new cartridge too.
    if (now & DriveStatus.ErrorDetected && !(now & DriveStatus.NewCartridge)) await error();
    return undefined;
  }

  const admission = {
    status,
    ready: () => ready(timeouts.seekMs),
    error,
    note(pending: DriveErrorReport) {
      link.say(2, "drive.error-passed-over", pending.text, { code: pending.code });
    },
  };

  async function send(name: CommandName, parameter?: number) {
    if (commands[name].kind === "report")
      throw new TypeError(`name must be a command without an answer, got ${name}`);
    await link.transmit(name, parameter);
    mode = modes[name] ?? mode;
    if (!commands[name].interruptible) uninterruptible = name;
  }

  async function admitted(name: CommandName) {
    const moves = commands[name].kind === "motion" && name !== "soft-reset";
    if (moves && uninterruptible !== undefined) await ready(timeouts.seekMs);
    await admit(admission, name, identity, mode);
  }

  async function command(name: CommandName, parameter?: number) {
    await admitted(name);
    await send(name, parameter);
  }

  /** Sends a selection and tells whether the drive took it. */
  async function selects(name: CommandName, parameter: number) {
    await command(name, parameter);
    const now = await ready(selectRateMs);
    if (!(now & DriveStatus.ErrorDetected)) return true;
    const report = await error();
    if (refusals.has(report.code)) return false;
    throw driveError(report);
  }

  async function configuredRate() {
    if (identity.extensions) {
      const extended = await optional("extended-report-drive-configuration");
      if (extended !== undefined) return decodeExtendedRate(extended);
    }
    const byte = await optional("report-drive-configuration");
    return byte === undefined ? undefined : decodeDriveConfiguration(byte).rate;
  }

  async function selectRate(kbit: number) {
    const extended = identity.extensions && kbit >= 1000;
    const parameter = extended ? kbit / 1000 : rateCode(kbit);
    if (parameter === undefined || !Number.isInteger(parameter)) return false;
    const name = extended ? "extended-select-rate" : "select-rate-or-format";
    if (!(await selects(name, parameter)) || (await configuredRate()) !== kbit) return false;
    selectedRate = kbit;
    return true;
  }

  return {
    controller,
    identity,
    command,
    send,
    status,
    error,
    configuredRate,
    selectRate,
    async report(name, bits) {
      if (commands[name].replyBits === 0 && bits === undefined)
        throw new TypeError(`name must be a report command, got ${name}`);
      await admitted(name);
      return required(name, bits);
    },
    async configuration() {
      const answer = await optional("report-drive-configuration");
      if (answer === undefined) throw failed("report-drive-configuration", true);
      return answer;
    },
    async tapeStatus() {
      if (!((await status()) & DriveStatus.CartridgePresent)) return undefined;
      const byte = await optional("report-tape-status");
      return byte === undefined ? undefined : decodeTapeStatus(byte);
    },
    romVersion: async () => identity.romVersion ?? (await optional("report-rom-version")),
    async formatSegments() {
      await admitted("report-format-segments");
      return optional("report-format-segments");
    },
    waitReady: ready,
    useTimeouts(wanted) {
      timeouts = wanted;
    },
    selectFormat: (code) => selects("select-rate-or-format", code),
    async reset() {
      mode = "primary";
      uninterruptible = undefined;
      const found = { ...parts, link, identity, status, ready, error };
      const newCartridge = await resetDrive(found, timeouts.resetMs);
      if (selectedRate !== undefined && !(await selectRate(selectedRate)))
        link.say(2, "drive.rate-lost", `rate ${selectedRate} is refused after the reset`);
      return newCartridge;
    },
    async release() {
      if (mode !== "primary") await send("enter-primary-mode");
      const stays = (identity.vendorId & 0xffff) >> 6 === teac;
      await sleepDrive(parts, stays ? "none" : identity.wakeUp);
    },
  };
}

function failed(name: CommandName, silent: boolean): FdcError {
  const { code } = commands[name];
  return silent
    ? new FdcError("NO_ANSWER", `drive does not answer command ${code} (${name})`, {
        command: code,
      })
    : new FdcError(
        "INVALID_REPORT",
        `answer to command ${code} (${name}) is invalid: no stop bit, or only ones`,
        { command: code },
      );
}
