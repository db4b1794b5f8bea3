export { errnoName, errnoNumber, errnoText, isTapeErrorCode, type TapeErrorCode } from "./errno.js";
export { MtOp, type MtOpCode, mtOpName } from "./mt-op.js";
export {
  FloppyTapeType,
  floppyTapeVendor,
  MtStatus,
  type MtStatusName,
  mtStatusNames,
} from "./mt-status.js";
export { TapeError, type TapeErrorDetails } from "./tape-error.js";
export type { MtGet, TapeUnit } from "./tape-unit.js";
