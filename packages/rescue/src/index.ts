export {
  type AccountedCartridge,
  accountSegments,
  createSegmentAccounts,
  type SegmentAccounts,
  segmentSpans,
} from "./account/segment-account.js";
export { adviseHeaders, type HeaderAdvice, type HeadersAdvice } from "./advise/advise-headers.js";
export {
  type Advice,
  type AdvisedVolume,
  type AdviseOptions,
  adviseRereads,
  type RereadAdvice,
  type RereadPurpose,
} from "./advise/advise-rereads.js";
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
export { imageCartridge } from "./imaging/image-cartridge.js";
export type {
  EnoughSectors,
  ImagedSectors,
  ImagedSegments,
  ImagingOptions,
  ImagingProgress,
  ImagingResult,
  ImagingTarget,
} from "./imaging/imaging-options.js";
export type { Dump } from "./merge/dump.js";
export { type MergeOptions, mergeDumps } from "./merge/merge-dumps.js";
export type { DumpShare, MergeConflict, MergedSectors, MergeResult } from "./merge/merge-result.js";
export type { ProvenanceRun } from "./merge/provenance.js";
export type { ConflictDecision, SectorConflict } from "./merge/sector-conflicts.js";
export { type RepairResult, repairCartridge } from "./repair/repair-cartridge.js";
export type { RepairCounts } from "./repair/segment-repair.js";
export type { SegmentRange } from "./segment-ranges.js";
