/**
 * The decoder as a machine that can stop anywhere: in the middle of an item when the stream does not
 * go on yet, in the middle of a copy when there is no more room. What is plain it leaves to
 * {@link expandItems}.
 */
import type { LzError } from "./errors.js";
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
  /** Bytes of both used in this run, and in those before. */
  private at = 0;
  private position = 0;
  private consumedBefore = 0;
  private expandedBefore = 0;
  /** Bytes of the stream that were given so far, used or not. */
  private givenBytes = 0;
  /** The last bytes of the runs before, the newest at the end. */
  private readonly history = new Uint8Array(HistoryBytes);
  /** The low `bitCount` bits of `bits` are taken from the stream but not used yet. */
  private bits = 0;
  private bitCount = 0;
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
    return this.at;
  }
  get expandedBytes(): number {
    return this.position;
  }

  /** Forgets everything: another stream begins. */
  restart(limitBytes: number): void {
    this.limitBytes = limitBytes;
    this.error = undefined;
    this.at = this.position = 0;
    this.consumedBefore = this.expandedBefore = this.givenBytes = 0;
    this.bits = this.bitCount = 0;
    this.pending = 0;
    this.grouped = this.ended = false;
  }

  /** Goes on with the next piece of the stream; `into` begins where the last run ended. */
  run(compressed: Uint8Array, into: Uint8Array): LzsStop {
    this.consumedBefore += this.at;
    this.expandedBefore += this.position;
    this.givenBytes = this.consumedBefore + compressed.length;
    this.at = this.position = 0;
    this.compressed = compressed;
    this.into = into;
    const stop = this.advance();
    this.remember();
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
    const bit = this.at * 8 - this.bitCount;
    // Bits that are left over from the run before have to be used up first.
    if (bit < 0) return;
    const { compressed, into, plain } = this;
    plain.bit = bit;
    plain.position = this.position;
    expandItems(
      compressed,
      into,
      Math.min(into.length, this.limitBytes - this.expandedBefore),
      plain,
    );
    this.position = plain.position;
    this.at = Math.ceil(plain.bit / 8);
    this.bitCount = this.at * 8 - plain.bit;
    this.bits = this.bitCount === 0 ? 0 : compressed[this.at - 1]! & ((1 << this.bitCount) - 1);
  }

  /** One item, or the first part of a long copy. Nothing of it is used when it cannot be done. */
  private item(): LzsStop | undefined {
    this.start = (this.consumedBefore + this.at) * 8 - this.bitCount;
    if (!this.need(1)) return "input";
    if (this.peek(1) === 0) return this.literal();

    if (!this.need(2)) return "input";
    const headBits = this.peek(2) === 0b11 ? 9 : 13;
    if (!this.need(headBits)) return "input";
    const offset = this.peek(headBits) & (headBits === 9 ? 0x7f : 0x7ff);
    if (offset === 0 && headBits === 9) {
      this.skip(9);
      this.ended = true;
      return "end";
    }
    if (offset === 0) return this.refuse("ZERO_OFFSET");
    if (offset > this.expandedBefore + this.position) return this.refuse("OFFSET_BEFORE_START");

    if (!this.need(headBits + 2)) return "input";
    let codeBits = 2;
    let length = 2 + (this.peek(headBits + 2) & 3);
    if (length === 5) {
      if (!this.need(headBits + 4)) return "input";
      codeBits = 4;
      length += this.peek(headBits + 4) & 3;
    }
    this.skip(headBits + codeBits);
    this.offset = offset;
    this.grouped = length === LongCopyBytes;
    return this.copy(length);
  }

  private literal(): LzsStop | undefined {
    if (!this.need(9)) return "input";
    if (this.left === 0) return this.refuse("OVERRUN");
    if (this.position === this.into.length) return "room";
    this.into[this.position++] = this.peek(9);
    this.skip(9);
    return undefined;
  }

  private group(): LzsStop | undefined {
    this.start = (this.consumedBefore + this.at) * 8 - this.bitCount;
    if (!this.need(4)) return "input";
    const length = this.peek(4);
    this.skip(4);
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

  /** Takes bytes from the stream until there are `count` bits; false when it does not go on. */
  private need(count: number): boolean {
    while (this.bitCount < count) {
      if (this.at === this.compressed.length) return false;
      this.bits = (this.bits << 8) | this.compressed[this.at++]!;
      this.bitCount += 8;
    }
    return true;
  }

  private peek(count: number): number {
    return this.bits >>> (this.bitCount - count);
  }

  private skip(count: number): void {
    this.bitCount -= count;
    this.bits &= (1 << this.bitCount) - 1;
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
