import { floppyTapeVendor, type MtGet, MtStatus } from "@floppytape/magtape";
import { driveName } from "../drive-names.js";
import { labelled } from "./labelled-line.js";

/**
 * Phrases of the "In particular" line, highest bit first. `online` must stand there exactly when
 * the unit is on line: listtape looks for the word.
 */
const phrases: readonly (readonly [bit: number, phrase: string])[] = [
  [MtStatus.EndOfFile, "at file mark"],
  [MtStatus.BeginOfTape, "at begin of tape"],
  [MtStatus.EndOfTape, "at end of tape"],
  [MtStatus.EndOfData, "at end of recorded data"],
  [MtStatus.WriteProtected, "write protected"],
  [MtStatus.Online, "tape online"],
  [MtStatus.DoorOpen, "no cartridge present"],
];

/** The phrases of a generic status word. */
export function statusPhrases(generic: number): string[] {
  return phrases.filter(([bit]) => (generic & bit) !== 0).map(([, phrase]) => phrase);
}

/** The first part of `ftmt status`. */
export function statusText(status: MtGet): string {
  const vendorId = floppyTapeVendor(status.type);
  return vendorId === undefined ? gnuStatusText(status) : floppyStatusText(vendorId, status);
}

function floppyStatusText(vendorId: number, status: MtGet): string {
  const name = driveName(vendorId);
  const made = name === undefined ? "an unknown" : `a ${name}`;
  return [
    `This is ${made} floppy tape drive, (drive type = 0x${vendorId.toString(16)})\n`,
    labelled("drive status", hex(status.dsreg)),
    labelled("generic drive status", hex(status.gstat)),
    `(In particular: ${statusPhrases(status.gstat)
      .map((phrase) => `* ${phrase} `)
      .join("")}* )\n`,
    labelled("sense key error", hex(status.erreg)),
    labelled("residue count", status.resid),
    labelled("file number", status.fileno),
    labelled("block number", status.blkno),
  ].join("");
}

/** What GNU mt prints, for other drives. */
function gnuStatusText(status: MtGet): string {
  return [
    `drive type = ${status.type}\n`,
    `drive status = ${status.dsreg}\n`,
    `sense key error = ${status.erreg}\n`,
    `residue count = ${status.resid}\n`,
    `file number = ${status.fileno}\n`,
    `block number = ${status.blkno}\n`,
  ].join("");
}

function hex(word: number): string {
  return `0x${(word >>> 0).toString(16).padStart(8, "0")}`;
}
