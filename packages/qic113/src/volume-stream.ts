import type { ByteFates } from "./byte-fates.js";

/**
 * A volume as one row of uncompressed bytes, its holes included. One call at a time.
 */
export interface VolumeStream {
  readonly sizeBytes: number;
  /**
   * Positions behind which all bytes may be displaced by an unknown number of bytes: where cartridges
   * meet. What lies behind is believed only where a signature confirms it.
   */
  readonly joints: readonly Joint[];
  /**
   * Fills `into` from `position` on, with zeros where bytes are lost or behind the end, and says what
   * became of them, by position in the stream.
   */
  read(position: number, into: Uint8Array): Promise<ByteFates>;
  /** Position of a segment's first own byte, by index; undefined when the segment cannot tell. */
  positionOf(index: number): Promise<number | undefined>;
}

/** Where the data of two cartridges meet. */
export interface Joint {
  readonly position: number;
  /** A cartridge between the two is missing: the size of the hole before `position` is a guess. */
  readonly missing: boolean;
}

/** Reads a range into new memory. */
export async function readRange(
  stream: VolumeStream,
  position: number,
  size: number,
): Promise<ByteFates & { readonly bytes: Uint8Array }> {
  const bytes = new Uint8Array(size);
  return { bytes, ...(await stream.read(position, bytes)) };
}
