import {
  type Cartridge,
  createPlainFraming,
  createSegmentWriter,
  type SegmentWriter,
} from "@floppytape/cartridge";
import { createClusterFraming } from "./clusters/cluster-framing.js";

/** How much of a volume is on the tape for sure. */
export interface SafePoint {
  /** User bytes. */
  readonly bytes: number;
  /** Last segment with any of them; undefined: none. */
  readonly lastSegment: number | undefined;
  /**
   * Contents of the last segments, where what is written next overwrites them: a crash while that
   * happens would lose them, so a saved state keeps them too.
   */
  readonly tail: readonly { readonly segment: number; readonly data: Uint8Array }[];
}

/** Takes the user bytes of one volume to the tape. */
export interface VolumeWriter {
  /** User bytes taken so far. */
  readonly bytes: number;
  /** Data bytes in front of the place where the next byte goes, see `Cartridge.dataPosition`. */
  readonly tapeBytes: number;
  /** Bytes that fit into the segment that is being filled; 0: the tape is full. */
  readonly room: number;
  /** Segments written since this was last asked for. */
  takeSegmentsWritten(): number;
  /** As of the last {@link flush}. */
  readonly safe: SafePoint;
  /** Appends: any bytes to a plain volume, one block to a compressed one. */
  push(bytes: Uint8Array): Promise<void>;
  /** Brings everything to the tape; the last segment is padded for now, and filled up later. */
  flush(): Promise<SafePoint>;
  /** Brings everything to the tape and ends. */
  finish(): Promise<SafePoint>;
  /** Ends at once; what is known to be on the tape. */
  abandon(): SafePoint;
}

export interface VolumeWriterOptions {
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
  /** Compressed: the block size. */
  readonly clusters?: { readonly blockSize: number } | undefined;
}

export function createVolumeWriter(
  cartridge: Cartridge,
  { firstSegment, lastSegment, clusters }: VolumeWriterOptions,
): VolumeWriter {
  const { formatCode } = cartridge.geometry;
  const wide = formatCode === 4 || formatCode === 6;
  const plain = createPlainFraming();
  const compressed = clusters && createClusterFraming({ ...clusters, wide });
  const framing = compressed ?? plain;
  let writer: SegmentWriter = createSegmentWriter(cartridge, {
    firstSegment,
    lastSegment,
    framing,
  });
  let bytes = 0;
  let lastWritten: number | undefined;
  /** Written by writers that are gone, and those already accounted for. */
  let writtenBefore = 0;
  let taken = 0;
  let ended = false;
  let safe: SafePoint = { bytes: 0, lastSegment: undefined, tail: [] };

  const noteWritten = () => {
    lastWritten = writer.lastWritten ?? lastWritten;
  };
  const closeWriter = () => {
    noteWritten();
    writtenBefore += writer.segmentsWritten;
    writer.close();
    ended = true;
  };
  /** User bytes in segments that this writer has written completely. */
  const completeBytes = (): number => {
    if (writer.lastWritten === undefined) return 0;
    if (compressed) return compressed.completeBytes;
    const end = cartridge.dataPosition(writer.lastWritten + 1);
    return end - cartridge.dataPosition(firstSegment);
  };
  const safely = async (body: () => Promise<void>): Promise<SafePoint> => {
    if (bytes === safe.bytes) return safe; // nothing came since: all of it is on the tape
    await body();
    noteWritten();
    return (safe = { ...safe, bytes, lastSegment: lastWritten });
  };
  const flushSegments = async () => {
    await writer.pump(false);
    await writer.settle();
    const start = framing.checkpoint();
    const segment = writer.nextSegment;
    try {
      await writer.pump(true);
      await writer.settle();
      safe = { ...safe, tail: tailFrom(segment, start) };
    } finally {
      closeWriter();
      framing.rewindTo(start);
      framing.release(start);
      writer = createSegmentWriter(cartridge, { firstSegment: segment, lastSegment, framing });
      ended = false;
    }
  };
  /** What was just written from `segment` on, laid out once more. */
  const tailFrom = (segment: number, start: object): SafePoint["tail"] => {
    framing.rewindTo(start);
    const tail: { segment: number; data: Uint8Array }[] = [];
    for (let at = segment; at <= lastSegment; at++) {
      if (cartridge.dataBytes(at) === 0) continue;
      const data = framing.next(cartridge.dataBytes(at), true);
      if (data === undefined) break;
      tail.push({ segment: at, data: data.slice() });
    }
    return tail;
  };

  return {
    get bytes() {
      return bytes;
    },
    get tapeBytes() {
      return cartridge.dataPosition(writer.nextSegment) + framing.pendingBytes;
    },
    get room() {
      const segment = writer.nextSegment;
      return segment > lastSegment ? 0 : cartridge.dataBytes(segment) - framing.pendingBytes;
    },
    takeSegmentsWritten() {
      const written = writtenBefore + (ended ? 0 : writer.segmentsWritten) - taken;
      taken += written;
      return written;
    },
    get safe() {
      return safe;
    },
    async push(more) {
      framing.push(more);
      await writer.pump(false);
      bytes += more.length;
    },
    flush: () => safely(flushSegments),
    async finish() {
      const point = await safely(async () => {
        await writer.pump(true);
        await writer.settle();
      });
      closeWriter();
      return { ...point, tail: [] };
    },
    abandon() {
      const complete = Math.min(bytes, Math.max(completeBytes(), safe.bytes));
      closeWriter();
      return { bytes: complete, lastSegment: complete > 0 ? lastWritten : undefined, tail: [] };
    },
  };
}
