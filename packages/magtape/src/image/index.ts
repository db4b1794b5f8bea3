export type { RecordImageFormat } from "./container.js";
export {
  LongestRecordBytes,
  type RecordImageFormatInfo,
  type RecordImageOptions,
  recordImageFormats,
} from "./formats.js";
export type { Head } from "./head.js";
export type { RecordImageState, RestoreOutcome } from "./image-state.js";
export type { DriveSettings } from "./image-tape.js";
export { type MemoryRecordFile, memoryRecordFile, type RecordFile } from "./record-file.js";
export { type OpenRecordImageOptions, openRecordImage, type RecordImage } from "./record-image.js";
export type { TornTail } from "./torn-tail.js";
