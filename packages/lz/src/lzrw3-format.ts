/**
 * The numbers of LZRW3 (Ross Williams, 1991, algorithm 0x032DDEA8) as zftape used it.
 *
 * A stream is 4 flag bytes, then groups of a 16-bit little-endian control word and up to 16 items,
 * bit 0 first. Control bit 0 is a literal byte; 1 is a copy of two bytes, length - 3 in the low half
 * of the first, and a slot number in its high half (bits 8-11) and the second (bits 0-7). A slot
 * holds a position in the text so far. Both sides fill the slots by the same rule and start every
 * block with all slots pointing at the start string, which stands in front of the text.
 */

/** Largest block of a zftape volume, in bytes. */
export const Lzrw3MaxBlockBytes = 63488;

/** Stands in front of every block; every slot points at its first byte when the block starts. */
export const startString = new TextEncoder().encode("123456789012345678");

/** Bytes in front of the first control word. Written as zeros, never looked at when expanding. */
export const FlagBytes = 4;

export const SlotCount = 4096;
export const GroupItems = 16;
export const MinCopyBytes = 3;
export const MaxCopyBytes = 18;

/** Most bytes that a full group of copies stands for. */
export const MaxGroupBytes = GroupItems * MaxCopyBytes;

/**
 * Bytes that `compress` needs to work in for a block of `blockBytes`: the block's own length, plus
 * one group and the next group's control word, because the length is looked at once per group.
 */
export function lzrw3CompressBound(blockBytes: number): number {
  return blockBytes + 34;
}

/** Length of the longest stream that can expand to `blockBytes`: literals and an empty group. */
export function longestStreamBytes(blockBytes: number): number {
  return FlagBytes + blockBytes + 2 * Math.ceil(blockBytes / GroupItems) + 2;
}

/** Slot, 0 to 4095, of three successive bytes. */
export function slotOf(byte0: number, byte1: number, byte2: number): number {
  return (Math.imul(40543, (byte0 << 8) ^ (byte1 << 4) ^ byte2) >>> 4) & 0xfff;
}
