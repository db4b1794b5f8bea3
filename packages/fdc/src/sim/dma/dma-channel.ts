/** One channel of an 8237 with its page register, from the device's side and the processor's. */
import type { Ram } from "./ram.js";

/** Bits of the mode register. */
export const DmaMode = {
  Channel: 0x03,
  Direction: 0x0c,
  /** Counts without moving anything. */
  Verify: 0x00,
  ToMemory: 0x04,
  FromMemory: 0x08,
  AutoInitialise: 0x10,
  Decrement: 0x20,
} as const;

/** What is done to bytes on their way into memory: a fault of the bus. */
export type StoreHook = (page: Uint8Array, offset: number, address: number, count: number) => void;

export class DmaChannel {
  masked = true;
  mode = 0;
  /** Address bits 16 to 23. */
  page = 0;
  baseAddress = 0;
  baseCount = 0;
  address = 0;
  /** Bytes still to be moved, less one; ffffh when all are. */
  count = 0;
  /** Terminal count was reached since the status was read. */
  terminal = false;
  /** Pages are left after so many bytes; for a fault. */
  wrapAfter = Infinity;
  onStore: StoreHook | undefined;
  readonly #ram: Ram;

  constructor(ram: Ram) {
    this.#ram = ram;
  }

  /**
   * The page in which the next `count` bytes lie one after the other from `address` on, when they can be
   * moved in place; `advance` must follow. Undefined: they must be copied by `store` or `fetch`.
   */
  inPlace(direction: number, count: number): Uint8Array | undefined {
    const plain =
      (this.mode & (DmaMode.Direction | DmaMode.Decrement)) === direction &&
      this.address + count <= 0x10000 &&
      count <= this.count + 1 &&
      count < this.wrapAfter &&
      this.onStore === undefined;
    return plain ? this.#ram.page(this.page) : undefined;
  }

  /** Counts bytes as moved, no more than are left. Returns whether terminal count was reached. */
  advance(count: number): boolean {
    const step = this.mode & DmaMode.Decrement ? -count : count;
    this.address = (this.address + step) & 0xffff;
    if (this.wrapAfter !== Infinity) this.#wrap(count);
    this.count -= count;
    if (this.count >= 0) return false;
    this.count = 0xffff;
    this.terminal = true;
    if (this.mode & DmaMode.AutoInitialise) {
      this.address = this.baseAddress;
      this.count = this.baseCount;
    } else this.masked = true;
    return true;
  }

  /** Device to memory: takes up to `count` bytes, fewer at terminal count. Returns how many. */
  store(bytes: Uint8Array, offset: number, count: number): number {
    const moved = Math.min(count, this.count + 1);
    const page = this.#ram.page(this.page);
    const stores = (this.mode & DmaMode.Direction) === DmaMode.ToMemory;
    for (let done = 0; done < moved; ) {
      const span = this.#span(moved - done);
      if (stores) {
        copy(bytes, offset + done, page, this.address, span);
        this.onStore?.(page, this.address, this.page * 0x10000 + this.address, span);
      }
      this.advance(span);
      done += span;
    }
    return moved;
  }

  /** Memory to device: gives up to `count` bytes, fewer at terminal count. Returns how many. */
  fetch(into: Uint8Array, offset: number, count: number): number {
    const moved = Math.min(count, this.count + 1);
    const page = this.#ram.page(this.page);
    const fetches = (this.mode & DmaMode.Direction) === DmaMode.FromMemory;
    for (let done = 0; done < moved; ) {
      const span = this.#span(moved - done);
      if (fetches) copy(page, this.address, into, offset + done, span);
      // In another mode nobody drives the bus.
      else into.fill(0xff, offset + done, offset + done + span);
      this.advance(span);
      done += span;
    }
    return moved;
  }

  /** How many of `count` bytes lie one after the other: one where the address goes down. */
  #span(count: number): number {
    if (this.mode & DmaMode.Decrement) return 1;
    return Math.min(count, 0x10000 - this.address, Math.max(this.wrapAfter, 1));
  }

  #wrap(count: number): void {
    this.wrapAfter -= count;
    if (this.wrapAfter > 0) return;
    this.address = 0;
    this.wrapAfter = Infinity;
  }
}

/** The FIFO's bursts are so short that making views of them would take longer than copying. */
const ShortCopy = 32;

function copy(from: Uint8Array, at: number, into: Uint8Array, offset: number, count: number): void {
  if (count > ShortCopy) into.set(from.subarray(at, at + count), offset);
  else for (let byte = 0; byte < count; byte++) into[offset + byte] = from[at + byte]!;
}
