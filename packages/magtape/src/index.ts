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
export type { OpenTapeUnit, TapeOpenMode } from "./open-tape-unit.js";
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
