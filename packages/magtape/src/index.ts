export { errnoNamed, errnoNumber, errnoText, type TapeErrorCode } from "./errno.js";
export { TapeError, type TapeErrorDetails } from "./errors.js";
export { MtOp, type MtOpCode } from "./mt-op.js";
export {
  describeMtOp,
  type MtCount,
  type MtOperation,
  mtOperationNamed,
  mtOperations,
} from "./mt-operation.js";
export { FloppyTapeType, type MtGet, MtStatus, mtStatusPhrases } from "./mt-status.js";
export {
  type DriveBufferArgument,
  decodeDriveBuffer,
  encodeDriveBuffer,
  StOption,
} from "./mtio/drive-buffer.js";
export {
  driveBufferCommand,
  driveBufferCommands,
  stOptionWords,
} from "./mtio/drive-buffer-words.js";
export {
  MtType,
  mtTypeText,
  type ScsiRegisters,
  scsiRegisters,
  scsiRegisterWords,
} from "./mtio/drive-type.js";
export { type IoctlRequest, ioctlRequestOf, ioctlRequests } from "./mtio/ioctl-requests.js";
export {
  type ByteOrder,
  decodeMtGet,
  encodeMtGet,
  type MtGetLayout,
  mtGetLayoutOf,
} from "./mtio/mtget-layout.js";
export {
  decodeMtOp,
  decodeMtPos,
  encodeMtOp,
  encodeMtPos,
  type LinuxAbi,
  type MtOpRequest,
} from "./mtio/mtop-layout.js";
export { opFromNumber, opNumberIn } from "./mtio/op-families.js";
export { type QftNode, qftMajor, qftNode } from "./mtio/qft-node.js";
export { type StNode, stMajor, stNode } from "./mtio/st-node.js";
export type { OpenTapeUnit, TapeOpenMode } from "./open-tape-unit.js";
export {
  formatStatusLine,
  formatStatusValue,
  messageOfStatusLine,
  StatusPort,
  type StatusSink,
} from "./status-line.js";
export type {
  ReadResult,
  SkipStop,
  TapeDevice,
  TapeErrorReason,
  TapePosition,
  TapeStatus,
} from "./tape-device.js";
export {
  type CloseAfterReading,
  type MtOpFamily,
  plainProfile,
  type TapeProfile,
} from "./tape-profile.js";
export type { TapeUnit } from "./tape-unit.js";
