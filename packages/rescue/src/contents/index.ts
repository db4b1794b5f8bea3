export { openFileSetsOver } from "./file-sets/file-sets-over.js";
export { passedOverBytes } from "./findings.js";
export { openFileRecording } from "./open-file-recording.js";
export {
  type CartridgeRecording,
  type OpenedCartridge,
  openRecording,
  type RecordingOptions,
  recordingOf,
} from "./open-recording.js";
export type {
  AccountedBytes,
  AccountedChunk,
  ContentEntry,
  ContentsKind,
  EntryGrade,
  EntryReport,
  EntryType,
  RecordedVolume,
  Recording,
  VolumeContents,
  VolumeOrigin,
} from "./recording.js";
