import { type Cartridge, createPlainFraming, createSegmentWriter } from "@floppytape/cartridge";
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
  /** Segments written since this was last asked for; those without room for data count, as ever. */
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
  const writer = createSegmentWriter(cartridge, { firstSegment, lastSegment, framing });
  let bytes = 0;
  let taken = 0;
  let safe: SafePoint = { bytes: 0, lastSegment: undefined, tail: [] };
  let writtenWhenSafe = 0;

  /** Segments without room for data in front of the last one that there is something for. */
  const passedOver = (): number => {
    let count = 0;
    const end = framing.pendingBytes > 0 ? writer.nextSegment : (writer.lastWritten ?? 0);
    for (let segment = firstSegment; segment < end; segment++)
      if (cartridge.dataBytes(segment) === 0) count++;
    return count;
  };
  /** User bytes that are on the tape for sure. */
  const completeBytes = (): number => {
    if (writer.lastWritten === undefined || writer.segmentsWritten === writtenWhenSafe)
      return safe.bytes;
    const end = cartridge.dataPosition(writer.lastWritten + 1);
    const complete = compressed?.completeBytes ?? end - cartridge.dataPosition(firstSegment);
    return Math.min(bytes, Math.max(complete, safe.bytes));
  };
  /** What is pending, laid out from the next segment on: just as it was written. */
  const layOutTail = (): SafePoint["tail"] => {
    const tail: { segment: number; data: Uint8Array }[] = [];
    const start = framing.checkpoint();
    for (let segment = writer.nextSegment; segment <= lastSegment; segment++) {
      const room = cartridge.dataBytes(segment);
      const data = room > 0 ? framing.next(room, true) : undefined;
      if (data) tail.push({ segment, data: data.slice() });
      else if (room > 0) break;
    }
    framing.rewindTo(start);
    framing.release(start);
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
      const written = writer.segmentsWritten + passedOver() - taken;
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
    async flush() {
      if (bytes === safe.bytes) return safe;
      await writer.settlePartial();
      writtenWhenSafe = writer.segmentsWritten;
      return (safe = { bytes, lastSegment: writer.lastWritten, tail: layOutTail() });
    },
    async finish() {
      await writer.pump(true);
      await writer.settle();
      writer.close();
      return { bytes, lastSegment: writer.lastWritten, tail: [] };
    },
    abandon() {
      const complete = completeBytes();
      writer.close();
      const lastWritten = complete > safe.bytes ? writer.lastWritten : safe.lastSegment;
      return { bytes: complete, lastSegment: complete > 0 ? lastWritten : undefined, tail: [] };
    },
  };
}
