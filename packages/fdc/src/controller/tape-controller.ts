import { FdcError } from "../errors.js";
import type { Board } from "./boards.js";
import type { ChipLink } from "./chip-link.js";
import { type ChipKind, chipKind, chipRates } from "./chips.js";
import {
  configure,
  driveSpecification,
  Opcode,
  perpendicular,
  StepMs,
  specify,
} from "./command-bytes.js";
import type {
  Chip,
  Controller,
  DataBuffer,
  FormatRequest,
  SeenSectorId,
  TransferRequest,
  TransferResult,
} from "./controller.js";
import { rateSelect } from "./data-rate.js";
import type { FoundChip } from "./detect-chip.js";
import type { OutputLines } from "./output-lines.js";
import { CcrPort, DsrPort, St0, St3, TdrPort } from "./registers.js";
import { resetChip } from "./reset-chip.js";
import type { ControllerFault } from "./result.js";
import { seekTarget } from "./seek-target.js";
import { type Mover, requireRange, Transfers } from "./transfers.js";

/** A seek of 255 pulses takes half a second, twice that on controllers that step at half the rate. */
const SeekLimitMs = 2000;
const MostRecalibratePulses = 85;
/** Until a rate is asked for, so that steps have their right distance. */
const FirstRate = 500;
/** Lowest rate at which perpendicular recording exists. */
const PerpendicularRate = 1000;
/** Above it the wide lock range of the tape filter does harm. */
const TapeFilterRate = 500;
/** Bit of the tape drive register that chooses the boot drive. */
const BootSelect = 0x04;

export interface TapeControllerParts {
  readonly link: ChipLink;
  readonly lines: OutputLines;
  readonly board: Board;
  readonly found: FoundChip;
  readonly mover: Mover;
  readonly buffers: readonly DataBuffer[];
  readonly fifoThreshold: number;
}

/** The controller as everybody above sees it. */
export class TapeController implements Controller {
  readonly chip: Chip;
  readonly buffers: readonly DataBuffer[];
  readonly #parts: TapeControllerParts;
  readonly #link: ChipLink;
  readonly #kind: ChipKind;
  readonly #transfers: Transfers;
  readonly #cylinders = [0, 0, 0, 0];
  #rate: number;
  #rateAsked = false;
  #precompensationNs = 0;
  #threshold: number;
  #perpendicular = false;

  constructor(parts: TapeControllerParts) {
    this.#parts = parts;
    this.#link = parts.link;
    const { chip } = parts.found;
    const maxRate = Math.min(chip.maxRate, parts.board.maxRate ?? chip.maxRate);
    this.chip = { ...chip, maxRate };
    this.#kind = chipKind(chip);
    this.#rate = Math.max(FirstRate, chipRates(chip)[0]!);
    this.#threshold = chip.enhanced ? parts.fifoThreshold : 1;
    this.buffers = parts.buffers;
    this.#transfers = new Transfers({
      link: parts.link,
      kind: this.#kind,
      mover: parts.mover,
      resetOnTurn: parts.board.resetOnTurn ?? false,
      unit: () => parts.lines.unit,
      rate: () => this.#rate,
      reset: () => this.reset(),
    });
  }

  get rate(): number {
    return this.#rateAsked ? this.#rate : 0;
  }

  get fifoThreshold(): number {
    return this.#threshold;
  }

  /** After a reset: everything that it may have undone. */
  async setUp(): Promise<void> {
    if (this.#kind.enhanced) {
      await this.#order(configure(this.#threshold));
      await this.#order(Uint8Array.of(Opcode.Lock), 1);
    }
    if (this.#kind.rateTable) await this.#order(driveSpecification());
    await this.#program();
    if (this.#perpendicular) await this.#order(perpendicular(true));
  }

  async reset(): Promise<void> {
    const cylinders = await resetChip(this.#link, this.#parts.lines);
    for (let unit = 0; unit < 4; unit++) this.#cylinders[unit] = cylinders.get(unit) ?? 0;
    await this.setUp();
  }

  async setRate(kbit: number, precompensationNs: number): Promise<void> {
    if (!this.#rates().includes(kbit))
      throw new FdcError(
        "RATE_UNSUPPORTED",
        `the controller (${this.chip.name}) has no ${kbit} kbit/s, only ${this.#rates().join(", ")}`,
        { rate: kbit, maxRate: this.chip.maxRate, chip: this.chip.name },
      );
    this.#rate = kbit;
    this.#rateAsked = true;
    this.#precompensationNs = precompensationNs;
    await this.#recovering(() => this.#program());
  }

  async setFifoThreshold(bytes: number): Promise<void> {
    requireRange("bytes", bytes, 1, 16);
    if (!this.#kind.enhanced) return;
    this.#threshold = bytes;
    await this.#recovering(() => this.#order(configure(bytes)));
  }

  async setPerpendicular(on: boolean): Promise<void> {
    if (on && !(this.#kind.enhanced && this.chip.maxRate >= PerpendicularRate))
      throw new FdcError(
        "PERPENDICULAR_UNSUPPORTED",
        `the controller (${this.chip.name}) has no perpendicular mode, which QIC-3020 needs`,
        { chip: this.chip.name },
      );
    if (on === this.#perpendicular) return;
    this.#perpendicular = on;
    await this.#recovering(() => this.#order(perpendicular(on)));
  }

  async select(unit: number, motor: boolean): Promise<void> {
    requireRange("unit", unit, 0, 3);
    await this.#parts.lines.select(unit, motor);
    await this.#setTapeRegister();
  }

  async step(pulses: number): Promise<void> {
    requireRange("pulses", pulses, 1, 255);
    const { unit } = this.#parts.lines;
    let target = seekTarget(this.#cylinders[unit]!, pulses);
    if (target === undefined) {
      await this.reset();
      target = seekTarget(this.#cylinders[unit]!, pulses) ?? pulses;
    }
    await this.#seek(Uint8Array.of(Opcode.Seek, unit, target), target, pulses);
  }

  async recalibrate(): Promise<void> {
    const { unit } = this.#parts.lines;
    await this.#seek(Uint8Array.of(Opcode.Recalibrate, unit), 0, MostRecalibratePulses);
  }

  async trackZero(): Promise<boolean> {
    return ((await this.#senseDrive()) & St3.TrackZero) !== 0;
  }

  async writeProtectLine(): Promise<boolean> {
    return ((await this.#senseDrive()) & St3.WriteProtected) !== 0;
  }

  readId(timeoutMs: number): Promise<{ id: SeenSectorId } | { fault: ControllerFault }> {
    return this.#transfers.readId(timeoutMs);
  }

  start(request: TransferRequest): Promise<void> {
    return this.#transfers.start(request);
  }

  startFormat(request: FormatRequest): Promise<void> {
    return this.#transfers.startFormat(request);
  }

  finish(timeoutMs: number): Promise<TransferResult> {
    return this.#transfers.finish(timeoutMs);
  }

  async release(): Promise<void> {
    const { fifo } = this.#parts.found;
    try {
      if (this.#transfers.pending) await this.reset();
      if (this.#perpendicular) await this.#order(perpendicular(false));
      if (fifo !== undefined) {
        await this.#order(Uint8Array.of(Opcode.Configure, 0, fifo.configuration, fifo.pretrack));
        if (!fifo.locked) await this.#order(Uint8Array.of(Opcode.Unlock), 1);
      }
    } finally {
      await this.#parts.lines.release();
    }
  }

  #rates(): readonly number[] {
    return chipRates(this.chip);
  }

  /** Rate registers and everything that counts in units of the rate. */
  async #program(): Promise<void> {
    const { base, bulk } = this.#link;
    const code = this.#kind.rateCodes.get(this.#rate)!;
    // Either register is the only one that some controllers heed.
    const writes = this.#kind.enhanced
      ? [base + DsrPort, rateSelect(code, this.#precompensationNs), base + CcrPort, code]
      : [base + CcrPort, code];
    await bulk.outAll(writes);
    await this.#setTapeRegister();
    await this.#order(specify(this.#rate, this.#parts.mover.kind === "processor"));
  }

  /** Names the tape's unit to the chip, where that gives the data separator its wide range. */
  async #setTapeRegister(): Promise<void> {
    if (!this.#kind.tapeRegister) return;
    const { base, io } = this.#link;
    const unit = this.#rate <= TapeFilterRate ? this.#parts.lines.unit : 0;
    const kept = (await io.inb(base + TdrPort)) & BootSelect;
    await io.outb(base + TdrPort, kept | unit);
  }

  async #senseDrive(): Promise<number> {
    const command = Uint8Array.of(Opcode.SenseDrive, this.#parts.lines.unit);
    const answer = await this.#recovering(() => this.#order(command, 1));
    return answer[0]!;
  }

  async #seek(command: Uint8Array, target: number, pulses: number): Promise<void> {
    const { unit } = this.#parts.lines;
    this.#link.forgetInterrupts();
    await this.#issueSeek(command);
    const end = await this.#link.seekEnd(SeekLimitMs, pulses * StepMs);
    if (end !== undefined && end.cylinder === target && isSeekEnd(end.st0)) {
      this.#cylinders[unit] = target;
      return;
    }
    const seen =
      end === undefined
        ? `did not end within ${SeekLimitMs} ms`
        : `ended at ${end.cylinder} (ST0 0x${end.st0.toString(16)})`;
    this.#link.note(1, "fdc.seek", `seek to cylinder ${target} ${seen}; the controller is reset`);
    await this.reset();
    throw new FdcError("CONTROLLER_STUCK", `seek to cylinder ${target} ${seen}`, {
      target,
      pulses,
    });
  }

  /** A seek that the chip did not take is not repeated: its target may be another after the reset. */
  async #issueSeek(command: Uint8Array): Promise<void> {
    try {
      await this.#order(command);
    } catch (error) {
      await this.reset();
      throw error;
    }
  }

  /** What a chip that hangs did not do is done once more after a reset. */
  async #recovering<T>(action: () => Promise<T>): Promise<T> {
    try {
      return await action();
    } catch (error) {
      if (!(error instanceof FdcError)) throw error;
      await this.reset();
      return await action();
    }
  }

  /** A command that the chip must know. */
  async #order(bytes: Uint8Array, answerBytes = 0): Promise<Uint8Array> {
    const answer = await this.#link.command(bytes, answerBytes);
    if (answer !== undefined) return answer;
    throw new FdcError(
      "CONTROLLER_STUCK",
      `the controller (${this.chip.name}) does not know command 0x${bytes[0]!.toString(16)}`,
      { command: bytes[0]! },
    );
  }
}

function isSeekEnd(st0: number): boolean {
  return (st0 & St0.InterruptCode) === St0.Normal && (st0 & St0.SeekEnd) !== 0;
}
