/** Memory for segments between tape and caller: made when first needed, used again and again. */
import { SegmentBytes } from "@floppytape/ecc";

export interface SegmentSlots {
  readonly capacity: number;
  /** Segments that can still be taken. */
  readonly free: number;
  /** Memory for one segment, of any contents; undefined when all of it is in use. */
  take(): Uint8Array | undefined;
  giveBack(slot: Uint8Array): void;
}

export function createSegmentSlots(capacity: number): SegmentSlots {
  const idle: Uint8Array[] = [];
  let made = 0;
  return {
    capacity,
    get free() {
      return idle.length + capacity - made;
    },
    take() {
      const slot = idle.pop();
      if (slot !== undefined || made === capacity) return slot;
      made++;
      return new Uint8Array(SegmentBytes);
    },
    giveBack(slot) {
      idle.push(slot);
    },
  };
}
