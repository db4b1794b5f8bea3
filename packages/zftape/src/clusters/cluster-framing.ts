import type { FramingCheckpoint, SegmentFraming } from "@floppytape/cartridge";
import { type Lzrw3Engine, lzrw3, lzrw3CompressBound } from "@floppytape/lz";
import { ClusterThreshold, fileOffsetBytes, StoredFlag, WordBytes } from "./cluster-layout.js";

/** A {@link SegmentFraming} that compresses blocks and lays them out as clusters. */
export interface ClusterFraming extends SegmentFraming {
  /** Appends one block of the volume's block size; it is not kept. */
  push(block: Uint8Array): void;
  /** Bytes of the next segment that what is pending takes up; 0: nothing is pending. */
  readonly pendingBytes: number;
  /** User bytes of the blocks whose clusters end before everything that is still held or pending. */
  readonly completeBytes: number;
}

export interface ClusterFramingOptions {
  /** Uncompressed length of every cluster, at most 63488. */
  blockSize: number;
  /** 8-byte file offsets (format codes 4 and 6) instead of 4-byte ones. */
  wide: boolean;
  /** Default: the process-wide engine. */
  engine?: Lzrw3Engine;
}

interface Cluster {
  readonly payload: Uint8Array;
  readonly stored: boolean;
}

/** A place in the stream: `offset` bytes of cluster `index` were laid out, and all before it. */
interface Cursor extends FramingCheckpoint {
  index: number;
  offset: number;
}

/** Compressed volumes, byte for byte as zftape 3.04d wrote them. */
export function createClusterFraming(options: ClusterFramingOptions): ClusterFraming {
  const { blockSize, wide, engine = lzrw3() } = options;
  const scratch = new Uint8Array(lzrw3CompressBound(blockSize));
  const offsetBytes = fileOffsetBytes(wide);
  const held = new Set<Cursor>();
  let cursor: Cursor = { index: 0, offset: 0 };
  /** Clusters from number `base` on. */
  let clusters: Cluster[] = [];
  let base = 0;

  const clusterAt = (index: number): Cluster | undefined => clusters[index - base];
  const oldest = (): Cursor => [...held].reduce((a, b) => (isBefore(b, a) ? b : a), cursor);
  const remainderBytes = (): number => {
    const current = clusterAt(cursor.index);
    return current && cursor.offset > 0 ? current.payload.length - cursor.offset : 0;
  };
  /** Bytes that a segment of unlimited size would take with everything that is pending. */
  const layoutBytes = (): number => {
    const first = cursor.offset > 0 ? cursor.index + 1 : cursor.index;
    let bytes = WordBytes + remainderBytes() + offsetBytes;
    for (let index = first; clusterAt(index); index++)
      bytes += WordBytes + clusterAt(index)!.payload.length;
    return bytes;
  };
  const isFull = (dataBytes: number): boolean =>
    dataBytes - WordBytes - remainderBytes() <= ClusterThreshold ||
    dataBytes - layoutBytes() <= ClusterThreshold;

  const layOut = (dataBytes: number): Uint8Array => {
    const segment = new Uint8Array(dataBytes);
    const view = new DataView(segment.buffer);
    let { index, offset } = cursor;
    let place = WordBytes;
    if (offset > 0) {
      const rest = clusterAt(index)!.payload.subarray(offset);
      if (rest.length > dataBytes - WordBytes) {
        segment.set(rest.subarray(0, dataBytes - WordBytes), WordBytes);
        cursor = { index, offset: offset + dataBytes - WordBytes };
        return segment;
      }
      segment.set(rest, WordBytes);
      place += rest.length;
      index++;
      offset = 0;
    }
    view.setUint16(0, place, true);
    if (dataBytes - place > ClusterThreshold) {
      if (wide) view.setBigUint64(place, BigInt(index * blockSize), true);
      else view.setUint32(place, (index * blockSize) >>> 0, true);
      place += offsetBytes;
    }
    while (dataBytes - place > ClusterThreshold && clusterAt(index)) {
      const { payload, stored } = clusterAt(index)!;
      const part = Math.min(dataBytes - place - WordBytes, payload.length);
      view.setUint16(place, part | (stored ? StoredFlag : 0), true);
      segment.set(payload.subarray(0, part), place + WordBytes);
      place += WordBytes + part;
      if (part < payload.length) {
        offset = part;
        break;
      }
      index++;
    }
    cursor = { index, offset };
    return segment;
  };

  const dropUnneeded = () => {
    const { index } = oldest();
    if (index - base < 64) return; // not worth moving the array for
    clusters = clusters.slice(index - base);
    base = index;
  };
  const requireHeld = (checkpoint: FramingCheckpoint): Cursor => {
    if (!held.has(checkpoint as Cursor))
      throw new RangeError("checkpoint was released or is not of this framing");
    return checkpoint as Cursor;
  };

  return {
    push(block) {
      if (block.length !== blockSize)
        throw new RangeError(`block must have ${blockSize} bytes, got ${block.length}`);
      const length = engine.compress(block, scratch);
      const stored = length === undefined;
      clusters.push({ payload: stored ? block.slice() : scratch.slice(0, length), stored });
    },
    get pendingBytes() {
      return clusterAt(cursor.index) ? layoutBytes() : 0;
    },
    get completeBytes() {
      return oldest().index * blockSize;
    },
    next(dataBytes, final) {
      if (clusterAt(cursor.index) === undefined) return undefined;
      return final || isFull(dataBytes) ? layOut(dataBytes) : undefined;
    },
    checkpoint() {
      const checkpoint = { ...cursor };
      held.add(checkpoint);
      return checkpoint;
    },
    rewindTo(checkpoint) {
      const { index, offset } = requireHeld(checkpoint);
      cursor = { index, offset };
    },
    release(checkpoint) {
      held.delete(requireHeld(checkpoint));
      dropUnneeded();
    },
  };
}

function isBefore(a: Cursor, b: Cursor): boolean {
  return a.index < b.index || (a.index === b.index && a.offset < b.offset);
}
