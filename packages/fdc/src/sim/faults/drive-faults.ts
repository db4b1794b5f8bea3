/** What goes wrong in the drive. */
import { count, type FaultKindInfo, type NumberArgument } from "./fault-kind-info.js";

const moving = ["motion", "command", "track"] as const;

const afterMs: NumberArgument = {
  unit: "ms",
  min: 0,
  max: 3_600_000,
  whole: false,
  default: 100,
  meaning: "how long after the motion began",
};

const forMs: NumberArgument = {
  unit: "ms",
  min: 0,
  max: 86_400_000,
  whole: false,
  meaning: "how long; for ever when absent",
};

export const driveFaults = {
  lostIndex: {
    part: "drive",
    meaning: "the index pulses of a segment are missing",
    where: ["segment", "track"],
    args: {},
  },
  extraIndex: {
    part: "drive",
    meaning: "index pulses come in the middle of a segment",
    where: ["segment", "track"],
    args: {
      sector: count("", 0, 31, 16, "sector before which they come"),
      pulses: count("pulses", 1, 8, 1, "how many"),
    },
  },
  noCartridge: {
    part: "drive",
    meaning: "the cartridge is taken out just as a command comes",
    where: ["command"],
    args: {},
  },
  writeProtect: {
    part: "drive",
    meaning: "from a command on the cartridge counts as write-protected",
    where: ["command"],
    args: {},
  },
  newCartridge: {
    part: "drive",
    meaning: "the cartridge is taken out and put in again just as a command comes",
    where: ["command"],
    args: {},
  },
  ejectDuring: {
    part: "drive",
    meaning: "the cartridge is taken out while the tape moves",
    where: moving,
    args: { afterMs },
  },
  silentDrive: {
    part: "drive",
    meaning: "the drive ignores what it is sent",
    where: ["command"],
    args: { ms: forMs },
  },
  stuckTrackZero: {
    part: "drive",
    meaning: "the answer line stands still",
    where: ["command"],
    args: { level: count("", 0, 1, 1, "1 asserted, 0 not"), ms: forMs },
  },
  missingStopBit: {
    part: "drive",
    meaning: "a report ends without its stop bit",
    where: ["command"],
    args: {},
  },
  dropPulse: {
    part: "drive",
    meaning: "step pulses of a train are not counted",
    where: ["command"],
    args: { pulses: count("pulses", 1, 64, 1, "how many") },
  },
  addPulse: {
    part: "drive",
    meaning: "step pulses are counted that nobody sent",
    where: ["command"],
    args: { pulses: count("pulses", 1, 64, 1, "how many") },
  },
  notReadyStuck: {
    part: "drive",
    meaning: "the drive stays not ready after the motion has ended",
    where: moving,
    args: { ms: forMs },
  },
  motorStall: {
    part: "drive",
    meaning: "the tape stops by itself",
    where: moving,
    args: { afterMs, error: count("", 1, 255, 23, "error code the drive latches: 23, 3 or 4") },
  },
  driveError: {
    part: "drive",
    meaning: "the drive refuses a command with an error code",
    where: ["command"],
    args: { error: count("", 1, 255, 22, "the error code") },
  },
  tapeSlip: {
    part: "drive",
    meaning: "the tape jumps against the head",
    where: moving,
    args: { um: count("um", -1_000_000, 1_000_000, 20_000, "how far, positive towards the end") },
  },
  headOffTrack: {
    part: "drive",
    meaning: "the head ends up on a wrong track",
    where: ["track", "command"],
    args: { tracks: count("tracks", -8, 8, 2, "how far off") },
  },
  brokenTape: {
    part: "drive",
    meaning: "the tape is broken: no motion succeeds",
    where: moving,
    args: { error: count("", 1, 255, 10, "error code the drive latches: 10 or 34") },
  },
  loaderDoor: {
    part: "drive",
    meaning: "the door of a loader is not as it should be",
    where: ["command"],
    args: {
      state: { words: ["open", "locked", "unknown"], default: "open", meaning: "what it reports" },
    },
  },
} satisfies Record<string, FaultKindInfo>;
