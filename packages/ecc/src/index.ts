export { createEccEngine, eccEngine } from "./create-engine.js";
export type { CheckOptions, EccEngine, EccEngineName } from "./engine.js";
export { EccError, type EccErrorCode } from "./errors.js";
export type { CorrectedSector, RepairFailure, RepairResult } from "./repair-result.js";
export { ParitySectors, SectorBytes, SegmentBytes, SegmentSectors } from "./segment.js";
export { createSegmentPool, type SegmentPool, type SegmentPoolOptions } from "./segment-pool.js";
