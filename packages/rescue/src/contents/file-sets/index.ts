export { type ContainerRecording, openContainerRecording } from "./container-recording.js";
export { openFileSetsOver } from "./file-sets-over.js";
export { type FoundFileSetOptions, foundFileSets } from "./found-file-sets.js";
export { type FileSetPlace, type RecordedFileSet, recordedFileSet } from "./recorded-file-set.js";
export { fileSetVolumeOf, segmentSource, volumeEntries } from "./tape-file-sets.js";
