export type { RecordImageFormat } from "./container.js";
export type { ConversionLoss, ConversionLossCode } from "./conversion-loss.js";
export {
  type ConversionOptions,
  type ConversionResult,
  type ConversionSide,
  convertRecordImage,
} from "./convert-image.js";
export { type Detection, detectRecordImage, type FormatGuess } from "./detect-image.js";
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
export { recordImageProfile } from "./record-image-profile.js";
export type { TornTail } from "./torn-tail.js";
export {
  type ImageFinding,
  type ImageFindingCode,
  type ImageReport,
  type VerifyOptions,
  verifyRecordImage,
} from "./verify-image.js";
export { type ImageObject, readRecordImage } from "./walk-image.js";
