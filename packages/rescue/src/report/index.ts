export type {
  CartridgeReport,
  ReportedCartridge,
  ReportedEntry,
  ReportedSegment,
  ReportedSource,
  ReportedVolume,
  SegmentState,
} from "./cartridge-report.js";
export { createNameMask, type NameMask } from "./name-mask.js";
