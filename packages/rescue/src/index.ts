export {
  addAccounts,
  addSpans,
  appendSpan,
  type ByteAccount,
  type ByteSpan,
  type ByteState,
  EmptyAccount,
} from "./byte-state.js";
export { RescueError, type RescueErrorCode, type RescueErrorDetails } from "./errors.js";
