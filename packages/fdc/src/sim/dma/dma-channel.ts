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
    const stores = (this.mode & DmaMode.Direction) === DmaMode.ToMemory;
    this.#inSpans(moved, (page, at, done, span) => {
      if (!stores) return;
      page.set(bytes.subarray(offset + done, offset + done + span), at);
      this.onStore?.(page, at, this.page * 0x10000 + at, span);
    });
    return moved;
  }

  /** Memory to device: gives up to `count` bytes, fewer at terminal count. Returns how many. */
  fetch(into: Uint8Array, offset: number, count: number): number {
    const moved = Math.min(count, this.count + 1);
    const fetches = (this.mode & DmaMode.Direction) === DmaMode.FromMemory;
    this.#inSpans(moved, (page, at, done, span) => {
      // In another mode nobody drives the bus.
      if (fetches) into.set(page.subarray(at, at + span), offset + done);
      else into.fill(0xff, offset + done, offset + done + span);
    });
    return moved;
  }

  /** Byte by byte where the address goes down, else in pieces that do not cross the end of the page. */
  #inSpans(
    count: number,
    move: (page: Uint8Array, at: number, done: number, span: number) => void,
  ): void {
    const page = this.#ram.page(this.page);
    for (let done = 0; done < count; ) {
      const upward = !(this.mode & DmaMode.Decrement);
      const room = upward ? Math.min(0x10000 - this.address, this.wrapAfter) : 1;
      const span = Math.min(count - done, Math.max(room, 1));
      move(page, this.address, done, span);
      this.advance(span);
      done += span;
    }
  }

  #wrap(count: number): void {
    this.wrapAfter -= count;
    if (this.wrapAfter > 0) return;
    this.address = 0;
    this.wrapAfter = Infinity;
  }
}
