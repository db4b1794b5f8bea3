/** What the chip remembers between commands. */
import type { ChipModel } from "./chip-model.js";
import { Dor } from "./status-bits.js";

/** Bits of the third CONFIGURE byte. */
const ConfigureBit = { ImpliedSeek: 0x40, FifoOff: 0x20, PollOff: 0x10, Threshold: 0x0f } as const;

const FifoBytes = 16;

export class ChipRegisters {
  /** Digital output register; at first as the firmware leaves it. */
  dor: number = Dor.NotReset | Dor.DmaGate;
  tapeUnit = 0;
  /** Bits 0 and 1 of CCR or DSR, whichever was written last. */
  rateCode = 2;
  /** Bits 2 to 4 of the DSR. */
  precompensation = 0;
  /** SRT<<4 | HUT and HLT<<1 | ND, as SPECIFY gave them. */
  stepRate = 0;
  headLoad = 0;
  /** Third CONFIGURE byte, and the fourth. */
  configuration: number = ConfigureBit.FifoOff;
  preTrack = 0;
  locked = false;
  /** D3 to D0 << 2 | GAP << 1 | WGATE. */
  perpendicular = 0;
  /** EOT or SC of the last command that had one. */
  lastSector = 0;
  readonly cylinder = new Uint8Array(4);
  /** Drive specification bytes, by unit. */
  readonly driveSpecification = new Uint8Array(4);

  /** What a reset by DOR or DSR clears. */
  reset(): void {
    this.stepRate = 0;
    this.headLoad = 0;
    this.perpendicular &= 0x3c;
    this.cylinder.fill(0);
    this.driveSpecification.fill(0);
    if (this.locked) return;
    this.configuration = ConfigureBit.FifoOff;
    this.preTrack = 0;
  }

  get nonDma(): boolean {
    return (this.headLoad & 1) !== 0;
  }

  get pollsDrives(): boolean {
    return !(this.configuration & ConfigureBit.PollOff);
  }

  /** Bytes that the chip holds between drive and host. */
  get fifoDepth(): number {
    return this.configuration & ConfigureBit.FifoOff ? 1 : FifoBytes;
  }

  /** Byte times from a request to its deadline. */
  get threshold(): number {
    if (this.configuration & ConfigureBit.FifoOff) return 1;
    return (this.configuration & ConfigureBit.Threshold) + 1;
  }

  /** Bytes moved when a request is answered at once. */
  get burst(): number {
    return this.fifoDepth - this.threshold + 1;
  }

  /** Data rate table of a unit, 82078-1. */
  rateTable(unit: number): number {
    return (this.driveSpecification[unit]! >> 2) & 3;
  }

  dump(): number[] {
    return [
      ...this.cylinder,
      this.stepRate,
      this.headLoad,
      this.lastSector,
      (this.locked ? 0x80 : 0) | this.perpendicular,
      this.configuration,
      this.preTrack,
    ];
  }

  /** The 16 bytes of SAVE. */
  save(model: ChipModel): number[] {
    const flags = (model.saveFlags ?? 0) | this.precompensation;
    return [flags, 0, ...this.dump(), ...this.driveSpecification];
  }

  /** Takes back what {@link save} gave. */
  restore(bytes: readonly number[]): void {
    this.cylinder.set(bytes.slice(2, 6));
    this.stepRate = bytes[6]!;
    this.headLoad = bytes[7]!;
    this.lastSector = bytes[8]!;
    this.locked = (bytes[9]! & 0x80) !== 0;
    this.perpendicular = bytes[9]! & 0x3f;
    this.configuration = bytes[10]! & 0x7f;
    this.preTrack = bytes[11]!;
    this.driveSpecification.set(bytes.slice(12, 16));
  }
}
