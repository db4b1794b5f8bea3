/**
 * LZRW3 as its description reads: one item at a time, no trick. The other engines are measured
 * against this one and must give the same bytes.
 */
import { streamError } from "./errors.js";
import type { Lzrw3Kernel } from "./lzrw3-engine.js";
import {
  FlagBytes,
  GroupItems,
  MaxCopyBytes,
  MaxGroupBytes,
  MinCopyBytes,
  SlotCount,
  slotOf,
  startString,
} from "./lzrw3-format.js";

/** Kernel for blocks of any length. */
export const referenceKernel: Lzrw3Kernel = { compress, decompress };

/** The state that both sides keep in step: the text so far and the slots that point into it. */
class Lzrw3State {
  /** The start string, then the block. Positions count from the start string. */
  readonly text: Uint8Array;
  readonly slots = new Uint32Array(SlotCount);
  /** Literals at the end of the text (at most 2) that no slot points at yet. */
  private pending = 0;

  constructor(blockBytes: number) {
    this.text = new Uint8Array(startString.length + blockBytes);
    this.text.set(startString);
  }

  /** Call when the literal at `position` is in the text. */
  literalAt(position: number): void {
    this.pending += 1;
    if (this.pending === 3) {
      this.enter(position - 2);
      this.pending = 2;
    }
  }

  /** Call when the copy at `position`, made through `slot`, is in the text. */
  copyAt(position: number, slot: number): void {
    if (this.pending === 2) this.enter(position - 2);
    if (this.pending >= 1) this.enter(position - 1);
    this.pending = 0;
    this.slots[slot] = position;
  }

  slotAt(position: number): number {
    return slotOf(this.text[position]!, this.text[position + 1]!, this.text[position + 2]!);
  }

  private enter(position: number): void {
    this.slots[this.slotAt(position)] = position;
  }
}

function compress(block: Uint8Array, into: Uint8Array): number | undefined {
  const state = new Lzrw3State(block.length);
  const { text, slots } = state;
  text.set(block, startString.length);
  const end = text.length;

  let position = startString.length;
  into.fill(0, 0, FlagBytes);
  let controlAt = FlagBytes;
  let length = FlagBytes + 2;
  let control = 0;
  let items = 0;

  for (;;) {
    // Looked at here only, with the next control word already counted: the original compressor
    // stores some blocks that would just have fitted.
    if (length > block.length) return undefined;
    let burst = 0;
    if (position <= end - MaxGroupBytes) burst = GroupItems;
    else if (position <= end - MaxCopyBytes) burst = 1;
    else if (position === end) break;
    else {
      into[length++] = text[position++]!;
      items += 1;
    }

    for (; burst > 0; burst--) {
      const slot = state.slotAt(position);
      const match = matchLength(text, slots[slot]!, position);
      if (match < MinCopyBytes) {
        into[length++] = text[position]!;
        state.literalAt(position);
        position += 1;
      } else {
        into[length++] = ((slot >> 4) & 0xf0) | (match - MinCopyBytes);
        into[length++] = slot & 0xff;
        control |= 1 << items;
        state.copyAt(position, slot);
        position += match;
      }
      items += 1;
    }

    if (items === GroupItems) {
      into[controlAt] = control & 0xff;
      into[controlAt + 1] = control >> 8;
      controlAt = length;
      length += 2;
      control = 0;
      items = 0;
    }
  }

  if (items === 0) return length - 2;
  control |= 0xffff << items;
  into[controlAt] = control & 0xff;
  into[controlAt + 1] = (control >> 8) & 0xff;
  return length;
}

/** Equal bytes at both positions, at most 18; the earlier string may run into the later one. */
function matchLength(text: Uint8Array, earlier: number, position: number): number {
  let length = 0;
  while (length < MaxCopyBytes && text[earlier + length] === text[position + length]) length += 1;
  return length;
}

function decompress(compressed: Uint8Array, into: Uint8Array): void {
  const state = new Lzrw3State(into.length);
  const { text, slots } = state;
  const end = text.length;
  let position = startString.length;
  let offset = 0;

  const refuse = (code: "TRUNCATED" | "OVERRUN" | "LENGTH_MISMATCH") =>
    streamError(code, compressed.length, into.length, offset, position - startString.length);

  if (compressed.length < FlagBytes) throw refuse("TRUNCATED");
  offset = FlagBytes;

  while (offset < compressed.length) {
    if (compressed.length - offset < 2) throw refuse("TRUNCATED");
    const control = compressed[offset]! | (compressed[offset + 1]! << 8);
    offset += 2;

    for (let item = 0; item < GroupItems && offset < compressed.length; item++) {
      if ((control >> item) & 1) {
        if (compressed.length - offset < 2) throw refuse("TRUNCATED");
        const first = compressed[offset]!;
        const slot = ((first & 0xf0) << 4) | compressed[offset + 1]!;
        const length = (first & 0x0f) + MinCopyBytes;
        if (length > end - position) throw refuse("OVERRUN");
        // Byte by byte: the source may run into the bytes just written.
        const source = slots[slot]!;
        for (let i = 0; i < length; i++) text[position + i] = text[source + i]!;
        state.copyAt(position, slot);
        position += length;
        offset += 2;
      } else {
        if (position === end) throw refuse("OVERRUN");
        text[position] = compressed[offset]!;
        state.literalAt(position);
        position += 1;
        offset += 1;
      }
    }
  }

  if (position !== end) throw refuse("LENGTH_MISMATCH");
  into.set(text.subarray(startString.length));
}
