import { TapeError } from "../errors.js";
import { type MtGet, MtStatus } from "../mt-status.js";
import type { TapeProfile } from "../tape-profile.js";
import { isEndOfData } from "./medium.js";
import { fileNumber, spaceFilesForward, type Transport } from "./transport.js";

/** What a drive keeps from one open to the next. */
export interface DriveState {
  readonly transport: Transport;
  readonly capacityBytes: number;
  writeProtected: "no" | "open" | "write";
  recordedDensity: string | undefined;
  /** The format it was opened in last. */
  density: string | undefined;
  isOpen: boolean;
  readonly trace: string[];
}

/** A name without a format reads every format. */
export function readableAs(density: string, recorded: string): boolean {
  return density === "" || density === "0" || recorded === density;
}

/** What closing does to a tape that was read. */
export function moveAfterReading(tape: Transport, profile: TapeProfile, bytesRead: number): void {
  const behindMark = tape.head === 0 || tape.items[tape.head - 1]!.kind === "mark";
  const skips =
    (profile.closeAfterReading === "next-file" && !behindMark) ||
    (profile.closeAfterReading === "next-file-if-read" && bytesRead > 0);
  if (!skips) return;
  try {
    spaceFilesForward(tape, profile, 1);
  } catch (error) {
    // Close has nobody to tell that there was no next file: the head stays at the end.
    if (!(error instanceof TapeError)) throw error;
  }
}

/** Without `statusDoubleCheck` the numbers mean nothing: they are 0, wherever the head is. */
export function quirkyStatus(drive: DriveState, profile: TapeProfile, resid: number): MtGet {
  const { transport: tape } = drive;
  const protectedBit = drive.writeProtected === "no" ? 0 : MtStatus.WriteProtected;
  const told = profile.statusDoubleCheck;
  const gstat =
    (told && tape.head === 0 ? MtStatus.BeginOfTape : 0) +
    (told && tape.items[tape.head]?.kind === "mark" ? MtStatus.EndOfFile : 0) +
    (told && isEndOfData(tape.items, tape.head) ? MtStatus.EndOfData : 0);
  return {
    type: 1,
    resid: told ? resid : 0,
    dsreg: profile.blockSize,
    gstat: MtStatus.Online + protectedBit + gstat,
    erreg: 0,
    fileno: told ? fileNumber(tape) : 0,
    blkno: told ? tape.head : 0,
  };
}
