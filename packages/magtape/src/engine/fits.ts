import type { TapeProfile } from "../tape-profile.js";

/** Bytes of a FITS logical record. */
export const fitsRecordBytes = 2880;

/** How FITS records are packed into tape records. */
export interface FitsBlocking {
  /** FITS records in a tape record. */
  readonly records: number;
  readonly bytes: number;
  /** What the device writes of it: whole blocks. */
  readonly bytesOnTape: number;
}

/**
 * The blocking of FITS records on a tape. `wanted` counts only where the device has records of any size;
 * blocks of a fixed size are packed as the profile says.
 */
export function fitsBlocking(
  { blockSize, fits }: Pick<TapeProfile, "blockSize" | "fits">,
  wanted = 0,
): FitsBlocking {
  const records = Math.max(1, blockSize === 0 && wanted > 0 ? wanted : fits.blocking);
  const bytes = records * fitsRecordBytes;
  const bytesOnTape = blockSize === 0 ? bytes : Math.ceil(bytes / blockSize) * blockSize;
  return { records, bytes, bytesOnTape };
}

/** kB (of 1000 bytes) of the data that a FITS header announces. */
export function fitsDataKb(axes: readonly number[], bitsPerPixel: number): number {
  const pixels = axes.length === 0 ? 0 : axes.reduce((product, axis) => product * axis, 1);
  return (pixels * Math.abs(bitsPerPixel)) / 8 / 1000;
}

/** Where only headers are wanted: skipping the rest of a file is faster than reading so much of it. */
export function fitsSkipPays({ fits }: Pick<TapeProfile, "fits">, dataKb: number): boolean {
  return fits.shortSkipKb > 0 && dataKb >= fits.shortSkipKb;
}
