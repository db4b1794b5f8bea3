export {
  type BagInfoLine,
  type BagPayload,
  bagDeclaration,
  formatBagInfo,
  formatManifestLine,
} from "./bagit.js";
export type {
  CartridgeReport,
  ReportedCartridge,
  ReportedEntry,
  ReportedSegment,
  ReportedSource,
  ReportedVolume,
  SegmentState,
} from "./cartridge-report.js";
export { createReport, hasLost } from "./create-report.js";
export { renderDfxml } from "./dfxml.js";
export { renderHtmlReport } from "./html/html-report.js";
export { maskReport } from "./mask-report.js";
export { createNameMask, type NameMask } from "./name-mask.js";
export type {
  ReportInput,
  ReportOptions,
  ReportProgress,
  RunningHash,
} from "./report-options.js";
