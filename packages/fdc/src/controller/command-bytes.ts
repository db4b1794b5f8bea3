/** The commands of the controller as the bytes that are sent. All are MFM, without multi-track and skip. */

/** Command codes, flags included. */
export const Opcode = {
  Specify: 0x03,
  SenseDrive: 0x04,
  Recalibrate: 0x07,
  SenseInterrupt: 0x08,
  DumpRegisters: 0x0e,
  Seek: 0x0f,
  Version: 0x10,
  Perpendicular: 0x12,
  Configure: 0x13,
  Unlock: 0x14,
  Lock: 0x94,
  PartId: 0x18,
  Save: 0x2e,
  Write: 0x45,
  Read: 0x46,
  WriteDeleted: 0x49,
  ReadId: 0x4a,
  Format: 0x4d,
  Verify: 0x56,
  DriveSpecification: 0x8e,
} as const;

/** The answer to an unknown command, and to SENSE INTERRUPT when nothing is pending. */
export const InvalidAnswer = 0x80;

/** Pulses are 2 ms apart, below the 2.5 ms that end a train. */
export const StepMs = 2;

const ReadWriteGap = 109;

/** Step rate of 2 ms at this data rate, shortest head times, DMA or processor transfers. */
export function specify(rate: number, processorMoves: boolean): Uint8Array {
  const stepCode = 16 - (rate * StepMs) / 500;
  return Uint8Array.of(Opcode.Specify, (stepCode << 4) | 1, 0x02 | (processorMoves ? 1 : 0));
}

/** FIFO on with this threshold, polling on, no implied seek. */
export function configure(threshold: number): Uint8Array {
  return Uint8Array.of(Opcode.Configure, 0, (threshold - 1) & 0x0f, 0);
}

/** The 1 Mbit/s form (GAP and WGATE) or off, for all drives. */
export function perpendicular(on: boolean): Uint8Array {
  return Uint8Array.of(Opcode.Perpendicular, on ? 0x03 : 0x80);
}

/** Data-rate table 2, in which code 1 is 2 Mbit/s, for all four drives; no result phase. */
export function driveSpecification(): Uint8Array {
  return Uint8Array.of(Opcode.DriveSpecification, 0x08, 0x28, 0x48, 0x68, 0xc0);
}

/** Writes READ, WRITE or WRITE DELETED DATA for `count` sectors from R on into 9 bytes. */
export function dataCommand(
  into: Uint8Array,
  opcode: number,
  unit: number,
  id: { readonly cylinder: number; readonly head: number; readonly record: number },
  count: number,
  sizeCode: number,
): void {
  into[0] = opcode;
  into[1] = unit;
  into[2] = id.cylinder;
  into[3] = id.head;
  into[4] = id.record;
  into[5] = sizeCode;
  into[6] = id.record + count - 1;
  into[7] = ReadWriteGap;
  into[8] = 0xff;
}

/**
 * Makes VERIFY of a data command. It counts its sectors (EC) although EOT would end it as well: there are
 * chips that stop after the first sector otherwise.
 */
export function makeVerify(command: Uint8Array, count: number): void {
  command[0] = Opcode.Verify;
  command[1]! |= 0x80;
  command[8] = count;
}

/** FORMAT TRACK of one segment: 32 sectors of 1024 bytes. */
export function formatCommand(unit: number, gap3: number, filler: number): Uint8Array {
  return Uint8Array.of(Opcode.Format, unit, 3, 32, gap3, filler);
}
