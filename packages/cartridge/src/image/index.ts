export { exportImage } from "./export-image.js";
export type { ExportKind, ExportOptions, ExportResult } from "./export-tally.js";
export type { ExamineOptions } from "./image-facts.js";
export type { ImageKind } from "./image-kind.js";
export {
  type ImportedImage,
  type OpenImageOptions,
  openImage,
  recognizeImage,
} from "./open-image.js";
export type { Recognition, RejectedKind } from "./recognition.js";
