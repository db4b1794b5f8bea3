export type { ByteFates } from "./byte-fates.js";
export type { ByteRange } from "./byte-ranges.js";
export type { ByteSource } from "./byte-source.js";
export { type Container, type ContainerKind, openContainer } from "./container.js";
export type { ContentChunk, Grade, ItemReport } from "./contents.js";
export {
  type DataDescription,
  DescriptionId,
  type FileAttributes,
  type FileDate,
} from "./entry.js";
export { Qic113Error, type Qic113ErrorCode, type Qic113ErrorDetails } from "./errors.js";
export {
  type FileSet,
  type FileSetOptions,
  type ItemReadOptions,
  openFileSet,
} from "./file-set.js";
export { beginsFileSet, findFileSets, type SegmentStretch } from "./find-file-sets.js";
export {
  type ForeignFormat,
  type RecognizedFormat,
  recognizeForeignFormat,
} from "./foreign-formats.js";
export type { FileSetItem } from "./item.js";
export type { NewContents, NewItem } from "./new-item.js";
export { createOemText, type OemTableName, type OemText } from "./oem-text.js";
export { openVolume, type VolumeBytes } from "./open-volume.js";
export {
  type SegmentData,
  type SegmentDataSource,
  sectorRanges,
} from "./segment-data-source.js";
export {
  type FileSetVolume,
  readVolumeEntry,
  type VolumeContents,
  type VolumeEntryOptions,
} from "./volume-entry.js";
export { groupVolumes, openVolumeSet, type SetMember, type VolumeSet } from "./volume-set.js";
export {
  type SegmentToWrite,
  writeFileSet,
} from "./write-file-set.js";
export type { FileSetWriteOptions, WrittenFileSet } from "./write-options.js";
