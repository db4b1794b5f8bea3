/**
 * LZS as its description reads: one item at a time, the longest copy of all, the nearest of equals.
 * The other engine is measured against this one and must expand alike.
 */
import { BitReader, BitWriter } from "./lzs-bits.js";
import type { LzsExpansion, LzsKernel } from "./lzs-engine.js";
import {
  EndMarker,
  EndMarkerBits,
  FullGroup,
  LongCopyBytes,
  MaxOffset,
  MinCopyBytes,
  ShortOffsets,
} from "./lzs-format.js";
import { type LzsRefusal, lzsError, refusedExpansion } from "./lzs-refusal.js";

export const referenceLzs: LzsKernel = { compress, decompress };

function compress(plain: Uint8Array, into: Uint8Array): number {
  const writer = new BitWriter(into);
  for (let position = 0; position < plain.length; ) {
    const { offset, length } = longestCopy(plain, position);
    if (length < MinCopyBytes) {
      writer.put(plain[position]!, 9);
      position += 1;
    } else {
      if (offset < ShortOffsets) writer.put((0b11 << 7) | offset, 9);
      else writer.put((0b10 << 11) | offset, 13);
      putLength(writer, length);
      position += length;
    }
  }
  writer.put(EndMarker, EndMarkerBits);
  return writer.length;
}

/** Nearest of the longest strings in the history that equal what comes next. */
function longestCopy(plain: Uint8Array, position: number): { offset: number; length: number } {
  let longest = { offset: 0, length: 0 };
  for (let offset = 1; offset <= Math.min(MaxOffset, position); offset++) {
    let length = 0;
    while (
      position + length < plain.length &&
      plain[position + length] === plain[position + length - offset]
    )
      length += 1;
    if (length > longest.length) longest = { offset, length };
  }
  return longest;
}

function putLength(writer: BitWriter, length: number): void {
  if (length <= 4) writer.put(length - 2, 2);
  else if (length < LongCopyBytes) writer.put(0b1100 + length - 5, 4);
  else {
    writer.put(0b1111, 4);
    let rest = length - LongCopyBytes;
    for (; rest >= FullGroup; rest -= FullGroup) writer.put(FullGroup, 4);
    writer.put(rest, 4);
  }
}

function decompress(compressed: Uint8Array, into: Uint8Array): LzsExpansion {
  const reader = new BitReader(compressed);
  let expanded = 0;
  // First bit of the item, or of the group of a long copy, that is being read.
  let start = 0;
  const refuse = (code: LzsRefusal) =>
    refusedExpansion(
      lzsError(code, {
        compressedBytes: compressed.length,
        limitBytes: into.length,
        bitPosition: start,
        expandedBytes: expanded,
      }),
    );

  for (;;) {
    start = reader.position;
    if (reader.take(1) === 0) {
      const byte = reader.take(8);
      if (byte === undefined) return refuse("TRUNCATED");
      if (expanded === into.length) return refuse("OVERRUN");
      into[expanded] = byte;
      expanded += 1;
      continue;
    }

    const short = reader.take(1) === 1;
    const offset = reader.take(short ? 7 : 11);
    if (offset === undefined) return refuse("TRUNCATED");
    if (offset === 0 && short) {
      return {
        expandedBytes: expanded,
        consumedBytes: Math.ceil(reader.position / 8),
        error: undefined,
      };
    }
    if (offset === 0) return refuse("ZERO_OFFSET");
    if (offset > expanded) return refuse("OFFSET_BEFORE_START");

    // A long copy is done in parts, as its length becomes known: 8 bytes, then those of each group.
    let part = takeLength(reader);
    let last = part !== LongCopyBytes;
    for (;;) {
      if (part === undefined) return refuse("TRUNCATED");
      if (part > into.length - expanded) return refuse("OVERRUN");
      // Byte by byte: the source may run into the bytes just written.
      for (const end = expanded + part; expanded < end; expanded++) {
        into[expanded] = into[expanded - offset]!;
      }
      if (last) break;
      start = reader.position;
      part = reader.take(4);
      last = part !== FullGroup;
    }
  }
}

/** 2 to 8, where 8 means that groups follow; undefined when the code is cut off. */
function takeLength(reader: BitReader): number | undefined {
  const first = reader.take(2);
  if (first !== 3) return first === undefined ? undefined : 2 + first;
  const second = reader.take(2);
  return second === undefined ? undefined : 5 + second;
}
