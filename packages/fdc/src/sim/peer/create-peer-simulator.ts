/**
 * A machine with another floppy-tape drive in it that nobody here designed: it has the habits of the drive
 * and the controller of the 86Box emulator (of August 2026, as seen from outside), where the head is moved
 * rather than waited for. For tests of drivers: what works here and with the simulated drive leans on neither.
 */
import type { ChipQuirks } from "../chip/chip-quirks.js";
import { createSimulator, type Simulator, type SimulatorOptions } from "../simulator.js";
import { createPeerDrive, type PeerCartridge, type PeerDrive } from "./peer-drive.js";

/** The controller: an 82077 at first sight. */
const peerQuirks: ChipQuirks = {
  resetInterruptNs: 8000,
  commandEndsResetPoll: true,
  dsrIgnored: true,
  dsrCancelsResetInterruptWithinNs: 8000,
  rateTakesEffectWithCommand: true,
  stepTimeFactor: 2,
  stepsAtOnce: true,
  zeroSeekNs: 256_000,
  recalibrateAlwaysEnds: true,
  slowCommandNs: 256_000,
  invalidCommandNs: 100_000,
  unknownWriteDeleted: true,
  noDeletedMarks: true,
  verifyNeedsEc: true,
  readIdHangsWithoutCartridge: true,
  formatWithoutIndex: true,
  noEndOfCylinderFlag: true,
  neverOverruns: true,
  directionDuringExecution: true,
  tdrReads20: true,
  partIdInvalid: true,
  absentMotorsReadZero: true,
};

export interface PeerSimulatorOptions
  extends Pick<SimulatorOptions, "dmaAddresses" | "faults" | "mode" | "portNs" | "unit"> {
  /** In the drive when the machine is switched on. */
  cartridge?: PeerCartridge;
}

/** The machine; drive faults of a script do not strike in it, those of the controller do. */
export function createPeerSimulator(options: PeerSimulatorOptions = {}): Simulator<PeerDrive> {
  const { cartridge, ...machine } = options;
  return createSimulator({
    ...machine,
    chip: "82077AA",
    quirks: peerQuirks,
    drive: ({ clock }) => createPeerDrive(clock, cartridge),
  });
}
