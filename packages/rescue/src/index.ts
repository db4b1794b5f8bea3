export {
  type AccountedCartridge,
  accountSegments,
  createSegmentAccounts,
  type SegmentAccounts,
  segmentSpans,
} from "./account/segment-account.js";
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
export type { SegmentRange } from "./segment-ranges.js";
