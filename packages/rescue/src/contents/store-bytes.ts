import type { ByteStore } from "@floppytape/cartridge";
import { appendSpan, type ByteSpan } from "../byte-state.js";
import { withHoles } from "./plain-bytes.js";
import type { AccountedBytes } from "./recording.js";

/** A part of a file, end exclusive. */
interface Part {
  readonly start: number;
  readonly end: number;
}

export interface StoreBytesOptions {
  /** Where they begin in the file. Default 0. */
  readonly start?: number;
  /** Default: up to the end of the file. */
  readonly sizeBytes?: number;
  /** Ascending parts that are lost, counted from `start`. Default: none. */
  readonly holes?: readonly Part[];
}

/** The bytes of a file that is no cartridge. There is nothing that vouches for them. */
export function createStoreBytes(
  store: ByteStore,
  options: StoreBytesOptions = {},
): AccountedBytes {
  const { start = 0, holes = [] } = options;
  const { sizeBytes = Math.max(0, store.sizeBytes - start) } = options;
  return {
    sizeBytes,
    async read(position, into) {
      const wanted = Math.max(0, Math.min(into.length, sizeBytes - position));
      let there = 0;
      while (there < wanted) {
        const got = await store.read(start + position + there, into.subarray(there, wanted));
        if (got <= 0) break;
        there += got;
      }
      const end = position + there;
      const spans: ByteSpan[] = [];
      let at = position;
      for (const hole of holes) {
        const from = Math.max(at, Math.min(hole.start, end));
        const to = Math.max(from, Math.min(hole.end, end));
        appendSpan(spans, { start: at, end: from, state: "read", verified: false });
        appendSpan(spans, { start: from, end: to, state: "lost", verified: false });
        at = to;
      }
      appendSpan(spans, { start: at, end, state: "read", verified: false });
      return withHoles(spans, position, into, end);
    },
  };
}
