/** A whole machine with a tape drive in it, on one virtual clock. */
import { type Board, boards } from "../controller/boards.js";
import type { ChipName } from "../controller/controller.js";
import type { Hardware } from "../hardware.js";
import type { CableDrive } from "./cable.js";
import type { ChipQuirks } from "./chip/chip-quirks.js";
import type { DriveModel } from "./drive/drive-model.js";
import { createSimulatedDrive, type SimulatedDrive } from "./drive/simulated-drive.js";
import { type Faults, NoFaults } from "./faults/faults.js";
import { Machine } from "./machine/machine.js";
import { hardwareOf } from "./machine/machine-hardware.js";
import type { TapeMedium } from "./medium/tape-medium.js";
import { createVirtualClock, type VirtualClock } from "./virtual-clock.js";

/** What a drive is made from. */
export interface DriveParts {
  readonly clock: VirtualClock;
  readonly faults: Faults;
  readonly seed: number;
  /** In the drive at power-on. */
  readonly medium: TapeMedium | undefined;
}

export type CableDriveMaker<Drive extends CableDrive = CableDrive> = (parts: DriveParts) => Drive;

export interface SimulatorOptions {
  /** Default: 82077AA. */
  chip?: ChipName;
  /** Where the controller is. Default: the standard one at 3f0h, IRQ 6, DMA 2. */
  board?: Board;
  /** Select line of the drive, 0 to 3. Default 0. */
  unit?: number;
  /** Default: the drive that {@link createSimulatedDrive} makes by default. */
  drive?: DriveModel;
  /** In the drive at power-on. */
  cartridge?: TapeMedium;
  /** Default: none. */
  faults?: Faults;
  /** Decides what the drive leaves to chance. Default 1. */
  seed?: number;
  /** One event for each sector, or for each FIFO request; default `sector`. */
  mode?: "sector" | "fifo";
  /** What a port access takes. Default 1000; at 0 the controller is always ready. */
  portNs?: number;
  /** Habits of other controllers. */
  quirks?: ChipQuirks;
  /**
   * Physical addresses of the DMA buffers of 32 KiB each; none: there is no DMA. Default: two that share the
   * page from 64 KiB on.
   */
  dmaAddresses?: readonly number[];
  /** A second, on-board controller at 3f0h without drives. Default: only where that is asked for. */
  onBoard?: boolean;
}

/** A simulated machine: `hardware` for a driver, the rest for tests and for those who serve it to others. */
export interface Simulator<Drive extends CableDrive = SimulatedDrive> {
  readonly clock: VirtualClock;
  readonly hardware: Hardware;
  readonly drive: Drive;
  /** Port accesses; each lets `portNs` pass. */
  inb(port: number): number;
  outb(port: number, value: number): void;
  /** Physical memory, 16 MiB; beyond, ffh is read. */
  readMemory(address: number, into: Uint8Array): void;
  writeMemory(address: number, bytes: Uint8Array): void;
  /** Tells of every change of an interrupt line, until the returned function is called. */
  onIrq(listener: (irq: number, level: boolean) => void): () => void;
}

const DmaAddresses: readonly number[] = [0x10000, 0x18000];
const PortNs = 1000;

export function createSimulator(options?: SimulatorOptions): Simulator;
export function createSimulator<Drive extends CableDrive>(
  options: Omit<SimulatorOptions, "drive"> & { drive: CableDriveMaker<Drive> },
): Simulator<Drive>;
export function createSimulator(
  options: Omit<SimulatorOptions, "drive"> & { drive?: DriveModel | CableDriveMaker } = {},
): Simulator<CableDrive> {
  const { unit = 0, seed = 1, faults = NoFaults, board = boards.standard } = options;
  const { dmaAddresses = DmaAddresses, portNs = PortNs, onBoard = false } = options;
  if (!Number.isInteger(unit) || unit < 0 || unit > 3)
    throw new RangeError(`options.unit must be 0 to 3, got ${unit}`);
  if (!(portNs >= 0)) throw new RangeError(`options.portNs must be 0 or more, got ${portNs}`);
  if (onBoard && board.base === boards.standard.base)
    throw new RangeError("options.onBoard needs a board that is not at port 0x3f0 itself");
  const clock = createVirtualClock();
  const machine = new Machine({
    clock,
    board,
    faults,
    portNs,
    onBoard,
    chip: options.chip ?? "82077AA",
    quirks: options.quirks ?? {},
    exact: options.mode === "fifo",
  });
  const drive = makeDrive(options.drive, { clock, faults, seed, medium: options.cartridge });
  machine.chip.attach(unit, drive);
  return {
    clock,
    drive,
    hardware: hardwareOf(machine, clock, dmaAddresses),
    inb: (port) => machine.inb(port),
    outb: (port, value) => machine.outb(port, value),
    readMemory: (address, into) => machine.ram.read(address, into),
    writeMemory: (address, bytes) => machine.ram.write(address, bytes),
    onIrq: (listener) => machine.irqs.listen(listener),
  };
}

function makeDrive(drive: DriveModel | CableDriveMaker | undefined, parts: DriveParts): CableDrive {
  if (typeof drive === "function") return drive(parts);
  return createSimulatedDrive(drive ? { ...parts, model: drive } : parts);
}
