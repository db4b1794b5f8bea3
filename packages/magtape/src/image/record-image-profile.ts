import { plainProfile, type TapeProfile } from "../tape-profile.js";
import { LongestRecordBytes } from "./formats.js";

/**
 * What the tape engine has to know of record images: they behave as Linux' st does with a drive that can
 * do everything, and their counters can be trusted.
 */
export const recordImageProfile: TapeProfile = {
  ...plainProfile,
  maxRecord: LongestRecordBytes,
  multiFileFsf: true,
  hasEod: true,
  statusDoubleCheck: true,
  labels: { device: "record image", cartridge: "file" },
};
