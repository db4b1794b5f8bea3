/** Operation numbers of MTIOCTOP (`mt_op`), Linux `sys/mtio.h`. 17 to 19 are unused. */
export const MtOp = {
  Reset: 0,
  Fsf: 1,
  Bsf: 2,
  Fsr: 3,
  Bsr: 4,
  Weof: 5,
  Rewind: 6,
  Offline: 7,
  Nop: 8,
  Retension: 9,
  Bsfm: 10,
  Fsfm: 11,
  Eom: 12,
  Erase: 13,
  Ras1: 14,
  Ras2: 15,
  Ras3: 16,
  SetBlockSize: 20,
  SetDensity: 21,
  Seek: 22,
  Tell: 23,
  SetDriveBuffer: 24,
  Fss: 25,
  Bss: 26,
  Wsm: 27,
  Lock: 28,
  Unlock: 29,
  Load: 30,
  Unload: 31,
  Compression: 32,
  SetPartition: 33,
  MakePartition: 34,
} as const;

/** Any number may be asked for; a unit answers EINVAL or ENOSYS to those that it doesn't know. */
export type MtOpCode = number;

const names: ReadonlyMap<number, string> = new Map(
  Object.entries(MtOp).map(([name, code]) => [code, name]),
);

/** The operation's name in {@link MtOp}, or `operation N` for a number that has none. */
export function mtOpName(op: MtOpCode): string {
  return names.get(op) ?? `operation ${op}`;
}
