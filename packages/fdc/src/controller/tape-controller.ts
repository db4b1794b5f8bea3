import { FdcError } from "../errors.js";
import type { Board } from "./boards.js";
import type { ChipLink } from "./chip-link.js";
import { type ChipKind, chipKind, chipRates } from "./chips.js";
import { configure, driveSpecification, Opcode, perpendicular, specify } from "./command-bytes.js";
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
import { CcrPort, DsrPort, St3, TdrPort } from "./registers.js";
import { resetChip } from "./reset-chip.js";
import type { ControllerFault } from "./result.js";
import { Seeker } from "./seeker.js";
import { type Mover, requireRange, Transfers } from "./transfers.js";

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
  readonly #seeker: Seeker;
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
    this.#seeker = new Seeker(parts.link, () => this.reset());
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
    this.#seeker.isReset(await resetChip(this.#link, this.#parts.lines));
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
    await this.#seeker.step(this.#parts.lines.unit, pulses);
  }

  async recalibrate(): Promise<void> {
    await this.#seeker.recalibrate(this.#parts.lines.unit);
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
      await this.#transfers.abandon();
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
