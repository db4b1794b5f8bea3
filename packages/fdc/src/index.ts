export { type BoardClash, findBoardClash } from "./controller/board-clash.js";
export { type Board, type BoardName, boardNamed, boards } from "./controller/boards.js";
export { busFaultPattern } from "./controller/bus-fault.js";
export { chipRates } from "./controller/chips.js";
export type {
  Chip,
  ChipName,
  Controller,
  DataBuffer,
  FormatRequest,
  SeenSectorId,
  TransferRequest,
  TransferResult,
} from "./controller/controller.js";
export { type ControllerOptions, openController } from "./controller/open-controller.js";
export type { ControllerFault } from "./controller/result.js";
export { type DriveTrace, type DriveTraceRecord, NoTrace, type TraceLevel } from "./drive-trace.js";
export { type DiagnoseOptions, diagnose } from "./driver/diagnose.js";
export type {
  Advice,
  CartridgeFinding,
  ControllerFinding,
  Diagnosis,
  DriveFinding,
  Failure,
  StandardFinding,
} from "./driver/diagnosis.js";
export { isFailure } from "./driver/diagnosis.js";
export type { DriveOptions } from "./driver/drive-options.js";
export type { DriveCounters, DriveStore, RawCommandOptions } from "./driver/drive-store.js";
export { openDrive } from "./driver/open-drive.js";
export type { StartPolicy, StreamCounters } from "./driver/stream/tape-stream.js";
export { FdcError, type FdcErrorCode, type FdcErrorDetails } from "./errors.js";
export type {
  BulkTransfer,
  Clock,
  DmaMemory,
  Hardware,
  Interrupts,
  PortIo,
} from "./hardware.js";
export {
  bulkTransferOf,
  bulkTransferOfSync,
  type SyncPorts,
} from "./port-sequences/bulk-transfer.js";
export { cmsStatusWords } from "./qic117/cms-status.js";
export {
  type Command,
  type CommandKind,
  type CommandName,
  commandNameOf,
  commandNames,
  commands,
  Interlock,
} from "./qic117/commands.js";
export {
  type DriveConfiguration,
  decodeDriveConfiguration,
  decodeExtendedRate,
} from "./qic117/drive-configuration.js";
export {
  type DriveErrorReport,
  decodeDriveError,
  driveErrorText,
  LastDriveError,
} from "./qic117/drive-errors.js";
export { driveStatusWords, meaningfulStatus } from "./qic117/drive-status.js";
export { type FindDriveOptions, findDrive } from "./qic117/find-drive.js";
export {
  calibrateTapeLength,
  formatSelector,
  setFormatSegments,
} from "./qic117/format-selector.js";
export type { DriveIdentity } from "./qic117/identity.js";
export { moveLoaderDoor, readLoaderStatus, setCartridgeLock } from "./qic117/loader.js";
export { decodeLoaderStatus, type LoaderStatus } from "./qic117/loader-status.js";
export type { TapeDrive } from "./qic117/tape-drive.js";
export {
  DefaultTimeouts,
  formatGap3,
  type MotionTimeouts,
  motionTimeouts,
  precompensationNs,
  ratesOf,
  type TapeSpeed,
  type TimeoutFacts,
  tapeSpeed,
} from "./qic117/tape-speeds.js";
export { decodeTapeStatus, type TapeStatusReport } from "./qic117/tape-status.js";
export {
  type DriveMake,
  type DriveModel,
  driveMakeOf,
  driveModelOf,
  driveModelTable,
  driveNameOf,
  type WakeUp,
} from "./qic117/vendors.js";
