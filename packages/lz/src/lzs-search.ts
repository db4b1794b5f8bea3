/**
 * What the compressor and its searches agree on: the window, and which strings are found. One hash
 * table leads to strings of three bytes, newest first, of which so many are compared as the search is
 * deep; another to the newest string of two, for when that finds none. The longest is taken at once,
 * with all that goes on to be equal; the nearest of equals.
 */
import { HistoryBytes } from "./lzs-format.js";

export const WindowBytes = 32768;

/** Positions in a copy, its last ones, that enter the table of three; those of two enter none. */
export const enterBytesOf = (depth: number) => (depth === 1 ? 4 : 16);

export const SlotCount = 4096;

/** Slots, 0 to 4095, of the three and of the two low bytes of a word. */
export const slotOf3 = (word: number) => Math.imul(word << 8, 0x9e3779b1) >>> 20;
export const slotOf2 = (word: number) => Math.imul(word << 16, 0x9e3779b1) >>> 20;

/**
 * Strings are compared so far at first; one that is equal so far goes on as long as it likes. So many
 * bytes must be known before an item is chosen, or the choice would depend on how the text is cut.
 */
export const LookaheadBytes = 32;

/** Words are read at any byte of the text. */
export const PaddingBytes = LookaheadBytes + 8;

/** Where the count of positions starts, so that an empty slot (0) is too far away. */
export const FirstPosition = HistoryBytes;

/** Where the compressor stands; offsets are those in the window. */
export interface WindowState {
  /** End of the text, of what is compressed, of what has entered the tables. */
  end: number;
  done: number;
  entered: number;
  /** What the start of the window counts as; positions count modulo 65536. */
  base: number;
  /** The high `bitCount` bits, fewer than 8, are the byte of the stream that is begun. */
  bits: number;
  bitCount: number;
  /**
   * A copy that reaches the end of the text so far: its distance, 0 for none, and how many of its bytes
   * are not coded yet.
   */
  openOffset: number;
  openBytes: number;
}

/** Chooses items for the text in its window and writes them. */
export interface LzsSearch {
  /** The window: {@link WindowBytes} of text and {@link PaddingBytes}. */
  readonly text: Uint8Array;
  /** Forgets all strings. */
  clear(): void;
  /**
   * Compresses up to the end of the text, or, unless it is `final`, as far as the lookahead allows.
   * Stops with an open copy, of which nothing is written, when that reaches the end. Returns how much
   * of `into` is filled; it was `at`. When `final` the padding must be zeros.
   */
  run(window: WindowState, into: Uint8Array, at: number, final: boolean): number;
}
