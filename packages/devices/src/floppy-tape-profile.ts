import { plainProfile, type TapeProfile } from "@floppytape/magtape";

/**
 * What the tape engine has to know of floppy tapes. BSF counts in a way of its own there, and going to the
 * beginning costs nothing: files are reached from there. FSR counts marks as records: the status tells of them.
 */
export const floppyTapeProfile: TapeProfile = {
  ...plainProfile,
  maxRecord: 63488,
  optRecord: 10240,
  canBackspaceFiles: false,
  backspaceLimit: 0,
  multiFileFsf: true,
  skipMarksWithRecords: true,
  statusDoubleCheck: true,
  hasEod: true,
  labels: { device: "floppy tape", cartridge: "QIC" },
};
