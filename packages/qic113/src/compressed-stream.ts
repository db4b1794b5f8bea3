/**
 * The stream of a compressed volume. Every extent names its own position, so a segment is found by
 * bisection and decoded by itself; what no extent covers is a hole. Only positions of extents and a few
 * decoded segments are kept.
 */
import { appendFates, type ByteFates, createFateList } from "./byte-fates.js";
import { appendRange, clipRanges, subtractRanges, touchesRange } from "./byte-ranges.js";
import { divideSegment, type Extent, FrameSizeBytes, type Framing } from "./extent.js";
import type { FindingList } from "./findings.js";
import { createFrameDecoder, MaxFrameBytes } from "./frame-decoder.js";
import { joined, type Piece, pieceOf } from "./frame-pieces.js";
import type { WholeSegment } from "./segment-data-source.js";
import type { SegmentSequence } from "./segment-sequence.js";
import type { VolumeStream } from "./volume-stream.js";

/** What a segment gives: bytes from `position` on, and their fates counted from the first of them. */
interface Decoded {
  readonly index: number;
  readonly position: number;
  /** A view of {@link memory}, which another segment takes when this one is forgotten. */
  readonly bytes: Uint8Array;
  readonly fates: ByteFates;
  readonly memory: Uint8Array;
}

/** A segment taken apart; valid as long as its data are. */
interface Divided extends WholeSegment {
  readonly index: number;
  readonly extent: Extent;
}

/** A frame and its rest. */
interface Followed extends Piece {
  /** Where it ends in the volume, as the segment says where it does; undefined when nothing says so. */
  readonly end: number | undefined;
}

/** Decoded segments kept; each is below a mebibyte. */
const keptSegments = 3;
/** What most segments expand to at most. */
const usualBytes = 128 * 1024;
/** Longest compressed form of a frame: nine bits a byte, and what a writer may leave behind it. */
const maxCompressedBytes = Math.ceil((MaxFrameBytes * 9) / 8) + 64;
/** Stands for a segment that no extent can be placed by. */
const nowhere = -1;

export interface CompressedStreamOptions {
  readonly framing: Framing;
  /** Size of the stream: both sections. */
  readonly sizeBytes: number;
  /** Extents that end behind it are not believed: the sections and what writers may put between them. */
  readonly limitBytes: number;
}

/** The stream of a compressed volume; extents that are not believed go to `findings`. */
export function createCompressedStream(
  sequence: SegmentSequence,
  { framing, sizeBytes, limitBytes }: CompressedStreamOptions,
  findings: FindingList,
): VolumeStream {
  const decoder = createFrameDecoder();
  const positions = new Float64Array(sequence.count).fill(Number.NaN);
  /** The oldest first. No map: the tables that one outgrows keep alive what was in them. */
  const kept: Decoded[] = [];
  const spares: Uint8Array[] = [];
  /** Asked for its position first, and for its frames then. */
  let latest: Divided | undefined;

  const load = (index: number): Divided | Promise<Divided> => {
    if (latest?.index === index) return latest;
    latest = undefined;
    const reading = sequence.read(index);
    return "then" in reading ? reading.then((data) => divide(index, data)) : divide(index, reading);
  };

  const divide = (index: number, data: WholeSegment): Divided => {
    const extent = divideSegment(data.bytes, data.fates.holes, framing);
    if (Number.isNaN(positions[index])) {
      const believed = extent.position !== undefined && extent.position <= limitBytes;
      positions[index] = believed ? extent.position : nowhere;
      if (extent.position !== undefined && !believed) reject(index, extent.position);
    }
    const { bytes, fates } = data;
    return (latest = { index, bytes, fates, extent });
  };

  const reject = (index: number, position: number) =>
    findings.warn(
      "EXTENT_REJECTED",
      `segment ${sequence.segmentAt(index)} claims a place at byte ${position} that the volume of ${sizeBytes} bytes does not have`,
      { segment: sequence.segmentAt(index), position },
    );

  const reportedFrames = new Set<number>();
  const reportFrame = (index: number, position: number) => {
    if (reportedFrames.has(index)) return;
    reportedFrames.add(index);
    const segment = sequence.segmentAt(index);
    const message = `a frame in segment ${segment} cannot be expanded`;
    findings.note("FRAME_LOST", message, { segment, position });
  };

  const positionOf = async (index: number): Promise<number | undefined> => {
    if (index >= sequence.count) return undefined;
    if (Number.isNaN(positions[index])) await load(index);
    const position = positions[index]!;
    return position === nowhere ? undefined : position;
  };

  /** A frame with its parts in the segments behind the one where it begins, as far as they can be read. */
  const follow = async (index: number, begun: Piece): Promise<Followed> => {
    const pieces = [begun];
    let size = begun.bytes.length;
    let continues = true;
    let end: number | undefined;
    // A frame that fills the volume's last segment ends there.
    for (let next = index + 1; continues && next < sequence.count; next++) {
      const { bytes, fates, extent } = await load(next);
      if (bytes.length === 0) continue; // a segment without room
      if (extent.rest === undefined || size > maxCompressedBytes) break;
      const piece = pieceOf(bytes, fates, extent.rest);
      pieces.push({ bytes: piece.bytes.slice(), fates: piece.fates });
      size += piece.bytes.length;
      continues = extent.rest.continues;
      // On another cartridge positions may begin anew.
      const comparable =
        !continues && !sequence.runStarts.some((start) => start > index && start <= next);
      if (comparable) end = await positionOf(next);
    }
    return { ...joined(pieces), end };
  };

  const decode = async (index: number): Promise<Decoded | undefined> => {
    const loading = load(index);
    const { bytes, fates, extent } = "then" in loading ? await loading : loading;
    const position = positions[index]!;
    if (position === nowhere) return undefined;
    let memory = spares.pop() ?? new Uint8Array(usualBytes);
    const all = createFateList();
    let frames = 0;
    let size = 0;
    let displaced = false; // the place of a frame, or the size of one before it, rests on unverified bytes
    for (const part of extent.frames) {
      const piece = pieceOf(bytes, fates, part);
      const { stored, continues } = part;
      // Segments that take the place of `bytes` may hold its rest; it is the last frame then.
      const begun = continues ? { bytes: piece.bytes.slice(), fates: piece.fates } : piece;
      const whole = continues ? await follow(index, begun) : undefined;
      let contents = decoder.decode({ stored, ...(whole ?? begun) });
      // A segment that lies elsewhere holds the rest of another frame.
      const end = position + size + (contents?.bytes.length ?? 0);
      if (whole?.end !== undefined && whole.end !== end)
        contents = stored ? decoder.decode({ stored, ...begun }) : undefined;
      if (contents === undefined) {
        reportFrame(index, position + size);
        break;
      }
      const { length } = contents.bytes;
      memory = withRoom(memory, size, length);
      memory.set(contents.bytes, size);
      const headBytes = FrameSizeBytes + (frames++ === 0 ? framing.positionBytes : 0);
      displaced ||= touchesRange(fates.unverified, part.start - headBytes, part.start);
      const found: ByteFates = displaced ? allUnverified(contents.fates, length) : contents.fates;
      appendFates(all, found, 0, length, size);
      displaced ||= !part.stored && found.unverified.length > 0;
      size += length;
    }
    if (position + size <= limitBytes)
      return { index, position, bytes: memory.subarray(0, size), fates: all, memory };
    spares.push(memory);
    reject(index, position);
    positions[index] = nowhere;
    return undefined;
  };

  const decoded = async (index: number): Promise<Decoded | undefined> => {
    const known = kept.find((segment) => segment.index === index);
    if (known !== undefined) return known;
    const result = await decode(index);
    if (result === undefined) return undefined;
    kept.push(result);
    if (kept.length > keptSegments) spares.push(kept.shift()!.memory);
    return result;
  };

  /** Where reading goes on: in the segment decoded last, or at the beginning of the next one. */
  const indexNear = async (position: number): Promise<number | undefined> => {
    const last = kept.at(-1);
    if (last === undefined || position < last.position) return undefined;
    const end = last.position + last.bytes.length;
    if (position < end) return last.index;
    const next = last.index + 1;
    return position === end && (await positionOf(next)) === position ? next : undefined;
  };

  /** The last segment whose extent begins at or before a position; segments without one are passed over. */
  const indexAt = async (position: number): Promise<number> => {
    let low = 0;
    let high = sequence.count - 1;
    let best = 0;
    while (low <= high) {
      const middle = (low + high) >>> 1;
      let index = middle;
      let found = await positionOf(index);
      while (found === undefined && index < high) found = await positionOf(++index);
      if (found === undefined || found > position) high = middle - 1;
      else {
        best = index;
        low = index + 1;
      }
    }
    return best;
  };

  return {
    sizeBytes,
    joints: [], // extents carry positions: nothing is displaced
    positionOf,
    async read(from, into) {
      latest = undefined; // others may have read since
      into.fill(0);
      const to = from + into.length;
      const fates = createFateList();
      let at = from;
      for (
        let index = (await indexNear(from)) ?? (await indexAt(from));
        at < to && index < sequence.count;
        index++
      ) {
        if (Number.isNaN(positions[index])) await load(index);
        const start = positions[index]!;
        if (start === nowhere) continue;
        if (start >= to) break;
        const segment = await decoded(index);
        if (segment === undefined) continue;
        const end = Math.min(start + segment.bytes.length, to);
        if (end <= at) continue;
        appendRange(fates.holes, at, start);
        at = Math.max(at, start);
        into.set(segment.bytes.subarray(at - start, end - start), at - from);
        for (const hole of clipRanges(segment.fates.holes, at - start, end - start, start - from))
          into.fill(0, hole.start, hole.end);
        appendFates(fates, segment.fates, at - start, end - start, start);
        at = end;
      }
      appendRange(fates.holes, at, to);
      return fates;
    },
  };
}

/** All that is delivered counts as unverified. */
function allUnverified({ holes, corrected }: ByteFates, sizeBytes: number): ByteFates {
  const unverified = subtractRanges([{ start: 0, end: sizeBytes }], holes);
  return { holes, corrected, unverified };
}

/** Memory for `more` bytes behind the `used` ones: the same, or larger. */
function withRoom(memory: Uint8Array, used: number, more: number): Uint8Array {
  if (used + more <= memory.length) return memory;
  const larger = new Uint8Array(Math.max(2 * memory.length, used + more));
  larger.set(memory.subarray(0, used));
  return larger;
}
