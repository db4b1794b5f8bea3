export { buildSegment } from "./build-segment.js";
export { type ByteStore, createMemoryBytes } from "./byte-store.js";
export {
  type CorrectedSegment,
  type Correction,
  correctSegment,
  type Obtained,
  repairTornSegment,
  type SegmentReport,
} from "./corrected-segment.js";
export { CartridgeError, type CartridgeErrorCode, type CartridgeErrorDetails } from "./errors.js";
export type { LongOperation, Progress } from "./long-operation.js";
export { DriveStatus } from "./medium-status.js";
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from "./memory-store.js";
export { createRawImageStore, type RawImageOptions } from "./raw-image.js";
export {
  EmptyRescueMap,
  formatRescueMap,
  holesOf,
  parseRescueMap,
  type RescueBlock,
  type RescueMap,
  type RescueStatus,
  rescueMapOf,
} from "./rescue-map.js";
export { SectorFlag } from "./sector-flags.js";
export type {
  FormatOutcome,
  FormatPlan,
  MediumStatus,
  Motion,
  ReadOptions,
  RunResult,
  SegmentStore,
  WriteOptions,
  WriteOutcome,
} from "./segment-store.js";
