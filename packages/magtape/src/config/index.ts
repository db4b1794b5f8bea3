export type { TapeProfile } from "../tape-profile.js";
export { type Capability, capabilities, capabilityOf } from "./capabilities.js";
export {
  ConfigError,
  type ConfigErrorCode,
  type ConfigErrorDetails,
  type LintFinding,
  type SourceLine,
} from "./config-error.js";
export { describeProfile } from "./describe-profile.js";
export {
  type DevtableFlag,
  type DevtableRecord,
  devtableFlags,
  findDevtableRecord,
  formatDevtableRecord,
  lintDevtable,
  parseDevtable,
} from "./devtable.js";
export { devtableLineOf, devtableProfile, profileFromDevtable } from "./devtable-profile.js";
export { diffProfiles, type ProfileDifference } from "./diff-profiles.js";
export { formatTapecapEntry, tapecapCanSay } from "./format-tapecap.js";
export { lintTapecap } from "./lint-tapecap.js";
export { profileFromLinuxNode } from "./linux-node-profile.js";
export { formatMtName, type MtName, parseMtName, profileFromMtName } from "./mt-name.js";
export {
  type NewsDriverError,
  type NewsErrorNumber,
  newsDriverError,
  newsErrorMessage,
  newsFormatChange,
  newsReadSense,
  newsSenseMessage,
  senseKeyErrno,
  senseKeyText,
} from "./news-errors.js";
export {
  type NewsDrive,
  type NewsDriveTable,
  type NewsFormat,
  type NewsFormatNumber,
  type NewsRecording,
  newsDrives,
  newsFormat,
  newsFormats,
} from "./news-formats.js";
export { formatNewsName, type NewsName, parseNewsName, profileFromNewsName } from "./news-name.js";
export { type ResolvedTapecap, resolveTapecap, type TapecapQuery } from "./resolve-tapecap.js";
export { defaultStatusTarget, parseStatusTarget, type StatusTarget } from "./status-target.js";
export { formatTapeName, parseTapeName, type TapeName } from "./tape-name.js";
export {
  formatField,
  formatSource,
  type TapecapField,
  type TapecapSource,
} from "./tapecap-field.js";
export {
  parseTapecapFile,
  type TapecapCompat,
  type TapecapEntry,
  type TapecapFile,
} from "./tapecap-file.js";
export {
  deviceNodePaths,
  type TapecapCandidates,
  type TapecapSearch,
  tapecapFiles,
} from "./tapecap-files.js";
export { findTapecapEntry } from "./tapecap-lookup.js";
export { profileFromTapecap, tapecapProfile } from "./tapecap-profile.js";
export { type TapecapRule, tapecapRules } from "./tapecap-rules.js";
export { tapecapFlag, tapecapNumber, tapecapText } from "./tapecap-value.js";
