/**
 * A floppy controller of the 8272 family behind its registers: ports are offsets 0 to 7 from the base, time
 * passes on the clock only.
 */
import type { ChipName } from "../../controller/controller.js";
import type { CableDrive } from "../cable.js";
import { type Faults, NoFaults } from "../faults/faults.js";
import type { VirtualAlarm, VirtualClock } from "../virtual-clock.js";
import { type ChipModel, chipModels, Generation, rateOfCode } from "./chip-model.js";
import type { ChipQuirks } from "./chip-quirks.js";
import { ChipRegisters } from "./chip-registers.js";
import { CommandFaults } from "./command-faults.js";
import { CommandPhases } from "./command-phases.js";
import { falsifyResidue, troubleDma } from "./dma-faults.js";
import type { DmaLine, ExecutionHost, ResultAddress } from "./execution.js";
import { GatedDmaLine } from "./gated-dma-line.js";
import { Dor } from "./status-bits.js";

export interface ChipParts {
  readonly clock: VirtualClock;
  readonly chip: ChipName;
  /** The DMA channel; requests are made only while DMAGATE is set. */
  readonly dma: DmaLine;
  /** The interrupt output, driven only while DMAGATE is set. */
  readonly irq: (level: boolean) => void;
  readonly faults?: Faults;
  readonly quirks?: ChipQuirks;
  /** One event for each FIFO request rather than one for each sector. */
  readonly exact?: boolean;
  /** RQM is low for so long after each access to the FIFO. Default 2 us. */
  readonly settleNs?: number;
  /** Motor and select lines come from a second register at offset 6. */
  readonly selectsByDor2?: boolean;
}

const ResetInterruptNs = 250_000;
const SettleNs = 2000;
/** DSR: bit 7 resets, bits 4 to 2 are the precompensation. */
const SoftwareReset = 0x80;
const Precompensation = 0x1c;
const Floating = 0xff;
/** DIR without a changed disk; the other bits belong to the hard disk controller. */
const NoDiskChange = 0x7f;

export class Chip implements ExecutionHost {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly model: ChipModel;
  readonly quirks: ChipQuirks;
  readonly exact: boolean;
  readonly registers = new ChipRegisters();
  readonly dma: DmaLine;
  rate = 0;
  byteNs = 0;
  readonly #parts: ChipParts;
  readonly #drives: (CableDrive | undefined)[] = [undefined, undefined, undefined, undefined];
  readonly #commandFaults: CommandFaults;
  readonly #phases: CommandPhases;
  readonly #resetEnds: VirtualAlarm;
  readonly #spurious: VirtualAlarm;
  #selectLines = 0;
  #interrupt = false;
  #releasedNs = -Infinity;

  constructor(parts: ChipParts) {
    const { clock, chip, dma, faults = NoFaults, quirks = {}, exact = false } = parts;
    this.#parts = parts;
    this.clock = clock;
    this.faults = faults;
    this.model = chipModels[chip];
    this.quirks = quirks;
    this.exact = exact;
    this.dma = new GatedDmaLine(dma, this.registers);
    this.#commandFaults = new CommandFaults(faults);
    this.#phases = new CommandPhases(this, this.#commandFaults, parts.settleNs ?? SettleNs);
    this.#resetEnds = clock.alarm(() => this.#phases.pollDrives());
    this.#spurious = clock.alarm(() => {
      this.#drive(true);
      this.#drive(this.#interrupt);
    });
    this.#useRate(quirks.rateTakesEffectWithCommand ? 500 : this.#codedRate);
  }

  /** Puts a drive on the cable. */
  attach(unit: number, drive: CableDrive): void {
    this.#drives[unit] = drive;
    drive.changed = () => {
      if (drive === this.drive) this.#phases.changed();
    };
    this.#showLines();
  }

  get drive(): CableDrive | undefined {
    return this.#drives[this.#selectLines & Dor.Select];
  }

  read(offset: number): number {
    const { registers, model, quirks } = this;
    switch (offset) {
      case 2:
        return quirks.absentMotorsReadZero ? registers.dor & ~this.#absentMotors : registers.dor;
      case 3:
        if (quirks.tdrReads20) return 0x20;
        return model.keepsTapeUnit ? registers.tapeUnit : Floating;
      case 4:
        return this.#heldInReset ? 0 : this.#phases.status;
      case 5:
        return this.#heldInReset ? 0 : this.#phases.read();
      case 7:
        return NoDiskChange;
      default:
        return Floating;
    }
  }

  write(offset: number, value: number): void {
    const { registers, model } = this;
    switch (offset) {
      case 2:
        this.#writeDor(value);
        return;
      case 3:
        if (model.keepsTapeUnit) registers.tapeUnit = value & 3;
        return;
      case 4:
        if (model.generation > Generation.Nec) this.#writeDsr(value);
        return;
      case 5:
        if (!this.#heldInReset) this.#phases.write(value);
        return;
      case 6:
        if (this.#parts.selectsByDor2) this.#select(value);
        return;
      case 7:
        registers.rateCode = value & 3;
        this.settingsChanged();
        return;
    }
  }

  finish(st0: number, st1: number, st2: number, address: ResultAddress): void {
    if (this.#movesByDma) falsifyResidue(this.dma.channel, this.#commandFaults);
    this.#phases.finish(st0, st1, st2, address);
  }

  raiseInterrupt(): void {
    if (this.#commandFaults.strike("irqLost")) return;
    this.#interrupt = true;
    this.#drive(true);
  }

  lowerInterrupt(): void {
    if (!this.#interrupt) return;
    this.#interrupt = false;
    this.#drive(false);
  }

  pulseInterrupt(afterNs: number): void {
    this.#spurious.set(this.clock.nowNs + afterNs);
  }

  settingsChanged(): void {
    if (!this.quirks.rateTakesEffectWithCommand) this.#useRate(this.#codedRate);
  }

  commandBegins(): void {
    if (this.#movesByDma) troubleDma(this.dma.channel, this.#commandFaults);
    if (this.quirks.rateTakesEffectWithCommand) this.#useRate(this.#codedRate);
  }

  get #movesByDma(): boolean {
    return this.#commandFaults.movesData && !this.registers.nonDma;
  }

  get #codedRate(): number {
    const { registers, model } = this;
    const table = registers.rateTable(this.#selectLines & Dor.Select);
    return rateOfCode(model, registers.rateCode, table);
  }

  #useRate(kbit: number): void {
    if (kbit === this.rate) return;
    this.rate = kbit;
    // A rate that the chip does not have moves nothing; any time will do.
    this.byteNs = 8e6 / (kbit || 250);
    this.#phases.changed();
  }

  get #heldInReset(): boolean {
    return !(this.registers.dor & Dor.NotReset);
  }

  get #absentMotors(): number {
    return this.#drives.reduce(
      (bits, drive, unit) => (drive ? bits : bits | (Dor.Motor << unit)),
      0,
    );
  }

  #writeDor(value: number): void {
    const { registers } = this;
    const before = registers.dor;
    registers.dor = value;
    if (!this.#parts.selectsByDor2) this.#select(value);
    this.#drive(this.#interrupt);
    if (!(value & Dor.NotReset)) this.#enterReset();
    else if (!(before & Dor.NotReset)) this.#leaveReset();
  }

  #writeDsr(value: number): void {
    const { registers, quirks, clock } = this;
    if (!quirks.dsrIgnored) {
      registers.rateCode = value & 3;
      registers.precompensation = value & Precompensation;
      this.settingsChanged();
    }
    const { dsrCancelsResetInterruptWithinNs: windowNs = 0 } = quirks;
    if (value & SoftwareReset) {
      this.#enterReset();
      if (!this.#heldInReset) this.#leaveReset();
    } else if (clock.nowNs - this.#releasedNs < windowNs) this.#resetEnds.cancel();
  }

  #enterReset(): void {
    this.#phases.reset();
    this.#resetEnds.cancel();
    this.#spurious.cancel();
    this.lowerInterrupt();
    this.registers.reset();
    this.settingsChanged();
  }

  #leaveReset(): void {
    this.#releasedNs = this.clock.nowNs;
    if (this.registers.pollsDrives)
      this.#resetEnds.set(this.#releasedNs + (this.quirks.resetInterruptNs ?? ResetInterruptNs));
  }

  #select(lines: number): void {
    if (lines === this.#selectLines) return;
    const before = this.drive;
    this.#selectLines = lines;
    this.#showLines();
    if (this.drive !== before) this.#phases.changed();
    this.settingsChanged();
  }

  #showLines(): void {
    const lines = this.#selectLines;
    this.#drives.forEach((drive, unit) => {
      drive?.lines((lines & Dor.Select) === unit, (lines & (Dor.Motor << unit)) !== 0);
    });
  }

  /** The interrupt output floats while the gate is closed. */
  #drive(level: boolean): void {
    this.#parts.irq(level && (this.registers.dor & Dor.DmaGate) !== 0);
  }
}
