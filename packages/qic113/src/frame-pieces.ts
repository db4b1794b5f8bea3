/** Frames are put together from parts that lie in different segments. */
import { appendFates, type ByteFates, clipFates, createFateList } from "./byte-fates.js";
import type { FramePart } from "./extent.js";

/** A part of a frame: its bytes and what became of them. */
export interface Piece {
  readonly bytes: Uint8Array;
  readonly fates: ByteFates;
}

/** A part of a segment; a view of `bytes`. */
export function pieceOf(
  bytes: Uint8Array,
  fates: ByteFates,
  { start, end }: Pick<FramePart, "start" | "end">,
): Piece {
  return { bytes: bytes.subarray(start, end), fates: clipFates(fates, start, end, -start) };
}

/** The parts of a frame, one behind the other. */
export function joined(pieces: readonly Piece[]): Piece {
  if (pieces.length === 1) return pieces[0]!;
  const size = pieces.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const fates = createFateList();
  let at = 0;
  for (const piece of pieces) {
    appendFates(fates, piece.fates, 0, piece.bytes.length, at);
    at += piece.bytes.length;
  }
  return {
    bytes: concatenated(
      pieces.map(({ bytes }) => bytes),
      size,
    ),
    fates,
  };
}

/** Parts of `size` bytes in all, one behind the other. */
export function concatenated(parts: readonly Uint8Array[], size: number): Uint8Array {
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
