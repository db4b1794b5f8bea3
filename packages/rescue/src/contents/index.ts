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
