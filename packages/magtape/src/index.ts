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
export type { TapeUnit } from "./tape-unit.js";
