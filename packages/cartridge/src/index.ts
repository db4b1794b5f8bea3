export { buildSegment } from "./build-segment.js";
export { type ByteStore, createMemoryBytes } from "./byte-store.js";
export type { Cartridge, HeaderWriteResult } from "./cartridge.js";
export {
  type CorrectedSegment,
  type Correction,
  correctSegment,
  type Obtained,
  repairTornSegment,
  type SegmentReport,
} from "./corrected-segment.js";
export { CartridgeError, type CartridgeErrorCode, type CartridgeErrorDetails } from "./errors.js";
export {
  type FormatCartridgeOptions,
  type FormatReport,
  formatCartridge,
} from "./format-cartridge.js";
export type { HeaderChanges } from "./header-changes.js";
export type { HeaderCopy } from "./header-search.js";
export { isPlainSegments } from "./image/plain-segments.js";
export type { LongOperation, Progress } from "./long-operation.js";
export { DriveStatus } from "./medium-status.js";
export { createMemoryStore, type MemoryStore, type MemoryStoreOptions } from "./memory-store.js";
export { type OpenCartridgeOptions, openCartridge } from "./open-cartridge.js";
export { createPlainFraming, type PlainFraming } from "./plain-framing.js";
export { createRawImageStore, type RawImageOptions } from "./raw-image.js";
export {
  EmptyRescueMap,
  formatRescueMap,
  holesOf,
  parseRescueMap,
  type RescueBlock,
  type RescueMap,
  type RescueProgress,
  type RescueStatus,
  rescueMapOf,
} from "./rescue-map.js";
export {
  type ScanOptions,
  type StoreScanOptions,
  scanCartridge,
  scanChunks,
  scanStore,
} from "./scan.js";
export { SectorFlag } from "./sector-flags.js";
export type { FramingCheckpoint, SegmentFraming } from "./segment-framing.js";
export type { SegmentContents, SegmentReadOptions } from "./segment-reader.js";
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
export {
  createSegmentWriter,
  type SegmentWriter,
  type SegmentWriterOptions,
} from "./segment-writer.js";
export type { VerifiedWrite } from "./verified-write.js";
