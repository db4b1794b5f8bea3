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
export { diffProfiles, type ProfileDifference } from "./diff-profiles.js";
export { formatTapecapEntry, tapecapCanSay } from "./format-tapecap.js";
export { lintTapecap } from "./lint-tapecap.js";
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
export { tapecapFlag, tapecapNumber, tapecapText } from "./tapecap-value.js";
