/**
 * Tapes that are no cartridges, and names for them, in one piece: every module that is loaded on demand is a
 * file more at start.
 */
export { openRecordUnit } from "./record-device.js";
export { openRemoteUnit } from "./remote-device.js";
export { locateInTapecap } from "./tapecap-lookup.js";
