import { type LzsEngine, lzs } from "@floppytape/lz";
import type { ByteRange } from "./byte-ranges.js";

/** Most bytes that one frame stands for: 62 KiB (QIC-113 revision G). */
export const MaxFrameBytes = 63488;

/** Bytes of one frame. */
export interface FrameContents {
  readonly bytes: Uint8Array;
  /** Parts of `bytes` that are lost. */
  readonly lost: readonly ByteRange[];
  /** False when more of the frame is lost, nobody knows how much. */
  readonly complete: boolean;
}

/** The compressed form of a frame, with the parts of it that are lost. */
export interface FrameData {
  readonly stored: boolean;
  readonly bytes: Uint8Array;
  readonly lost: readonly ByteRange[];
  /** All parts of the frame are there. */
  readonly whole: boolean;
}

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
    decode({ stored, bytes, lost, whole }) {
      if (stored) {
        if (bytes.length > MaxFrameBytes) return undefined;
        return { bytes, lost, complete: whole };
      }
      if (lost.length > 0) return undefined;
      // The end marker shows that a frame is complete, also when the next segment, which would say so,
      // is lost.
      const { error, expandedBytes } = engine.decompress(bytes, room);
      if (error !== undefined) return undefined;
      return { bytes: room.subarray(0, expandedBytes), lost: [], complete: true };
    },
  };
}
