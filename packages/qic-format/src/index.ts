export {
  type BadSectorCounts,
  type BadSectorMap,
  countBadSectors,
  createBadSectorMap,
  decodeBadSectorMap,
  encodeBadSectorMap,
} from "./bad-sector-map.js";
export {
  type CartridgeType,
  cartridgeTypeNamed,
  cartridgeTypes,
  type QicStandard,
  qicStandardByte,
  standardOf,
  tapeStatusByte,
} from "./cartridge-type.js";
export type { DataArea } from "./data-area.js";
export { headerSignature, scrambleDitto2gb, unscrambleDitto2gb } from "./ditto-2gb.js";
export {
  type EntryReading,
  entryReadings,
  layoutOfReading,
  qic113Revision,
  type ReadingScores,
  scoreEntryReadings,
  type VolumeBounds,
} from "./entry-readings.js";
export { type FormatDetails, FormatError, type FormatErrorCode } from "./errors.js";
export {
  decodeFailedSectorDate,
  decodeFailedSectorLog,
  encodeFailedSectorDate,
  encodeFailedSectorLog,
  type FailedSector,
  type FailedSectorDate,
} from "./failed-sector-log.js";
export type { Finding } from "./finding.js";
export { fixedBadSegments } from "./fixed-bad-segments.js";
export {
  checkGeometry,
  createGeometry,
  type FormatCode,
  type Geometry,
  type GeometryNumbers,
  isFormatCode,
  MaxSegments,
  type SectorId,
  sectorIdOf,
  segmentCountOf,
  segmentOfSectorId,
  segmentsPerSideOf,
  type TapePosition,
  tapePositionOf,
} from "./geometry.js";
export { HeaderBytes, headerSegmentLayout } from "./header-layout.js";
export {
  type DecodedHeader,
  decodeHeaderSegment,
  encodeHeaderSegment,
  type HeaderOptions,
  type HeaderSegment,
} from "./header-segment.js";
export type { FieldLayout } from "./layout.js";
export {
  clearLegacyMarks,
  decodeLegacyMarks,
  type LegacyMark,
  legacyVersion,
  MaxLegacyMarks,
} from "./legacy-marks.js";
export { type LegacyVolumes, legacyVolumes } from "./legacy-volumes.js";
export {
  type LogicalVolume,
  type TableVolume,
  type TableVolumes,
  visibleSlots,
  volumesOf,
} from "./logical-volume.js";
export { decodeQicTime, encodeQicTime, type QicTime, UnsetQicTime } from "./qic-time.js";
export {
  AllSectors,
  dataBytesOf,
  goodSectorCount,
  packSectorMap,
  type SectorMap,
  sectorCount,
  sectorsOf,
  unpackSectorMap,
} from "./sector-map.js";
export { minimumSegmentsPerTrack, type TapeLengthOptions, tapeLengthFeet } from "./tape-length.js";
export {
  type BigEntry,
  CompressionFlag,
  decodeVolumeEntry,
  encodeVolumeEntry,
  patchVolumeEntry,
  type Qic113Entry,
  type RevKEntry,
  type VolumeEntry,
  VolumeEntryBytes,
  type VolumeEntryFields,
  VolumeFlag,
  type VolumeLayout,
  volumeEntryLayout,
} from "./volume-entry.js";
export { chooseVolumeLayout, type LayoutChoice } from "./volume-layout.js";
export {
  decodeVolumeTable,
  encodeVolumeTable,
  type SlotSignature,
  type TableSlot,
  type VolumeTable,
} from "./volume-table.js";
export {
  encodeZftapeVolume,
  MaxZftapeBlockBytes,
  type ZftapeExtension,
  type ZftapeVolume,
  zftapeExtensionLayout,
  zftapeExtensionOf,
} from "./zftape-volume.js";
