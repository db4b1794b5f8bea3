import { FloppyTapeType, type MtGet, mtStatusPhrases } from "@floppytape/magtape";
import { labelled } from "./labelled-line.js";

const VendorMask = 0xffff;

/** Id of the drive in mt_type, undefined when it is no drive on a floppy controller. */
export function vendorIdOf({ type }: MtGet): number | undefined {
  return (type & FloppyTapeType) === 0 ? undefined : type & VendorMask;
}

/** The first part of `ftmt status`; `name` is the drive's, undefined where nobody knows it. */
export function statusText(status: MtGet, name: string | undefined): string {
  const vendorId = vendorIdOf(status);
  return vendorId === undefined
    ? `${gnuStatusText(status)}${bitsText(status)}`
    : floppyStatusText(vendorId, name, status);
}

/** Generic status, and its bits in words. */
function bitsText({ gstat }: MtGet): string {
  const phrases = mtStatusPhrases(gstat).map((phrase) => `* ${phrase} `);
  return `${labelled("generic drive status", hex(gstat))}(In particular: ${phrases.join("")}* )\n`;
}

function floppyStatusText(vendorId: number, name: string | undefined, status: MtGet): string {
  const made = name === undefined ? "an unknown" : `a ${name}`;
  return [
    `This is ${made} floppy tape drive, (drive type = 0x${vendorId.toString(16)})\n`,
    labelled("drive status", hex(status.dsreg)),
    bitsText(status),
    labelled("sense key error", hex(status.erreg)),
    labelled("residue count", status.resid),
    labelled("file number", status.fileno),
    labelled("block number", status.blkno),
  ].join("");
}

/** What GNU mt prints. */
export function gnuStatusText(status: MtGet): string {
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
