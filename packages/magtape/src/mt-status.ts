/** Bits of `mt_gstat`, the generic drive status of MTIOCGET (Linux `sys/mtio.h`); unsigned. */
export const MtStatus = {
  EndOfFile: 0x80000000,
  BeginOfTape: 0x40000000,
  EndOfTape: 0x20000000,
  SetMark: 0x10000000,
  EndOfData: 0x08000000,
  WriteProtected: 0x04000000,
  Online: 0x01000000,
  Density6250: 0x00800000,
  Density1600: 0x00400000,
  Density800: 0x00200000,
  DoorOpen: 0x00040000,
  ImmediateReport: 0x00010000,
  Cleaning: 0x00008000,
} as const;

export type MtStatusName = keyof typeof MtStatus;

/** The names of the bits set in `gstat`, most significant first. */
export function mtStatusNames(gstat: number): MtStatusName[] {
  const names = Object.keys(MtStatus) as MtStatusName[];
  return names.filter((name) => (gstat & MtStatus[name]) !== 0);
}

/** `mt_type` of a floppy-tape drive: this bit and the QIC-117 vendor id in the 16 (once 17) bits below. */
export const FloppyTapeType = 0x800000;

/** Vendor id of a floppy-tape drive (0..0xffff), or undefined when `type` is another kind of drive's. */
export function floppyTapeVendor(type: number): number | undefined {
  return (type & FloppyTapeType) === 0 ? undefined : type & 0xffff;
}
