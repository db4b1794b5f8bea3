import { createSalvageReader } from "@floppytape/zftape";
import { appendSpan, type ByteSpan, type ByteState } from "../byte-state.js";
import { type SegmentStretch, storedBytes, withHoles, withinData } from "./plain-bytes.js";
import type { AccountedBytes } from "./recording.js";
import { appendSegmentSpans } from "./segment-spans.js";
import type { TapeSegments } from "./tape-segments.js";

/** A volume that zftape compressed. */
export interface CompressedVolume extends SegmentStretch {
  /** Uncompressed length of every block, above 1. */
  readonly blockSize: number;
  /** Uncompressed length of the volume, as stated. */
  readonly dataBytes: number;
}

/** 16 copies of 18 bytes are written as 34 bytes: what LZRW3 can't do better than. */
const mostExpansion = 288 / 34;
/** Expanded blocks that are kept: 512 KiB at most. */
const keptBlocks = 8;

/** The most that compressed data in segments can stand for. */
export function mostExpandedBytes(segments: TapeSegments, stretch: SegmentStretch): number {
  return Math.ceil(storedBytes(segments, stretch) * mostExpansion);
}

interface Expanded {
  readonly bytes: Uint8Array;
  readonly state: ByteState;
  readonly verified: boolean;
}

type Fate = Pick<ByteSpan, "state" | "verified">;

/**
 * The bytes of a compressed volume, expanded block by block. A block is lost when a segment that it lies
 * in is; it is corrected when data of such a segment had to be, wherever in the segment that was, and
 * unverified when anything there is: the compression leaves no way to say it of single bytes.
 */
export function createExpandedBytes(
  segments: TapeSegments,
  volume: CompressedVolume,
): AccountedBytes {
  const { blockSize } = volume;
  const stretch = withinData(segments, volume);
  // However large a damaged table says it is.
  const sizeBytes = Math.max(0, Math.min(volume.dataBytes, mostExpandedBytes(segments, stretch)));
  const fates = new Map<number, Fate>();
  const reader = createSalvageReader({
    ...stretch,
    blockSize,
    bytes: sizeBytes,
    wide: segments.formatCode === 4 || segments.formatCode === 6,
    holdsData: (segment) => segments.dataBytes(segment) > 0,
    async read(segment) {
      const read = await segments.read(segment);
      const spans: ByteSpan[] = [];
      appendSegmentSpans(spans, segments, read, 0, segments.dataBytes(segment), 0);
      const fate = worstOf(spans);
      fates.set(segment, fate);
      return fate.state === "lost" ? undefined : read.data;
    },
  });

  const kept = new Map<number, Expanded>();
  const expand = async (block: number): Promise<Expanded> => {
    const known = kept.get(block);
    if (known) return known;
    const [oldest] = kept.size < keptBlocks ? [] : kept.keys();
    const bytes = (oldest !== undefined && kept.get(oldest)?.bytes) || new Uint8Array(blockSize);
    if (oldest !== undefined) kept.delete(oldest);
    const place = await reader.readBlock(block, bytes);
    let fate: Fate = { state: "lost", verified: false };
    if (place) {
      const parts: Fate[] = [];
      for (let segment = place.firstSegment; segment <= place.lastSegment; segment++)
        if (segments.dataBytes(segment) > 0) parts.push(fates.get(segment)!);
      fate = worstOf(parts);
      // Only the last few segments are asked about.
      for (const segment of fates.keys()) if (segment < place.firstSegment) fates.delete(segment);
    }
    const expanded = { bytes, ...fate };
    kept.set(block, expanded);
    return expanded;
  };

  return {
    sizeBytes,
    async read(position, into) {
      const spans: ByteSpan[] = [];
      const end = Math.min(position + into.length, sizeBytes);
      let at = position;
      while (at < end) {
        const block = Math.floor(at / blockSize);
        const start = block * blockSize;
        const to = Math.min(end, start + blockSize);
        const { bytes, state, verified } = await expand(block);
        into.set(bytes.subarray(at - start, to - start), at - position);
        appendSpan(spans, { start: at, end: to, state, verified });
        at = to;
      }
      return withHoles(spans, position, into, Math.max(at, position));
    },
  };
}

/** The fate of what depends on all parts. */
function worstOf(parts: readonly Fate[]): Fate {
  const has = (state: ByteState) => parts.some((part) => part.state === state);
  const state = has("lost") ? "lost" : has("corrected") ? "corrected" : "read";
  return { state, verified: state !== "lost" && parts.every(({ verified }) => verified) };
}
