import type { ByteSpan } from "../byte-state.js";
import type { AccountedBytes } from "./recording.js";

/** A few bytes of a volume. */
export interface Peeked {
  /** As many as there are in the volume, owned by the caller. */
  readonly bytes: Uint8Array;
  /** Some of them are lost. */
  readonly lost: boolean;
}

/** Reads at most `size` bytes, fewer at the end of the volume. */
export async function peek(
  volume: AccountedBytes,
  position: number,
  size: number,
): Promise<Peeked> {
  const bytes = new Uint8Array(Math.max(0, Math.min(size, volume.sizeBytes - position)));
  const spans = bytes.length > 0 ? await volume.read(position, bytes) : [];
  return { bytes, lost: spans.some(isLost) };
}

const isLost = ({ state }: ByteSpan): boolean => state === "lost";

/** What to look for. */
export interface ScanTarget {
  /** Candidates are at multiples of this from where the scan begins. */
  readonly step: number;
  /** Whether it may begin with this byte: asked first, since it is asked often. */
  mayBeginWith(byte: number): boolean;
  /** Bytes that the test looks at. */
  readonly bytes: number;
  /** Whether it stands here; fewer bytes are given where the volume ends or bytes are lost. */
  test(bytes: Uint8Array): boolean;
}

const smallestChunk = 4 * 1024;
const largestChunk = 256 * 1024;

/**
 * The first position from `from` on, below `end`, where the target stands. Begins with little, since
 * what is looked for is often near.
 */
export async function scanFor(
  volume: AccountedBytes,
  target: ScanTarget,
  from: number,
  end: number,
  signal?: AbortSignal,
): Promise<number | undefined> {
  let size = smallestChunk;
  for (let at = from; at < end; ) {
    signal?.throwIfAborted();
    const wanted = Math.min(size + target.bytes, volume.sizeBytes - at);
    if (wanted <= 0) return undefined;
    const chunk = new Uint8Array(wanted);
    const spans = await volume.read(at, chunk);
    const lost = spans.filter(isLost);
    const last = Math.min(size, end - at, wanted);
    let hole = 0;
    for (let offset = 0; offset < last; offset += target.step) {
      if (!target.mayBeginWith(chunk[offset]!)) continue;
      const stop = Math.min(offset + target.bytes, wanted);
      while (hole < lost.length && lost[hole]!.end - at <= offset) hole++;
      const sound = Math.min(stop, (lost[hole]?.start ?? at + stop) - at);
      if (sound > offset && target.test(chunk.subarray(offset, sound))) return at + offset;
    }
    at += Math.ceil(last / target.step) * target.step;
    size = Math.min(largestChunk, size * 2);
  }
  return undefined;
}
