/** The data register: command, execution and result phase, and who does the work in between. */
import type { FaultPlace } from "../faults/faults.js";
import type { VirtualAlarm } from "../virtual-clock.js";
import { type CommandName, type CommandRow, commandsOf, isComplete } from "./command-set.js";
import { DataTransfer, type TransferKind } from "./data-transfer.js";
import type { Execution, ExecutionHost, ResultAddress } from "./execution.js";
import { FormatTrack } from "./format-track.js";
import { ReadId } from "./read-id.js";
import { runRegisterCommand } from "./register-commands.js";
import { Msr, St0, St3 } from "./status-bits.js";
import { Stepper } from "./stepper.js";

type Phase = "idle" | "command" | "execution" | "result";

const MfmBit = 0x40;
const everywhere: FaultPlace = {};

/** Where a fault script finds the commands. */
const places: { readonly [Name in CommandName]?: FaultPlace } = {
  read: { operation: "read" },
  "read-deleted": { operation: "read" },
  write: { operation: "write" },
  "write-deleted": { operation: "write" },
  verify: { operation: "verify" },
  "read-id": { operation: "read-id" },
  format: { operation: "format" },
  seek: { operation: "seek" },
  recalibrate: { operation: "seek" },
  "sense-interrupt": { operation: "sense" },
  "sense-drive": { operation: "sense" },
};
const resetPlace: FaultPlace = { operation: "reset" };

export class CommandPhases {
  /** What the chip is at, for fault scripts. */
  place = everywhere;
  readonly #host: ExecutionHost;
  readonly #settleNs: number;
  readonly #commands: readonly (CommandRow | undefined)[];
  readonly #stepper: Stepper;
  readonly #transfer: DataTransfer;
  readonly #readId: ReadId;
  readonly #format: FormatTrack;
  readonly #answer: VirtualAlarm;
  #phase: Phase = "idle";
  #row: CommandRow | undefined;
  #bytes: number[] = [];
  #execution: Execution | undefined;
  #result: readonly number[] = [];
  #resultAt = 0;
  /** The interrupt belongs to this result. */
  #ownsInterrupt = false;
  #readyNs = 0;
  /** Units that have yet to be reported after a reset. */
  #resetPoll = 0;
  /** Phase in which a fault makes the chip hang, and whether it does. */
  #sticksIn: string | undefined;
  #stuck = false;

  constructor(host: ExecutionHost, settleNs: number) {
    this.#host = host;
    this.#settleNs = settleNs;
    this.#commands = commandsOf(host.model, host.quirks);
    this.#stepper = new Stepper(host);
    this.#transfer = new DataTransfer(host);
    this.#readId = new ReadId(host);
    this.#format = new FormatTrack(host);
    this.#answer = host.clock.alarm(() => this.#enterResult(this.#result));
  }

  /** The main status register. */
  get status(): number {
    const busy = this.#stepper.busy;
    const settled = this.#host.clock.nowNs >= this.#readyNs ? Msr.Request : 0;
    if (this.#stuck) return busy | Msr.Busy | (this.#phase === "result" ? Msr.ToHost : 0);
    switch (this.#phase) {
      case "idle":
        return busy | settled;
      case "command":
        return busy | Msr.Busy | settled;
      case "execution":
        return busy | Msr.Busy | this.#executionStatus(settled);
      default:
        return busy | Msr.Busy | Msr.ToHost | settled;
    }
  }

  write(value: number): void {
    if (this.#stuck) return;
    if (this.#phase === "execution") this.#execution?.pio?.give(value);
    else if (this.#phase === "idle") this.#begin(value);
    else if (this.#phase === "command") this.#goOn(value);
    this.#settle();
  }

  read(): number {
    if (this.#stuck) return 0;
    if (this.#phase === "execution") {
      this.#settle();
      return this.#execution?.pio?.take() ?? 0;
    }
    if (this.#phase !== "result") return 0;
    this.#settle();
    if (this.#resultAt === 0 && this.#ownsInterrupt) this.#host.lowerInterrupt();
    const value = this.#result[this.#resultAt++]!;
    if (this.#resultAt >= this.#result.length) this.#phase = "idle";
    return value;
  }

  /** The marks under the head will be others than was foreseen. */
  changed(): void {
    this.#execution?.changed();
  }

  /** Everything stops. */
  reset(): void {
    this.#execution?.cancel();
    this.#execution = undefined;
    this.#stepper.cancel();
    this.#answer.cancel();
    this.#phase = "idle";
    this.#stuck = false;
    this.#resetPoll = 0;
    this.#readyNs = 0;
    this.place = resetPlace;
  }

  /** After a reset every unit is reported as having changed its ready line. */
  pollDrives(): void {
    this.#resetPoll = 4;
    this.#host.raiseInterrupt();
  }

  finish(st0: number, st1: number, st2: number, address: ResultAddress): void {
    const { cylinder, head, record, sizeCode } = address;
    this.#execution = undefined;
    this.#enterResult([st0, st1, st2, cylinder, head, record, sizeCode], true);
    if (this.#phase !== "execution") this.#host.raiseInterrupt();
  }

  #settle(): void {
    this.#readyNs = this.#host.clock.nowNs + this.#settleNs;
  }

  #executionStatus(settled: number): number {
    const pio = this.#execution?.pio;
    const { quirks, registers } = this.#host;
    if (pio) {
      const requests = pio.requests() ? Msr.Request | (pio.toHost ? Msr.ToHost : 0) : 0;
      // A chip without FIFO takes its time after each byte.
      return Msr.NonDma | (registers.fifoDepth > 1 || settled ? requests : 0);
    }
    const reads = this.#row !== undefined && this.#row.name !== "format" && !writes(this.#row);
    return quirks.directionDuringExecution && reads ? Msr.ToHost : 0;
  }

  #begin(first: number): void {
    const row = this.#commands[first];
    this.#row = row;
    this.#bytes = [first];
    this.#sticksIn = undefined;
    if (row === undefined)
      return this.#answerAfter([St0.Invalid], this.#host.quirks.invalidCommandNs);
    this.place = places[row.name] ?? everywhere;
    const stuck = this.#strike("fdcStuck");
    if (stuck) this.#sticksIn = String(stuck.phase ?? "execution");
    this.#phase = "command";
    this.#stuck = this.#sticksIn === "command";
    if (!this.#stuck && isComplete(row, this.#bytes)) this.#execute(row);
  }

  #goOn(value: number): void {
    this.#bytes.push(value);
    if (isComplete(this.#row!, this.#bytes)) this.#execute(this.#row!);
  }

  #execute(row: CommandRow): void {
    const bytes = this.#bytes;
    const { registers, model, quirks } = this.#host;
    if (this.#sticksIn === "execution") {
      this.#phase = "execution";
      this.#stuck = true;
      return;
    }
    if (quirks.commandEndsResetPoll && bytes.length > 1) this.#resetPoll = 0;
    if (row.bytes === 9) registers.lastSector = bytes[6]!;
    this.#spurious();
    switch (row.name) {
      case "sense-interrupt":
        return this.#enterResult(this.#senseInterrupt(), true);
      case "sense-drive":
        return this.#answerAfter([this.#senseDrive(bytes[1]! & 7)], quirks.slowCommandNs);
      case "seek":
        this.#phase = "idle";
        return this.#stepper.seek(bytes[1]! & 3, bytes[2]!);
      case "recalibrate":
        this.#phase = "idle";
        return this.#stepper.recalibrate(bytes[1]! & 3);
      case "read-id":
        return this.#beginReadId(bytes);
      case "format":
        registers.lastSector = bytes[3]!;
        return this.#run(this.#format, () => this.#format.begin(bytes));
      case "read":
      case "read-deleted":
        return this.#beginTransfer("read", row);
      case "write":
      case "write-deleted":
        return this.#beginTransfer("write", row);
      case "verify":
        return this.#beginTransfer("verify", row);
      default:
        break;
    }
    const result = runRegisterCommand(row.name, bytes, registers, model)!;
    this.#host.settingsChanged();
    this.#answerAfter(result, row.name === "configure" ? quirks.slowCommandNs : 0);
  }

  #run(execution: Execution, begin: () => void): void {
    this.#phase = "execution";
    this.#execution = execution;
    this.#host.commandBegins();
    begin();
  }

  #beginTransfer(kind: TransferKind, row: CommandRow): void {
    const deleted = row.name === "read-deleted" || row.name === "write-deleted";
    this.#run(this.#transfer, () =>
      this.#transfer.begin(kind, this.#bytes, deleted, this.#isBlind()),
    );
  }

  #beginReadId(bytes: readonly number[]): void {
    const { quirks, clock } = this.#host;
    this.#run(this.#readId, () => this.#readId.begin(bytes[1]! & 7, this.#isBlind()));
    if (!quirks.readIdHangsWithoutCartridge) return;
    if (this.#host.drive?.next(clock.nowNs, this.#host.rate, undefined, "read-id")) return;
    this.#readId.cancel();
    this.#execution = undefined;
    this.#host.raiseInterrupt();
  }

  /** Tape is recorded in MFM only. */
  #isBlind(): boolean {
    return !(this.#bytes[0]! & MfmBit) || this.#strike("rateMismatch") !== undefined;
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

  #answerAfter(result: readonly number[], ns = 0): void {
    if (ns === 0) return this.#enterResult(result);
    this.#phase = "execution";
    this.#result = result;
    this.#answer.set(this.#host.clock.nowNs + ns);
  }

  #enterResult(result: readonly number[], ownsInterrupt = false): void {
    const short = result.length > 0 ? this.#strike("resultShort") : undefined;
    this.#result = short ? result.slice(0, Number(short.bytes ?? 3)) : result;
    this.#resultAt = 0;
    this.#ownsInterrupt = ownsInterrupt;
    this.#phase = this.#result.length > 0 ? "result" : "idle";
    this.#stuck = this.#phase === "result" && this.#sticksIn === "result";
  }

  #spurious(): void {
    const spurious = this.#strike("irqSpurious");
    if (spurious) this.#host.pulseInterrupt(Number(spurious.us ?? 100) * 1000);
  }

  #strike(kind: "fdcStuck" | "resultShort" | "irqSpurious" | "rateMismatch") {
    const { faults } = this.#host;
    return faults.has(kind) ? faults.strikes(kind, this.place) : undefined;
  }
}

function writes({ name }: CommandRow): boolean {
  return name === "write" || name === "write-deleted";
}
