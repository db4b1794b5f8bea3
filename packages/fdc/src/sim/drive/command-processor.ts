/** The drive's processor: pulse trains in, commands done, reports out. */
import type { TapeMedium } from "../medium/tape-medium.js";
import { refusalOf } from "./admission.js";
import {
  configurationByte,
  LoaderBit,
  loaderStatus,
  shownStatus,
  statusByte,
  tapeStatus,
  vendorReport,
} from "./answers.js";
import { type DriveCommandRow, driveCommands, FirstIgnoredCode } from "./command-table.js";
import { perform } from "./drive-commands.js";
import { type DriveState, headHome, latchError } from "./drive-state.js";
import { createReportLine } from "./report-line.js";
import { createSelection } from "./selection.js";
import { createStepTrains } from "./step-trains.js";
import type { TapeMotions } from "./tape-motions.js";
import type { Transport } from "./transport.js";

export interface ProcessorParts {
  readonly state: DriveState;
  readonly transport: Transport;
  readonly motions: TapeMotions;
  loaded(): void;
  loadOrUnload(): void;
  eject(): void;
  insert(medium: TapeMedium): void;
}

export interface CommandProcessor {
  pulse(): void;
  motorLine(on: boolean): void;
  answerLine(): boolean;
  readonly ready: boolean;
  readonly selected: boolean;
  readonly lastCommand: number;
}

const NsPerMs = 1e6;
const SoftReset = 1;
const ReportNextBit = 2;

export function createCommandProcessor(parts: ProcessorParts): CommandProcessor {
  const { state, transport, motions } = parts;
  const { clock, faults, model } = state;
  const { timings } = model;
  const report = createReportLine();
  const selection = createSelection(model.wakeUp);
  const vendor = vendorReport(model.vendorId);
  const trainNs = timings.trainMs * NsPerMs;
  /** A command that waits for its parameters. One that was refused takes them, too: the host sends them. */
  let pending: { row: DriveCommandRow; got: number[]; refused: boolean } | undefined;
  /** Diagnostic command that has to come once more. */
  let armedDiagnostic = 0;
  let deafUntilNs = 0;
  let stuckUntilNs = 0;
  let stuckLevel = false;
  let lastCommand = 0;
  /** The train in progress was taken for a "report next bit". */
  let advanced = false;

  const trains = createStepTrains(clock, trainNs, {
    pulsed(count) {
      if (clock.nowNs < deafUntilNs || !selection.selected || pending) return;
      if (count === 2) {
        advanced = true;
        report.advance();
      } else if (count === 3 && advanced) {
        advanced = false;
        report.withdraw();
      }
    },
    ended(count) {
      const answered = advanced;
      advanced = false;
      if (clock.nowNs < deafUntilNs) return;
      if (!selection.selected) return selection.train(count);
      const train = miscounted(count);
      if (pending) parameter(train);
      else if (train !== ReportNextBit || !answered) command(train);
    },
  });

  const miscounted = (count: number) => {
    const place = { command: pending?.row.code ?? count };
    const dropped = faults.strikes("dropPulse", place);
    const added = faults.strikes("addPulse", place);
    return count - Number(dropped?.pulses ?? 0) + Number(added?.pulses ?? 0);
  };

  const fail = (error: number, code: number) => {
    if (error !== 0) latchError(state, error, code);
  };

  const isReady = () => !transport.busy && pending === undefined;
  const status = () =>
    statusByte(state, {
      ready: isReady(),
      atBeginning: motions.atBeginning,
      atEnd: motions.atEnd,
    });

  const targets = {
    state,
    motions,
    setTrainGap: (factor: number) => trains.setGap(trainNs * factor),
    loaded: parts.loaded,
    loadOrUnload: parts.loadOrUnload,
  };

  function softReset() {
    pending = undefined;
    armedDiagnostic = 0;
    report.drop();
    selection.reset();
    trains.setGap(trainNs);
    deafUntilNs = clock.nowNs + timings.resetMs * NsPerMs;
    state.mode = "primary";
    state.diagnostic = 0;
    state.error = model.errorAfterReset;
    state.errorCommand = SoftReset;
    state.isNew = state.medium !== undefined;
    state.rate = model.defaultRate;
    state.formatSegments = 0;
    state.microStep = 0;
    headHome(state);
    motions.wait(SoftReset, "reset", timings.resetMs);
  }

  function parameter(train: number) {
    const { row, got, refused } = pending!;
    if (train <= 1) return softReset();
    got.push(train - 2);
    if (got.length < row.parameters) return;
    pending = undefined;
    if (refused) return;
    const value =
      row.parameters === 1 ? got[0]! : got.reduce((sum, nibble, i) => sum + nibble * 16 ** i, 0);
    if (selection.parameter(row.code, value)) fail(perform(targets, row.code, value), row.code);
  }

  function command(code: number) {
    if (code <= 0) return;
    if (code === SoftReset) return softReset();
    if (code === ReportNextBit) return report.drop();
    const row = known(code);
    if (row === undefined && code >= FirstIgnoredCode) return;
    const illegal = report.pending;
    report.drop();
    lastCommand = code;
    haveTroubles(code);
    if (clock.nowNs < deafUntilNs) return;
    if (armedDiagnostic !== 0 && armedDiagnostic !== code) fail(9, armedDiagnostic);
    if (code !== armedDiagnostic) armedDiagnostic = 0;
    if (row === undefined) return fail(illegal ? 8 : 6, code);
    const struck = faults.strikes("driveError", { command: code });
    const refusal = illegal
      ? 8
      : struck
        ? Number(struck.error)
        : refusalOf(row, status(), state, transport);
    fail(refusal, code);
    if (row.parameters > 0) pending = { row, got: [], refused: refusal !== 0 };
    if (refusal !== 0 || row.parameters > 0) return;
    if (row.replyBits > 0) return answer(row);
    if (code === 28 || code === 29) return enterDiagnostic(code);
    if (selection.command(code)) return;
    fail(perform(targets, code, 0), code);
  }

  /** Mishaps that any command can meet. */
  function haveTroubles(code: number) {
    const place = { command: code };
    if (faults.strikes("noCartridge", place)) parts.eject();
    if (faults.strikes("writeProtect", place)) state.forcedProtect = true;
    if (state.medium && faults.strikes("newCartridge", place)) parts.insert(state.medium);
    const silent = faults.strikes("silentDrive", place);
    if (silent) deafUntilNs = clock.nowNs + msOf(silent.ms) * NsPerMs;
    const stuck = faults.strikes("stuckTrackZero", place);
    if (stuck) {
      stuckLevel = Number(stuck.level) === 1;
      stuckUntilNs = clock.nowNs + msOf(stuck.ms) * NsPerMs;
    }
  }

  function known(code: number): DriveCommandRow | undefined {
    if (code >= 50 && code <= 55 && !model.extensions) return undefined;
    if (code === 37 && state.diagnostic !== 0) return { ...driveCommands.get(37)!, mask: 0 };
    if (code >= 36 && code <= 38 && !model.calibratesLength) return undefined;
    if ((code === 34 || code === 35) && !model.extendedSkips) return undefined;
    if (code === 33 && !model.reportsTapeStatus) return undefined;
    if (code === 8 && !model.reportsConfiguration) return undefined;
    const row = driveCommands.get(code);
    if (code !== 24 && code !== 32) return row;
    if (code === vendor.command) return { ...driveCommands.get(32)!, code, replyBits: vendor.bits };
    return code === 24 ? row : undefined;
  }

  function answer({ code, replyBits }: DriveCommandRow) {
    const acknowledgeNs = clock.nowNs + timings.acknowledgeMs * NsPerMs;
    const stopBit = faults.strikes("missingStopBit", { command: code }) === undefined;
    const inDiagnostic = code === 37 && state.diagnostic !== 0;
    const bits = inDiagnostic ? 8 : replyBits;
    const value = inDiagnostic ? model.diagnosticStatus : valueToReport(code);
    if (value === undefined) return; // not a command of this drive in this mode
    report.begin(value, bits, acknowledgeNs, stopBit);
    if (code === 7) {
      state.error = 0;
      state.errorCommand = 0;
      state.isNew = false;
    }
  }

  function valueToReport(code: number): number {
    switch (code) {
      case 6:
        return shownStatus(status());
      case 7:
        return state.error | (state.errorCommand << 8);
      case 8:
        return configurationByte(state);
      case 9:
        return state.diagnostic === 1
          ? (model.diagnosticSignature ?? model.romVersion)
          : model.romVersion;
      case 33:
        return tapeStatus(state);
      case 37:
        return state.formatSegments;
      case 51:
        return Math.floor(state.rate / 1000) & 7;
      case 54:
        return reportedLoaderStatus();
      default:
        return vendor.value;
    }
  }

  function reportedLoaderStatus(): number {
    const struck = faults.strikes("loaderDoor", { command: 54 });
    switch (struck?.state) {
      case "open":
        return LoaderBit.DoorOpen;
      case "locked":
        return LoaderBit.Locked;
      case "unknown":
        return LoaderBit.Unknown;
      default:
        return loaderStatus(state);
    }
  }

  function enterDiagnostic(code: 28 | 29) {
    if (armedDiagnostic === code) {
      armedDiagnostic = 0;
      state.diagnostic = code === 28 ? 1 : 2;
    } else armedDiagnostic = code;
  }

  return {
    pulse() {
      trains.pulse();
    },
    motorLine: (on) => selection.motor(on),
    answerLine() {
      if (clock.nowNs < stuckUntilNs) return stuckLevel;
      return selection.selected && clock.nowNs >= deafUntilNs && report.level(clock.nowNs);
    },
    get ready() {
      return isReady();
    },
    get selected() {
      return selection.selected;
    },
    get lastCommand() {
      return lastCommand;
    },
  };
}

/** An absent time means for ever. */
function msOf(ms: number | string | undefined): number {
  return ms === undefined ? Number.POSITIVE_INFINITY : Number(ms);
}
