/** Carries out commands whose bytes have all come. */
import type { CommandFaults } from "./command-faults.js";
import type { CommandRow } from "./command-set.js";
import { DataTransfer, type TransferKind } from "./data-transfer.js";
import type { Execution, ExecutionHost } from "./execution.js";
import { FormatTrack } from "./format-track.js";
import { ReadId } from "./read-id.js";
import { runRegisterCommand } from "./register-commands.js";
import { St0, St3 } from "./status-bits.js";
import { Stepper } from "./stepper.js";

/** Result bytes that need no tape; none where the command has no result phase. */
export interface Answer {
  readonly bytes: readonly number[];
  /** Time until they are there. */
  readonly afterNs?: number | undefined;
  /** The interrupt drops when the first of them is read. */
  readonly ownsInterrupt?: boolean;
}

const MfmBit = 0x40;
const nothing: Answer = { bytes: [] };
/** A command that never ends. */
const hang: Execution = { pio: undefined, changed() {}, cancel() {} };

export class CommandRunner {
  readonly #host: ExecutionHost;
  readonly #faults: CommandFaults;
  readonly #stepper: Stepper;
  readonly #transfer: DataTransfer;
  readonly #readId: ReadId;
  readonly #format: FormatTrack;
  /** Units that have yet to be reported after a reset. */
  #resetPoll = 0;

  constructor(host: ExecutionHost, faults: CommandFaults) {
    this.#host = host;
    this.#faults = faults;
    this.#stepper = new Stepper(host);
    this.#transfer = new DataTransfer(host);
    this.#readId = new ReadId(host);
    this.#format = new FormatTrack(host);
  }

  /** Bit n: unit n seeks. */
  get seeking(): number {
    return this.#stepper.busy;
  }

  reset(): void {
    this.#stepper.cancel();
    this.#resetPoll = 0;
  }

  /** After a reset every unit is reported as having changed its ready line. */
  pollDrives(): void {
    this.#resetPoll = 4;
  }

  /** Either the answer, or what is under way from now on. */
  run(row: CommandRow, bytes: readonly number[]): Answer | Execution {
    const { quirks, registers } = this.#host;
    if (quirks.commandEndsResetPoll && bytes.length > 1) this.#resetPoll = 0;
    switch (row.name) {
      case "sense-interrupt":
        return { bytes: this.#senseInterrupt(), ownsInterrupt: true };
      case "sense-drive":
        return { bytes: [this.#senseDrive(bytes[1]! & 7)], afterNs: quirks.slowCommandNs };
      case "seek":
        this.#stepper.seek(bytes[1]! & 3, bytes[2]!);
        return nothing;
      case "recalibrate":
        this.#stepper.recalibrate(bytes[1]! & 3);
        return nothing;
      case "read-id":
        return this.#beginReadId(bytes);
      case "format":
        registers.lastSector = bytes[3]!;
        this.#host.commandBegins();
        this.#format.begin(bytes);
        return this.#format;
      case "read":
      case "read-deleted":
        return this.#beginTransfer("read", row, bytes);
      case "write":
      case "write-deleted":
        return this.#beginTransfer("write", row, bytes);
      case "verify":
        return this.#beginTransfer("verify", row, bytes);
      default:
        return this.#runRegisterCommand(row, bytes);
    }
  }

  #runRegisterCommand(row: CommandRow, bytes: readonly number[]): Answer {
    const { registers, model, quirks } = this.#host;
    const result = runRegisterCommand(row.name, bytes, registers, model) ?? [];
    this.#host.settingsChanged();
    return {
      bytes: result,
      afterNs: row.name === "configure" ? quirks.slowCommandNs : undefined,
    };
  }

  #beginTransfer(kind: TransferKind, row: CommandRow, bytes: readonly number[]): Execution {
    const deleted = row.name === "read-deleted" || row.name === "write-deleted";
    this.#host.registers.lastSector = bytes[6]!;
    this.#host.commandBegins();
    this.#transfer.begin(kind, bytes, deleted, this.#isBlind(bytes));
    return this.#transfer;
  }

  #beginReadId(bytes: readonly number[]): Execution {
    const { quirks, clock } = this.#host;
    this.#host.commandBegins();
    const { drive, rate } = this.#host;
    if (
      quirks.readIdHangsWithoutCartridge &&
      !drive?.next(clock.nowNs, rate, undefined, "read-id")
    ) {
      this.#host.raiseInterrupt();
      return hang;
    }
    this.#readId.begin(bytes[1]! & 7, this.#isBlind(bytes));
    return this.#readId;
  }

  /** Tape is recorded in MFM only. */
  #isBlind(bytes: readonly number[]): boolean {
    return !(bytes[0]! & MfmBit) || this.#faults.strike("rateMismatch") !== undefined;
  }

  #senseInterrupt(): number[] {
    const { cylinder } = this.#host.registers;
    if (this.#resetPoll > 0) {
      const unit = 4 - this.#resetPoll--;
      return [St0.Polled | unit, cylinder[unit]!];
    }
    const st0 = this.#stepper.takeEnd();
    return st0 < 0 ? [St0.Invalid] : [st0, cylinder[st0 & 3]!];
  }

  #senseDrive(unit: number): number {
    const { drive } = this.#host;
    return (
      St3.Ready |
      St3.TwoSide |
      unit |
      (drive?.writeProtected ? St3.WriteProtected : 0) |
      (drive?.trackZero ? St3.TrackZero : 0)
    );
  }
}
