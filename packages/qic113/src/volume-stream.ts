import type { ByteRange } from "./byte-ranges.js";

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
   * Fills `into` from `position` on, with zeros where bytes are lost or behind the end, and returns
   * these holes: sorted, disjoint, by position in the stream.
   */
  read(position: number, into: Uint8Array): Promise<readonly ByteRange[]>;
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
): Promise<{ readonly bytes: Uint8Array; readonly holes: readonly ByteRange[] }> {
  const bytes = new Uint8Array(size);
  return { bytes, holes: await stream.read(position, bytes) };
}
