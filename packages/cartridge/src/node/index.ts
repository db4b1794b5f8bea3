export { openFileBytes } from "./file-bytes.js";
export { ParallelScanBytes } from "./parallel-scan-bytes.js";
export { openRawImageFile } from "./raw-image-file.js";
export { readRescueMapFile, rescueMapPath, writeRescueMapFile } from "./rescue-map-file.js";
export {
  type ParallelScanOptions,
  type ScanWorker,
  scanImageParallel,
} from "./scan-image-parallel.js";
export type { ScanAnswer, ScanRange, ScanRequest, ScanSetup } from "./scan-messages.js";
export { type ScanPort, serveScan } from "./scan-server.js";
export {
  type FileBytesOptions,
  openSyncFileBytes,
  type SyncFileBytes,
} from "./sync-file-bytes.js";
export { type Wrapping, wrappingOf } from "./unwrap-stream.js";
export { openWrappedFile, type WrappedFile, type WrappedFileOptions } from "./wrapped-file.js";
