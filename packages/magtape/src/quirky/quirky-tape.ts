import { TapeError } from "../errors.js";
import type { OpenTapeUnit, TapeOpenMode } from "../open-tape-unit.js";
import type { TapeProfile } from "../tape-profile.js";
import type { DriveState } from "./drive-state.js";
import { drawTape, logicalFiles, type TapeItem } from "./medium.js";
import type { Transport } from "./transport.js";
import { createQuirkyUnit } from "./unit.js";

/** What a simulated drive is made of. */
export interface QuirkyTapeOptions {
  /** How badly it behaves. */
  readonly profile: TapeProfile;
  /** What is recorded; nothing without it. */
  readonly tape?: readonly TapeItem[];
  /** Index of the item in front of which the head starts, 0 without it. */
  readonly head?: number;
  /** Bytes of records that fit; a few marks fit behind them. 1 MiB without it. */
  readonly capacityBytes?: number;
  /** The switch of the cartridge, and when the driver looks at it: `open` is EROFS, `write` EACCES. */
  readonly writeProtected?: "no" | "open" | "write";
  /** The format the tape was recorded in, in the words of `profile.density`; unknown without it. */
  readonly recordedDensity?: string;
}

/** A simulated drive with a tape in it. */
export interface QuirkyTape {
  /** Opens the drive by the name that the profile describes. */
  readonly open: OpenTapeUnit;
  /** Opens the same drive by another name: one that rewinds, or has another format. */
  openAs(changes: Partial<TapeProfile>): OpenTapeUnit;
  /** The files on the tape as a reader is to see them, to the first two marks in a row. */
  contents(): Uint8Array[][];
  /** Everything on the tape. */
  items(): readonly TapeItem[];
  /** The tape as `rr|r|^|`. */
  drawing(): string;
  /** What was done to the drive since it was asked last: `open-rd REW read=100 FSF1 read=ERR BSF2! close`. */
  trace(): string;
  writeProtect(when: "open" | "write"): void;
}

/**
 * A drive that behaves as its profile says it does, with all quirks, and keeps a record of what it was
 * told. What the profile says of the host (names, wishes such as `rewindOnOpen`) means nothing to it.
 */
export function createQuirkyTape(options: QuirkyTapeOptions): QuirkyTape {
  const transport: Transport = {
    items: [...(options.tape ?? [])],
    head: options.head ?? 0,
    emptyReads: 0,
    settled: true,
    inDeadEnd: false,
  };
  const drive: DriveState = {
    transport,
    capacityBytes: options.capacityBytes ?? 1 << 20,
    writeProtected: options.writeProtected ?? "no",
    recordedDensity: options.recordedDensity,
    density: undefined,
    isOpen: false,
    trace: [],
  };
  const openAs =
    (changes: Partial<TapeProfile>): OpenTapeUnit =>
    async (mode) =>
      openDrive(drive, { ...options.profile, ...changes }, mode);
  return {
    open: openAs({}),
    openAs,
    contents: () => logicalFiles(transport.items),
    items: () => [...transport.items],
    drawing: () => drawTape(transport.items, transport.head),
    trace: () => drive.trace.splice(0).join(" "),
    writeProtect(when) {
      drive.writeProtected = when;
    },
  };
}

const openWords: Readonly<Record<TapeOpenMode, string>> = {
  r: "open-rd",
  w: "open-wr",
  rw: "open-rw",
};

function openDrive(drive: DriveState, profile: TapeProfile, mode: TapeOpenMode) {
  const { transport } = drive;
  if (drive.isOpen) throw new TapeError("EBUSY", "the drive is open already", { reason: "busy" });
  if (mode !== "r" && drive.writeProtected === "open")
    throw new TapeError("EROFS", "the cartridge is write-protected", { reason: "write-protected" });
  const changesFormat = drive.density !== undefined && drive.density !== profile.density;
  if (profile.formatChange === "beginning-only" && changesFormat && transport.head > 0)
    throw new TapeError("EINVAL", "the format can change only at the beginning of the tape", {
      reason: "not-at-bom",
    });
  drive.density = profile.density;
  drive.isOpen = true;
  drive.trace.push(openWords[mode]);
  transport.emptyReads = 0;
  return createQuirkyUnit(drive, profile, mode);
}
