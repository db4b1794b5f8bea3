/**
 * The fast compressor. It works on a window of its own, whose bytes come in pieces of any length; what
 * it makes of them does not depend on how they are cut.
 */
import {
  EndMarker,
  EndMarkerBits,
  FullGroup,
  HistoryBytes,
  LongCopyBytes,
  ShortOffsets,
} from "./lzs-format.js";
import { FirstPosition, type LzsSearch, WindowBytes, type WindowState } from "./lzs-search.js";

export class LzsCompressor {
  private readonly window: WindowState = emptyWindow();
  /** All of the open copy but groups of its length is written. */
  private openInGroups = false;

  constructor(private readonly search: LzsSearch) {}

  /** Forgets everything: another stream begins. */
  restart(): void {
    this.search.clear();
    Object.assign(this.window, emptyWindow());
    this.openInGroups = false;
  }

  /** Adds a piece of any length, and returns how much of `into` is filled then; it was `at`. */
  add(plain: Uint8Array, into: Uint8Array, at: number): number {
    const { window } = this;
    let filled = at;
    for (let from = 0; from < plain.length; ) {
      if (window.end === WindowBytes) this.slide();
      const part = plain.subarray(from, from + WindowBytes - window.end);
      this.search.text.set(part, window.end);
      window.end += part.length;
      from += part.length;
      filled = this.compress(into, filled, false);
    }
    return filled;
  }

  /** Ends the stream, and returns how much of `into` is filled then; it was `at`. */
  finish(into: Uint8Array, at: number): number {
    const { window, search } = this;
    search.text.fill(0, window.end);
    let filled = this.compress(into, at, true);
    filled = this.put(into, filled, EndMarker, EndMarkerBits);
    if (window.bitCount === 0) return filled;
    into[filled] = window.bits >>> 24;
    return filled + 1;
  }

  /** Makes room in the window; keeps what can still be copied from. */
  private slide(): void {
    const { window } = this;
    const shift = window.done - HistoryBytes;
    this.search.text.copyWithin(0, shift, window.end);
    window.end -= shift;
    window.done -= shift;
    window.entered -= shift;
    window.base = (window.base + shift) & 0xffff;
  }

  private compress(into: Uint8Array, at: number, final: boolean): number {
    const { window } = this;
    let filled = at;
    if (window.openOffset > 0) filled = this.continueCopy(into, filled, final);
    if (window.openOffset > 0) return filled;
    filled = this.search.run(window, into, filled, final);
    return window.openOffset > 0 ? this.writeOpenCopy(into, filled, false) : filled;
  }

  /** Lengthens the copy that reached the end of the text so far. */
  private continueCopy(into: Uint8Array, at: number, final: boolean): number {
    const { window } = this;
    const { text } = this.search;
    const began = window.done;
    let done = began;
    while (done < window.end && text[done] === text[done - window.openOffset]) done++;
    window.openBytes += done - began;
    window.done = done;
    return this.writeOpenCopy(into, at, final || done < window.end);
  }

  /** Writes as much of the open copy as is certain, and, when it `ends` here, all. */
  private writeOpenCopy(into: Uint8Array, at: number, ends: boolean): number {
    const { window } = this;
    let filled = at;
    if (!this.openInGroups) {
      const short = window.openOffset < ShortOffsets;
      filled = short
        ? this.put(into, filled, (0b11 << 7) | window.openOffset, 9)
        : this.put(into, filled, (0b10 << 11) | window.openOffset, 13);
      filled = this.put(into, filled, 0b1111, 4);
      window.openBytes -= LongCopyBytes;
      this.openInGroups = true;
    }
    for (; window.openBytes >= FullGroup; window.openBytes -= FullGroup) {
      filled = this.put(into, filled, FullGroup, 4);
    }
    if (!ends) return filled;
    filled = this.put(into, filled, window.openBytes, 4);
    window.openOffset = window.openBytes = 0;
    this.openInGroups = false;
    return filled;
  }

  /** Appends bits to the stream. */
  private put(into: Uint8Array, at: number, value: number, width: number): number {
    const { window } = this;
    let filled = at;
    window.bits |= value << (32 - window.bitCount - width);
    for (window.bitCount += width; window.bitCount >= 8; window.bitCount -= 8) {
      into[filled++] = window.bits >>> 24;
      window.bits <<= 8;
    }
    return filled;
  }
}

function emptyWindow(): WindowState {
  return {
    end: 0,
    done: 0,
    entered: 0,
    base: FirstPosition,
    bits: 0,
    bitCount: 0,
    openOffset: 0,
    openBytes: 0,
  };
}
