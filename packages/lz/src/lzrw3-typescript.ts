/**
 * LZRW3 for speed without WebAssembly. Against the reference: one work area for all blocks with the
 * start string in front; 16-bit positions, so that clearing the slots costs 8 KiB a block; hashes of
 * pending literals from bytes and slots already at hand. The compressor has a spare slot that takes
 * the entries the rules forbid, so that it need not ask whether a literal is pending.
 */
import { streamError } from "./errors.js";
import type { Lzrw3Kernel } from "./lzrw3-engine.js";
import {
  FlagBytes,
  GroupItems,
  Lzrw3MaxBlockBytes,
  MaxCopyBytes,
  MaxGroupBytes,
  SlotCount,
  slotOf,
  startString,
} from "./lzrw3-format.js";

const SpareSlot = SlotCount;
const textStart = startString.length;

/** Kernel with its own work area (72 KiB), for blocks up to `Lzrw3MaxBlockBytes`. */
export function createTypescriptKernel(): Lzrw3Kernel {
  const text = new Uint8Array(textStart + Lzrw3MaxBlockBytes);
  const slots = new Uint16Array(SlotCount + 1);
  text.set(startString);
  return {
    compress: (block, into) => compress(text, slots, block, into),
    decompress: (compressed, into) => decompress(text, slots, compressed, into),
  };
}

function compress(
  text: Uint8Array,
  slots: Uint16Array,
  block: Uint8Array,
  into: Uint8Array,
): number | undefined {
  const blockBytes = block.length;
  const end = textStart + blockBytes;
  text.set(block, textStart);
  slots.fill(0);
  into.fill(0, 0, FlagBytes);

  let position = textStart;
  let controlAt = FlagBytes;
  let length = FlagBytes + 2;
  // Bits enter at the top and have moved down to their place when the group is full.
  let control = 0;
  let room = GroupItems;
  // Slots of the two literals before `position`, or the spare one where there is no such literal.
  let slot1 = SpareSlot;
  let slot2 = SpareSlot;

  for (;;) {
    if (length > blockBytes) return undefined;
    if (position <= end - MaxCopyBytes) {
      const burst = position <= end - MaxGroupBytes ? GroupItems : 1;
      room -= burst;
      for (let item = 0; item < burst; item++) {
        const byte = text[position]!;
        const byte1 = text[position + 1]!;
        const byte2 = text[position + 2]!;
        const slot = slotOf(byte, byte1, byte2);
        const earlier = slots[slot]!;
        slots[slot2] = position - 2;
        if (text[earlier] !== byte || text[earlier + 1] !== byte1 || text[earlier + 2] !== byte2) {
          into[length++] = byte;
          slot2 = slot1;
          slot1 = slot;
          control >>>= 1;
          position += 1;
        } else {
          let more = 3;
          while (more < MaxCopyBytes && text[earlier + more] === text[position + more]) more += 1;
          into[length] = ((slot >> 4) & 0xf0) | (more - 3);
          into[length + 1] = slot;
          length += 2;
          slots[slot1] = position - 1;
          slots[slot] = position;
          slot2 = slot1 = SpareSlot;
          control = (control >>> 1) | 0x8000;
          position += more;
        }
      }
    } else if (position === end) break;
    else {
      into[length++] = text[position++]!;
      control >>>= 1;
      room -= 1;
    }
    if (room === 0) {
      into[controlAt] = control;
      into[controlAt + 1] = control >>> 8;
      controlAt = length;
      length += 2;
      control = 0;
      room = GroupItems;
    }
  }

  if (room === GroupItems) return length - 2;
  control = (control | 0xffff0000) >>> room;
  into[controlAt] = control;
  into[controlAt + 1] = control >>> 8;
  return length;
}

function decompress(
  text: Uint8Array,
  slots: Uint16Array,
  compressed: Uint8Array,
  into: Uint8Array,
): void {
  const end = textStart + into.length;
  const streamEnd = compressed.length;
  slots.fill(0);

  let position = textStart;
  let offset = 0;
  const refuse = (code: "TRUNCATED" | "OVERRUN" | "LENGTH_MISMATCH", at: number, filled: number) =>
    streamError(code, streamEnd, into.length, at, filled - textStart);

  if (streamEnd < FlagBytes) throw refuse("TRUNCATED", 0, position);
  offset = FlagBytes;
  // Literals since the last copy, and the last two of them.
  let literals = 0;
  let byte1 = 0;
  let byte2 = 0;

  while (offset < streamEnd) {
    if (streamEnd - offset < 2) throw refuse("TRUNCATED", offset, position);
    // Bit 16 marks the end of the group.
    let control = compressed[offset]! | (compressed[offset + 1]! << 8) | 0x10000;
    offset += 2;
    for (; control !== 1 && offset < streamEnd; control >>>= 1) {
      if (control & 1) {
        if (streamEnd - offset < 2) throw refuse("TRUNCATED", offset, position);
        const first = compressed[offset]!;
        const slot = ((first & 0xf0) << 4) | compressed[offset + 1]!;
        const copyEnd = position + (first & 0x0f) + 3;
        if (copyEnd > end) throw refuse("OVERRUN", offset, position);
        offset += 2;
        let source = slots[slot]!;
        const to = position;
        while (position < copyEnd) text[position++] = text[source++]!;
        if (literals > 0) {
          const next = text[to]!;
          if (literals > 1) slots[slotOf(byte2, byte1, next)] = to - 2;
          slots[slotOf(byte1, next, text[to + 1]!)] = to - 1;
          literals = 0;
        }
        slots[slot] = to;
      } else {
        if (position === end) throw refuse("OVERRUN", offset, position);
        const byte = compressed[offset++]!;
        text[position] = byte;
        if (literals > 1) slots[slotOf(byte2, byte1, byte)] = position - 2;
        literals += 1;
        byte2 = byte1;
        byte1 = byte;
        position += 1;
      }
    }
  }

  if (position !== end) throw refuse("LENGTH_MISMATCH", offset, position);
  into.set(text.subarray(textStart, end));
}
