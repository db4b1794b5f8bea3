/** Reads the contents of one item and says which bytes of them the tape still has. */
import type { Finding } from "@floppytape/qic-format";
import { type ByteFates, bytesIn, clipFates } from "./byte-fates.js";
import { appendRange, type ByteRange } from "./byte-ranges.js";
import { ChunkBytes, returnChunkMemory, takeChunkMemory } from "./chunk-memory.js";
import type { VolumeStream } from "./volume-stream.js";

/**
 * How much of an item there is. `whole`: all of it. `holes`: without the ranges that are named.
 * `unreadable-at-backup`: the backup program could not read it, so it never was on the tape.
 */
export type Grade = "whole" | "holes" | "unreadable-at-backup";

/** What became of one item. */
export interface ItemReport {
  readonly grade: Grade;
  /** Size of the contents; 0 for directories, undefined when nothing says it. */
  readonly sizeBytes: number | undefined;
  /** Lost bytes, counted from the start of the contents. */
  readonly holes: readonly ByteRange[];
  /** Bytes that are as the medium had them. */
  readonly readBytes: number;
  /** Bytes that error correction restored; of compressed contents all that come from the frames it touched. */
  readonly correctedBytes: number;
  /** Bytes in {@link holes}. */
  readonly lostBytes: number;
  /** Of the read and corrected ones, those that nothing vouches for. */
  readonly unverifiedBytes: number;
  /** Where the directory and what stands at the item's place contradict each other. */
  readonly disagreements: readonly Finding[];
}

/** A piece of the contents, in order and without gaps; its fates are counted from the start of the contents. */
export interface ContentChunk extends ByteFates {
  /** From the start of the contents. */
  readonly position: number;
  /** Only valid until the next chunk is asked for; zeros where bytes are lost. */
  readonly bytes: Uint8Array;
}

/** Where contents are: by positions in the stream. */
export interface ContentPlace {
  readonly start: number;
  /** Undefined when not known: up to `end` then. */
  readonly bytes: number | undefined;
  /** The contents cannot go on behind it; exclusive. */
  readonly end: number;
  /** From here on bytes may be those of something else; exclusive. */
  readonly believedEnd: number;
  /**
   * The end is that of the next item that was found. A hole may hide the true one, so that nothing
   * behind the first hole is believed.
   */
  readonly guessed: boolean;
}

/** So much of a signature may stand in front of a hole without being known as one. */
const begunSignatureBytes = 3;

/** The size that contents are taken to have. */
export function sizeOfPlace({ start, bytes, end }: ContentPlace): number {
  return bytes ?? Math.max(0, end - start);
}

/**
 * Reads contents in chunks. What lies behind the end of the volume is not delivered but part of the
 * holes. Returns the size and what became of the bytes.
 */
export async function* readContents(
  stream: VolumeStream,
  place: ContentPlace,
  signal?: AbortSignal,
): AsyncGenerator<ContentChunk, Omit<ItemReport, "grade" | "disagreements">> {
  const { start, end, believedEnd, guessed } = place;
  const size = sizeOfPlace(place);
  const there = Math.max(0, Math.min(size, Math.min(end, stream.sizeBytes) - start));
  let believed = Math.max(0, believedEnd - start);
  const all: ByteRange[] = [];
  let correctedBytes = 0;
  let unverifiedBytes = 0;
  const memory = takeChunkMemory();
  try {
    for (let position = 0; position < there; position += ChunkBytes) {
      signal?.throwIfAborted();
      const length = Math.min(ChunkBytes, there - position);
      const contents = memory.subarray(0, length);
      const chunk = await stream.read(start + position, contents);
      const [firstHole] = chunk.holes;
      if (guessed && firstHole)
        believed = Math.min(believed, Math.max(0, firstHole.start - start - begunSignatureBytes));
      const trusted = Math.max(position, Math.min(position + length, believed));
      const fates = clipFates(chunk, start + position, start + trusted, -start);
      const holes = [...fates.holes];
      contents.fill(0, trusted - position);
      appendRange(holes, trusted, position + length);
      for (const hole of holes) appendRange(all, hole.start, hole.end);
      correctedBytes += bytesIn(fates.corrected);
      unverifiedBytes += bytesIn(fates.unverified);
      yield { position, bytes: contents, ...fates, holes };
    }
  } finally {
    returnChunkMemory(memory);
  }
  appendRange(all, there, size);
  const lostBytes = bytesIn(all);
  const readBytes = size - lostBytes - correctedBytes;
  return { sizeBytes: size, holes: all, readBytes, correctedBytes, lostBytes, unverifiedBytes };
}
