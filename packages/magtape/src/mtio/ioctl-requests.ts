import type { LinuxAbi } from "./mtop-layout.js";

/** A request of Linux' ioctl(2) on a tape. */
export interface IoctlRequest {
  readonly name: string;
  /** Which way the argument goes, seen from the program. */
  readonly direction: "read" | "write" | "both";
  /** Request numbers and sizes of the argument differ with the word size. */
  readonly numbers: Readonly<Record<LinuxAbi, number>>;
  readonly sizeBytes: Readonly<Record<LinuxAbi, number>>;
}

type Row = readonly [
  name: string,
  direction: IoctlRequest["direction"],
  nr: number,
  bytes32: number,
  bytes64: number,
];

/** The first five are mtio.h's, the others the extensions of the floppy tape driver. */
const rows: readonly Row[] = [
  ["MTIOCTOP", "write", 1, 8, 8],
  ["MTIOCGET", "read", 2, 28, 48],
  ["MTIOCPOS", "read", 3, 4, 8],
  ["MTIOCGETCONFIG", "read", 4, 32, 48],
  ["MTIOCSETCONFIG", "write", 5, 32, 48],
  ["MTIOCRDFTSEG", "both", 6, 16, 24],
  ["MTIOCWRFTSEG", "both", 7, 16, 24],
  ["MTIOCVOLINFO", "read", 8, 20, 20],
  ["MTIOCGETSIZE", "read", 9, 8, 16],
  ["MTIOCFTFORMAT", "both", 10, 20, 24],
  ["MTIOCFTCMD", "both", 11, 32, 32],
  ["MTIOCFTMODE", "write", 12, 4, 4],
  ["MTIOC_ZFTAPE_GETBLKSZ", "read", 104, 4, 4],
];

const directionBits = { write: 1, read: 2, both: 3 } as const;
const magnetic = "m".charCodeAt(0);

/** Direction in the two highest bits, size in fourteen, the letter in eight, the number in eight. */
function requestNumber(direction: IoctlRequest["direction"], sizeBytes: number, nr: number) {
  return ((directionBits[direction] << 30) | (sizeBytes << 16) | (magnetic << 8) | nr) >>> 0;
}

/** Every request that a tape driver of Linux knows, on machines with the common bit assignment (x86, ARM). */
export const ioctlRequests: readonly IoctlRequest[] = rows.map(
  ([name, direction, nr, bytes32, bytes64]) => ({
    name,
    direction,
    numbers: {
      linux32: requestNumber(direction, bytes32, nr),
      linux64: requestNumber(direction, bytes64, nr),
    },
    sizeBytes: { linux32: bytes32, linux64: bytes64 },
  }),
);

/** The request with this number, whatever the word size; undefined for one that is not known. */
export function ioctlRequestOf(number: number): IoctlRequest | undefined {
  return ioctlRequests.find(
    ({ numbers }) => numbers.linux64 === number || numbers.linux32 === number,
  );
}
