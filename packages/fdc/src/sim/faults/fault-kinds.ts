/** Every kind of fault: what it does, where it can strike, and its arguments. */
import type { FaultKind, FaultPlace } from "./faults.js";

/** A number or one of a few words, that says how a fault strikes. */
export type FaultArgument = NumberArgument | WordArgument;

export interface NumberArgument {
  readonly unit: string;
  /** Both inclusive. */
  readonly min: number;
  readonly max: number;
  /** Whole numbers only; default true. */
  readonly whole?: boolean;
  /** Without a default the argument may be absent: `meaning` says what that means. */
  readonly default?: number;
  readonly meaning: string;
}

export interface WordArgument {
  readonly words: readonly string[];
  readonly default: string;
  readonly meaning: string;
}

export interface FaultKindInfo {
  /** Who is struck. */
  readonly part: "medium" | "drive" | "controller";
  readonly meaning: string;
  /** What `where` may name: what is known at the places where this kind is asked for. */
  readonly where: readonly (keyof FaultPlace)[];
  readonly args: Readonly<Record<string, FaultArgument>>;
}

const sector = ["segment", "sector", "track", "operation"] as const;
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

function count(unit: string, min: number, max: number, byDefault: number, meaning: string) {
  return { unit, min, max, default: byDefault, meaning } satisfies NumberArgument;
}

/** The table that validation, documentation and `--help` share. */
export const faultKinds: Readonly<Record<FaultKind, FaultKindInfo>> = {
  dataCrc: {
    part: "medium",
    meaning: "the data field's checksum is wrong; its bytes have arrived by then",
    where: sector,
    args: {},
  },
  idCrc: {
    part: "medium",
    meaning: "the id field's checksum is wrong",
    where: sector,
    args: {},
  },
  idLost: {
    part: "medium",
    meaning: "the id field cannot be recognised",
    where: sector,
    args: {},
  },
  dataMarkLost: {
    part: "medium",
    meaning: "the id field is followed by no data address mark",
    where: sector,
    args: {},
  },
  weak: {
    part: "medium",
    meaning: "reading sometimes fails with a wrong data checksum",
    where: [...sector, "microStep"],
    args: {
      probability: {
        unit: "",
        min: 0,
        max: 1,
        whole: false,
        default: 0.5,
        meaning: "how often it fails",
      },
    },
  },
  silentCorrupt: {
    part: "medium",
    meaning: "data bytes are changed and the checksum is good all the same",
    where: sector,
    args: {
      offset: count("bytes", 0, 1023, 0, "first byte that is changed"),
      bytes: count("bytes", 1, 1024, 1, "how many, to the end of the sector at most"),
      xor: count("", 1, 255, 0xff, "what is changed in each byte"),
    },
  },
  erasedHole: {
    part: "medium",
    meaning: "a stretch of a segment is blank: no ids there, and an index pulse at its end",
    where: ["segment", "track"],
    args: {
      sector: count("", 0, 31, 0, "first blank sector"),
      sectors: count("sectors", 1, 32, 4, "how many, to the end of the segment at most"),
    },
  },
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
    meaning: "the drive sees no cartridge",
    where: ["command"],
    args: {},
  },
  writeProtect: {
    part: "drive",
    meaning: "the cartridge is seen as write-protected",
    where: ["command"],
    args: {},
  },
  newCartridge: {
    part: "drive",
    meaning: "the drive takes the cartridge for one that was just inserted",
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
  overrun: {
    part: "controller",
    meaning: "a data byte is not fetched or delivered in time",
    where: ["operation", "segment", "sector", "track"],
    args: { byte: count("bytes", 0, 1023, 512, "bytes of the sector moved before") },
  },
  dmaLatency: {
    part: "controller",
    meaning: "the DMA controller answers late; the FIFO decides whether it is too late",
    where: ["operation", "segment", "sector", "track"],
    args: { us: count("us", 0, 1_000_000, 1000, "how late") },
  },
  tapeSlip: {
    part: "drive",
    meaning: "the tape jumps against the head",
    where: moving,
    args: { um: count("um", -1_000_000, 1_000_000, 20_000, "how far, positive towards the end") },
  },
  stretch: {
    part: "medium",
    meaning: "the tape has become longer: everything on it lies further apart",
    where: ["track"],
    args: { ppm: count("ppm", -200_000, 200_000, 20_000, "how much longer") },
  },
  irqLost: {
    part: "controller",
    meaning: "a command ends without its interrupt",
    where: ["operation"],
    args: {},
  },
  irqSpurious: {
    part: "controller",
    meaning: "an interrupt comes with nothing behind it",
    where: ["operation"],
    args: { us: count("us", 0, 10_000_000, 100, "how long after the command began") },
  },
  dmaBoundary: {
    part: "controller",
    meaning: "the transfer behaves as if its buffer crossed a 64 KiB page",
    where: ["operation"],
    args: { bytes: count("bytes", 0, 32_767, 512, "bytes before the boundary") },
  },
  dmaResidue: {
    part: "controller",
    meaning: "the DMA controller's count disagrees with the sectors moved",
    where: ["operation"],
    args: { bytes: count("bytes", -32_768, 32_768, 1024, "added to what is left") },
  },
  busFault: {
    part: "controller",
    meaning: "every other byte that DMA stores in a range of memory becomes ffh",
    where: ["operation"],
    args: {
      first: count("", 0, 0xffffff, 0x1a0000, "first address"),
      last: count("", 0, 0xffffff, 0x1bffff, "last address"),
    },
  },
  rateMismatch: {
    part: "controller",
    meaning: "tape and controller run at different rates: nothing can be recognised",
    where: ["operation", "track"],
    args: {},
  },
  headOffTrack: {
    part: "drive",
    meaning: "the head ends up on a wrong track",
    where: ["track", "command"],
    args: { tracks: count("tracks", -8, 8, 2, "how far off") },
  },
  fdcStuck: {
    part: "controller",
    meaning: "the controller hangs until it is reset",
    where: ["operation"],
    args: {
      phase: {
        words: ["command", "execution", "result"],
        default: "execution",
        meaning: "in which phase",
      },
    },
  },
  resultShort: {
    part: "controller",
    meaning: "the result phase ends early",
    where: ["operation"],
    args: { bytes: count("bytes", 0, 6, 3, "result bytes that come") },
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
};

/** Operations of the controller that `where.operation` can name. */
export const faultOperations = [
  "read",
  "write",
  "verify",
  "read-id",
  "format",
  "seek",
  "sense",
  "reset",
] as const;
