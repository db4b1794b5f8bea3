import { parseLong } from "./parse-long.js";

/** Options of the st driver as bits of MTSETDRVBUFFER, by the names of mt-st. */
const stOptions: readonly (readonly [name: string, bit: number, meaning: string])[] = [
  ["buffer-writes", 0x1, "buffered writes"],
  ["async-writes", 0x2, "asynchronous writes"],
  ["read-ahead", 0x4, "reads ahead where blocks have a fixed size"],
  ["debug", 0x8, "debugging messages of the driver"],
  ["two-fms", 0x10, "two file marks when the tape is closed"],
  ["fast-eod", 0x20, "spaces to the end of data at once, losing the file number"],
  ["auto-lock", 0x40, "locks and unlocks the door by itself"],
  ["def-writes", 0x80, "block size and density are meant for writes"],
  ["can-bsr", 0x100, "the drive spaces back over records well"],
  ["no-blklimits", 0x200, "the drive has no read block limits command"],
  ["can-partitions", 0x400, "the drive handles partitions"],
  ["scsi2logical", 0x800, "logical block addresses of SCSI-2"],
  ["no-wait", 0x2000, "does not wait for rewind and the like"],
  ["sysv", 0x1000, "System V semantics"],
  ["sili", 0x4000, "no error for short records where block size is variable"],
  ["cleaning", 0x80000000, "where the drive tells that it wants to be cleaned"],
];

/** The bits of one word, a number or the beginning of a name; undefined for neither. */
export function stOptionBits(word: string): number | undefined {
  if (/^[0-9]/.test(word)) return parseLong(word).value & 0x0fffffff;
  return stOptions.find(([name]) => name.startsWith(word))?.[1];
}

/** What mt-st says of a word that is no option. */
export function unknownStOption(word: string): string {
  const rows = stOptions.map(([name, , meaning]) => `${name.padStart(11)} -> ${meaning}\n`);
  return `Illegal property name '${word}'.\nThe implemented property names are:\n${rows.join("")}`;
}
