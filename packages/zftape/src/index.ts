export {
  type ClusterFraming,
  type ClusterFramingOptions,
  createClusterFraming,
} from "./clusters/cluster-framing.js";
export { type ClusterSegment, readClusterSegment } from "./clusters/cluster-layout.js";
export { type ClusterReader, createClusterReader } from "./clusters/cluster-reader.js";
export type { ClusterVolume } from "./clusters/cluster-volume.js";
export {
  type BlockPlace,
  createSalvageReader,
  type SalvageReader,
  type SalvageVolume,
} from "./clusters/salvage-reader.js";
export { DefaultBlockBytes, type ZftapeOptions } from "./drive.js";
export { type NodeName, type NodeTraits, nodeTraits, type OpenMode } from "./node.js";
export type { Position } from "./position.js";
export type { SizeInfo, VolumeInfo } from "./queries.js";
export type { RawSegment } from "./raw-access.js";
export { createZftape, type Zftape } from "./zftape.js";
export type { SavedCartridge, ZftapeState } from "./zftape-state.js";
export type { ZftapeUnit } from "./zftape-unit.js";
