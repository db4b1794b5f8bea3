export type {
  CableDrive,
  CableOperation,
  IndexMark,
  SectorMark,
  TapeMark,
} from "./cable.js";
export type { ChipQuirks } from "./chip/chip-quirks.js";
export type { DriveModel, DriveTimings, SelectionMethod } from "./drive/drive-model.js";
export type { DriveMode } from "./drive/drive-state.js";
export {
  type DriveModelName,
  driveModelFor,
  driveModels,
  isDriveModelName,
} from "./drive/models.js";
export {
  createSimulatedDrive,
  type DriveCounters,
  type SimulatedDrive,
  type SimulatedDriveOptions,
} from "./drive/simulated-drive.js";
export type { MotionCounters } from "./drive/tape-motions.js";
export type { DriveMotion } from "./drive/transport.js";
export { createFaults, type FaultOptions } from "./faults/create-faults.js";
export type {
  FaultArgument,
  FaultKindInfo,
  NumberArgument,
  WordArgument,
} from "./faults/fault-kind-info.js";
export { faultKinds, faultOperations } from "./faults/fault-kinds.js";
export {
  type FaultEntry,
  type FaultScript,
  MaxFaultEntries,
  readFaultScript,
} from "./faults/fault-script.js";
export type { FaultWhen } from "./faults/fault-when.js";
export {
  type FaultRange,
  type FaultWhere,
  type FaultWords,
  faultMotions,
} from "./faults/fault-where.js";
export {
  type FaultArguments,
  type FaultKind,
  type FaultPlace,
  type Faults,
  NoFaults,
} from "./faults/faults.js";
export { createRandom, derivedSeed, type Random } from "./faults/random.js";
export type { MediumOptions } from "./medium/create-medium.js";
export {
  createImageMedium,
  type ImageMediumOptions,
  tapeTypeOf,
} from "./medium/image-medium.js";
export { createMemoryMedium, type MemoryMediumOptions } from "./medium/memory-medium.js";
export { createSyncMemory, type SyncBytes } from "./medium/sync-bytes.js";
export {
  type DeadSectors,
  MediumFlag,
  type Recording,
  type TapeMedium,
  type TapeType,
  type Weakness,
} from "./medium/tape-medium.js";
export {
  createPeerSimulator,
  type PeerSimulatorOptions,
} from "./peer/create-peer-simulator.js";
export type { PeerCartridge, PeerDrive } from "./peer/peer-drive.js";
export {
  type CableDriveMaker,
  createSimulator,
  type DriveParts,
  type Simulator,
  type SimulatorOptions,
} from "./simulator.js";
export {
  createVirtualClock,
  type VirtualAlarm,
  type VirtualClock,
  type VirtualTimer,
} from "./virtual-clock.js";
