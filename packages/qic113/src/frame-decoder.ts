import { type LzsEngine, lzs } from "@floppytape/lz";
import type { ByteRange } from "./byte-ranges.js";

/** Most bytes that one frame stands for: 62 KiB (QIC-113 revision G). */
export const MaxFrameBytes = 63488;

/** A frame, or the first part of one whose rest is lost: its own bytes and the lost ones among them. */
export interface FrameData {
  readonly stored: boolean;
  readonly bytes: Uint8Array;
  readonly lost: readonly ByteRange[];
}

/** What a frame stands for, as far as it can be read. */
export type FrameContents = Pick<FrameData, "bytes" | "lost">;

/**
 * Expands frames. A compressed frame with damage gives nothing: bytes in front of the damage cannot
 * be told from wrong ones. A stored one gives what can be read.
 */
export interface FrameDecoder {
  /** The result is a view of memory that the next call overwrites. */
  decode(frame: FrameData): FrameContents | undefined;
}

/** @param engine Default: the fastest that runs here. */
export function createFrameDecoder(engine: LzsEngine = lzs()): FrameDecoder {
  const room = new Uint8Array(MaxFrameBytes);
  return {
    decode({ stored, bytes, lost }) {
      if (stored) return bytes.length > MaxFrameBytes ? undefined : { bytes, lost };
      if (lost.length > 0) return undefined;
      // A frame whose rest is lost has no end marker.
      const { error, expandedBytes } = engine.decompress(bytes, room);
      return error === undefined ? { bytes: room.subarray(0, expandedBytes), lost } : undefined;
    },
  };
}
