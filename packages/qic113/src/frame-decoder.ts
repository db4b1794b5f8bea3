import { type LzsEngine, lzs } from "@floppytape/lz";
import type { ByteFates } from "./byte-fates.js";
import type { ByteRange } from "./byte-ranges.js";

/** Most bytes that one frame stands for: 62 KiB (QIC-113 revision G). */
export const MaxFrameBytes = 63488;

/** A frame, or the first part of one whose rest is lost: its own bytes and what became of them. */
export interface FrameData {
  readonly stored: boolean;
  readonly bytes: Uint8Array;
  readonly fates: ByteFates;
}

/** What a frame stands for, as far as it can be read. */
export type FrameContents = Pick<FrameData, "bytes" | "fates">;

/**
 * Expands frames. A compressed frame with damage gives nothing: bytes in front of the damage cannot
 * be told from wrong ones. A stored one gives what can be read. What is expanded from bytes of which
 * some were corrected counts as corrected, and likewise as unverified.
 */
export interface FrameDecoder {
  /** The result is a view of memory that the next call overwrites. */
  decode(frame: FrameData): FrameContents | undefined;
  /**
   * The bytes that the first part of an undamaged frame stands for, to guess from; undefined when it is
   * none. The result is as that of {@link decode}.
   */
  decodeStart(stored: boolean, bytes: Uint8Array): Uint8Array | undefined;
}

/** @param engine Default: the fastest that runs here. */
export function createFrameDecoder(engine: LzsEngine = lzs()): FrameDecoder {
  const room = new Uint8Array(MaxFrameBytes);
  return {
    decode({ stored, bytes, fates }) {
      if (stored) return bytes.length > MaxFrameBytes ? undefined : { bytes, fates };
      if (fates.holes.length > 0) return undefined;
      // A frame whose rest is lost has no end marker.
      const { error, expandedBytes } = engine.decompress(bytes, room);
      if (error !== undefined) return undefined;
      const expanded = room.subarray(0, expandedBytes);
      if (fates.corrected.length + fates.unverified.length === 0) return { bytes: expanded, fates };
      const all = (some: readonly ByteRange[]) =>
        some.length > 0 ? [{ start: 0, end: expandedBytes }] : [];
      return {
        bytes: expanded,
        fates: { holes: [], corrected: all(fates.corrected), unverified: all(fates.unverified) },
      };
    },
    decodeStart(stored, bytes) {
      if (stored) return bytes;
      const { error, expandedBytes } = engine.decompress(bytes, room);
      const possible = error === undefined || error.code === "TRUNCATED";
      return possible ? room.subarray(0, expandedBytes) : undefined;
    },
  };
}
