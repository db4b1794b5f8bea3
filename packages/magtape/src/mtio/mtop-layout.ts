import type { MtOpCode } from "../mt-op.js";

/** The argument of MTIOCTOP. */
export interface MtOpRequest {
  readonly op: MtOpCode;
  /** How often, how many or how much; the meaning depends on the operation. */
  readonly count: number;
}

/** Word size of the program that makes the request. */
export type LinuxAbi = "linux64" | "linux32";

const mtOpBytes = 8;
const offsets = { op: 0, count: 4 } as const;
const mtPosBytes: Readonly<Record<LinuxAbi, number>> = { linux64: 8, linux32: 4 };

/**
 * The 8 bytes of struct mtop, the same in 32 and in 64 bits: the operation, two bytes of padding, the count.
 * @throws {RangeError} when op is no 16-bit or count no 32-bit number
 */
export function encodeMtOp({ op, count }: MtOpRequest): Uint8Array {
  const view = new DataView(new ArrayBuffer(mtOpBytes));
  view.setInt16(offsets.op, checked("op", op, 16), true);
  view.setInt32(offsets.count, checked("count", count, 32), true);
  return new Uint8Array(view.buffer);
}

/** @throws {RangeError} for another number of bytes than 8 */
export function decodeMtOp(bytes: Uint8Array): MtOpRequest {
  const view = viewOf(bytes, mtOpBytes, "mtop");
  return { op: view.getInt16(offsets.op, true), count: view.getInt32(offsets.count, true) };
}

/**
 * struct mtpos, the answer of MTIOCPOS: a block address in 8 or 4 bytes.
 * @throws {RangeError} when the address is no whole number or too large for 32 bits
 */
export function encodeMtPos(blkno: number, abi: LinuxAbi): Uint8Array {
  const view = new DataView(new ArrayBuffer(mtPosBytes[abi]));
  if (abi === "linux32") view.setInt32(0, checked("blkno", blkno, 32), true);
  else view.setBigInt64(0, BigInt(checked("blkno", blkno, 54)), true);
  return new Uint8Array(view.buffer);
}

/** @throws {RangeError} for another number of bytes than the system has */
export function decodeMtPos(bytes: Uint8Array, abi: LinuxAbi): number {
  const view = viewOf(bytes, mtPosBytes[abi], `mtpos of ${abi}`);
  return abi === "linux32" ? view.getInt32(0, true) : Number(view.getBigInt64(0, true));
}

function checked(name: string, value: number, bits: number): number {
  const limit = 2 ** (bits - 1);
  if (!Number.isSafeInteger(value) || value < -limit || value >= limit)
    throw new RangeError(`${name} is ${value}, not a whole number of ${bits} bits`);
  return value;
}

function viewOf(bytes: Uint8Array, sizeBytes: number, what: string): DataView {
  if (bytes.length !== sizeBytes)
    throw new RangeError(`bytes: ${what} has ${sizeBytes}, not ${bytes.length}`);
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
