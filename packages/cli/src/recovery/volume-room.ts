import { CommandError } from "../usage-error.js";

/** Keeps the files of a volume from being more than it can hold. */
export interface VolumeRoom {
  /** @throws {CommandError} when so many more bytes can't be in the volume. */
  take(bytes: number): void;
}

/**
 * The most that a byte of a volume becomes. QIC-122 writes 15 bytes as four bits; holes of sparse files
 * and files that share their contents need some room besides.
 */
const MostExpansion = 64;
const SpareBytes = 16 * 1024 * 1024;

/** Room for the files of a volume of so many bytes. */
export function createVolumeRoom(volume: number, volumeBytes: number): VolumeRoom {
  const most = volumeBytes * MostExpansion + SpareBytes;
  let taken = 0;
  return {
    take(bytes) {
      taken += bytes;
      if (taken > most)
        throw new CommandError(
          `volume ${volume} has ${volumeBytes} bytes, but its files claim more than ${most}: this is no honest backup; --only extracts some of them`,
        );
    },
  };
}
