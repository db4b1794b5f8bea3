/**
 * The decoder as a machine that can stop anywhere: in the middle of an item when the stream does not
 * go on yet, in the middle of a copy when there is no more room. What is plain it leaves to
 * {@link expandItems}.
 */
import type { LzError } from "./errors.js";
import { BitBuffer } from "./lzs-bit-buffer.js";
import { FullGroup, HistoryBytes, LongCopyBytes } from "./lzs-format.js";
import { expandItems, type ItemRun } from "./lzs-items.js";
import { type LzsRefusal, lzsError } from "./lzs-refusal.js";

/**
 * Why the machine stopped: `input`: all of the stream that was given is used; `room`: there is more,
 * but `into` is full; `end`: the end marker was reached; `error`: see {@link LzsExpander.error}.
 */
export type LzsStop = "input" | "room" | "end" | "error";

const nothing: Uint8Array = new Uint8Array(0);

export class LzsExpander {
  error: LzError | undefined;

  private compressed = nothing;
  private into = nothing;
  private readonly bits = new BitBuffer();
  /** Bytes made in this run; bytes used and made in those before. */
  private position = 0;
  private consumedBefore = 0;
  private expandedBefore = 0;
  /** Bytes of the stream that were given so far, used or not. */
  private givenBytes = 0;
  /** The last bytes of the runs before, the newest at the end. */
  private readonly history = new Uint8Array(HistoryBytes);
  /** Bit of the stream where the item, or the group of a long copy, begins. */
  private start = 0;
  /** The copy under way: bytes still to be made, and whether groups of its length follow. */
  private offset = 0;
  private pending = 0;
  private grouped = false;
  private ended = false;
  private readonly plain: ItemRun = { bit: 0, position: 0 };

  /** @param limitBytes Most bytes that the stream may expand to. */
  constructor(private limitBytes: number) {}

  /** Bytes that the last run used of the stream, and bytes that it made. */
  get consumedBytes(): number {
    return this.bits.at;
  }
  get expandedBytes(): number {
    return this.position;
  }

  /** Forgets everything: another stream begins. */
  restart(limitBytes: number): void {
    this.limitBytes = limitBytes;
    this.error = undefined;
    this.bits.clear();
    this.consumedBefore = this.expandedBefore = this.givenBytes = 0;
    this.position = this.pending = 0;
    this.grouped = this.ended = false;
  }

  /** Goes on with the next piece of the stream; `into` begins where the last run ended. */
  run(compressed: Uint8Array, into: Uint8Array): LzsStop {
    this.consumedBefore += this.bits.at;
    this.expandedBefore += this.position;
    this.givenBytes = this.consumedBefore + compressed.length;
    this.bits.continueWith(compressed);
    this.position = 0;
    this.compressed = compressed;
    this.into = into;
    const stop = this.advance();
    this.remember();
    this.bits.release();
    this.compressed = this.into = nothing;
    return stop;
  }

  /** The stream does not go on: why that is wrong, or undefined after the end marker. */
  finish(): LzError | undefined {
    if (!this.ended && this.error === undefined) this.refuse("TRUNCATED");
    return this.error;
  }

  private advance(): LzsStop {
    if (this.ended) return "end";
    if (this.error !== undefined) return "error";
    for (;;) {
      if (!this.copyPending()) return "room";
      if (!this.grouped) this.expandPlain();
      const stop = this.grouped ? this.group() : this.item();
      if (stop !== undefined) return stop;
    }
  }

  private expandPlain(): void {
    const { compressed, into, plain, bits } = this;
    plain.bit = bits.position;
    plain.position = this.position;
    // Bits that are left over from the run before have to be used up first.
    if (plain.bit < 0) return;
    const room = Math.min(into.length, this.limitBytes - this.expandedBefore);
    expandItems(compressed, into, room, plain);
    this.position = plain.position;
    bits.position = plain.bit;
  }

  /** One item, or the first part of a long copy. Nothing of it is used when it cannot be done. */
  private item(): LzsStop | undefined {
    const { bits } = this;
    this.start = this.consumedBefore * 8 + this.bits.position;
    if (!bits.need(1)) return "input";
    if (bits.peek(1) === 0) return this.literal();

    if (!bits.need(2)) return "input";
    const headBits = bits.peek(2) === 0b11 ? 9 : 13;
    if (!bits.need(headBits)) return "input";
    const offset = bits.peek(headBits) & (headBits === 9 ? 0x7f : 0x7ff);
    if (offset === 0 && headBits === 9) {
      bits.skip(9);
      this.ended = true;
      return "end";
    }
    if (offset === 0) return this.refuse("ZERO_OFFSET");
    if (offset > this.expandedBefore + this.position) return this.refuse("OFFSET_BEFORE_START");

    if (!bits.need(headBits + 2)) return "input";
    let codeBits = 2;
    let length = 2 + (bits.peek(headBits + 2) & 3);
    if (length === 5) {
      if (!bits.need(headBits + 4)) return "input";
      codeBits = 4;
      length += bits.peek(headBits + 4) & 3;
    }
    bits.skip(headBits + codeBits);
    this.offset = offset;
    this.grouped = length === LongCopyBytes;
    return this.copy(length);
  }

  private literal(): LzsStop | undefined {
    const { bits } = this;
    if (!bits.need(9)) return "input";
    if (this.left === 0) return this.refuse("OVERRUN");
    if (this.position === this.into.length) return "room";
    this.into[this.position++] = bits.peek(9);
    bits.skip(9);
    return undefined;
  }

  private group(): LzsStop | undefined {
    const { bits } = this;
    this.start = this.consumedBefore * 8 + this.bits.position;
    if (!bits.need(4)) return "input";
    const length = bits.peek(4);
    bits.skip(4);
    this.grouped = length === FullGroup;
    return this.copy(length);
  }

  private copy(length: number): LzsStop | undefined {
    if (length > this.left) return this.refuse("OVERRUN");
    this.pending = length;
    return undefined;
  }

  /** Makes bytes of the copy under way; false when there was no room for all. */
  private copyPending(): boolean {
    const { into, history, offset } = this;
    const end = Math.min(into.length, this.position + this.pending);
    for (; this.position < end; this.position++, this.pending--) {
      const source = this.position - offset;
      into[this.position] = source < 0 ? history[HistoryBytes + source]! : into[source]!;
    }
    return this.pending === 0;
  }

  /** Keeps the newest bytes that the run made. */
  private remember(): void {
    const made = this.into.subarray(Math.max(0, this.position - HistoryBytes), this.position);
    this.history.copyWithin(0, made.length);
    this.history.set(made, HistoryBytes - made.length);
  }

  /** Bytes that may still be made. */
  private get left(): number {
    return this.limitBytes - this.expandedBefore - this.position;
  }

  private refuse(code: LzsRefusal): "error" {
    this.error = lzsError(code, {
      compressedBytes: this.givenBytes,
      limitBytes: this.limitBytes === Number.POSITIVE_INFINITY ? undefined : this.limitBytes,
      bitPosition: this.start,
      expandedBytes: this.expandedBefore + this.position,
    });
    return "error";
  }
}
