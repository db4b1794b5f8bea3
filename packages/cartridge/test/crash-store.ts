import { type ByteStore, createMemoryBytes } from "../src/index.js";

/** Thrown when the power goes. */
export class PowerCut extends Error {}

interface Pending {
  readonly position: number;
  readonly bytes: Uint8Array;
}

/**
 * Bytes as a disk holds them: what was synced is safe; of the rest, sectors of 1024 bytes arrive one by
 * one, in any order or not at all. `survive(sector)` decides which of the sectors that were not
 * synced are there after the crash, `writesLeft` how many sectors are taken before the power goes.
 */
export function createCrashBytes(
  initial: Uint8Array,
  writesLeft: number,
): ByteStore & {
  afterCrash(survive: (sector: number) => boolean): Uint8Array;
} {
  const safe = createMemoryBytes(initial);
  const cached = createMemoryBytes(initial);
  let pending: Pending[] = [];
  let left = writesLeft;
  return {
    get sizeBytes() {
      return cached.sizeBytes;
    },
    read: (position, into) => cached.read(position, into),
    async write(position, bytes) {
      for (let from = 0; from < bytes.length; from += 1024) {
        if (left-- <= 0) throw new PowerCut();
        const sector = bytes.slice(from, from + 1024);
        pending.push({ position: position + from, bytes: sector });
        await cached.write(position + from, sector);
      }
    },
    async sync() {
      if (left-- <= 0) throw new PowerCut();
      for (const { position, bytes } of pending) await safe.write(position, bytes);
      pending = [];
    },
    async close() {},
    afterCrash(survive) {
      const image = safe.bytes();
      for (const [index, { position, bytes }] of pending.entries())
        if (survive(index)) image.set(bytes, position);
      return image;
    },
  };
}
