/** What a fault script does to controller, drive and cartridge, asked at every place where it could strike. */

export type FaultKind =
  | "dataCrc"
  | "idCrc"
  | "idLost"
  | "dataMarkLost"
  | "weak"
  | "silentCorrupt"
  | "erasedHole"
  | "lostIndex"
  | "extraIndex"
  | "noCartridge"
  | "writeProtect"
  | "newCartridge"
  | "ejectDuring"
  | "silentDrive"
  | "stuckTrackZero"
  | "missingStopBit"
  | "dropPulse"
  | "addPulse"
  | "notReadyStuck"
  | "motorStall"
  | "driveError"
  | "overrun"
  | "dmaLatency"
  | "tapeSlip"
  | "stretch"
  | "irqLost"
  | "irqSpurious"
  | "dmaBoundary"
  | "dmaResidue"
  | "busFault"
  | "rateMismatch"
  | "headOffTrack"
  | "fdcStuck"
  | "resultShort"
  | "brokenTape"
  | "loaderDoor";

/** Where something happens, as far as the asker knows. */
export interface FaultPlace {
  readonly segment?: number;
  readonly sector?: number;
  readonly track?: number;
  /** QIC-117 command code. */
  readonly command?: number;
  /** Controller operation: `read`, `write`, `verify`, `read-id`, `format`, `seek`, `sense`, `reset`. */
  readonly operation?: string;
  /** What the tape or head does: `forward`, `wind`, `skip`, `pause`, `stop`, `head`, `load`, `burst`, `calibrate`, `reset`. */
  readonly motion?: string;
  /** Offset of the head in micro steps: -1, 0 or 1. */
  readonly microStep?: number;
}

/** Arguments of the fault that strikes, by name; those with a default are always there (`faultKinds`). */
export type FaultArguments = Readonly<Record<string, number | string>>;

export interface Faults {
  /** Whether a script has this kind at all: a cheap question before a frequent one. */
  has(kind: FaultKind): boolean;
  /** The arguments when a fault of this kind strikes here and now, else undefined. Counts the occasion. */
  strikes(kind: FaultKind, place?: FaultPlace): FaultArguments | undefined;
}

/** Nothing ever goes wrong. */
export const NoFaults: Faults = { has: () => false, strikes: () => undefined };
