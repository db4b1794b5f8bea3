/** Whether what a controller says it moved has come to where it should be. */
import type { DataBuffer } from "../../controller/controller.js";

export interface ArrivalMark {
  /** Marks the memory in front of `end`, where the last bytes of a run are to arrive. */
  put(buffer: number, end: number): Promise<void>;
  /** The mark is still there: the bytes went elsewhere, as with DMA that wraps within a page. */
  stands(): Promise<boolean>;
}

/** Too many for data to look like a mark by chance. */
const markBytes = 16;

/** Another mark each time: data that looks like one reads well at the next try. */
export function createArrivalMark(buffers: readonly DataBuffer[]): ArrivalMark {
  const mark = new Uint8Array(markBytes);
  const found = new Uint8Array(markBytes);
  let buffer = 0;
  let at = 0;
  let count = 0;
  return {
    put(newBuffer, end) {
      buffer = newBuffer;
      at = end - markBytes;
      count++;
      for (let i = 0; i < markBytes; i++) mark[i] = (count * 0x6d + i * 0x95 + 0x5a) & 0xff;
      return buffers[buffer]!.store(at, mark);
    },
    async stands() {
      await buffers[buffer]!.load(at, found);
      return found.every((byte, i) => byte === mark[i]);
    },
  };
}
