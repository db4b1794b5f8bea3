import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { dataBytesOf } from "@floppytape/qic-format";
import { appendSpan, type ByteSpan } from "@floppytape/rescue";
import { segmentsOfBlocks } from "../damage/expected-blocks.js";
import { dataOf } from "../damage/expected-segment.js";
import type { TrueCartridge, TrueVolume } from "./true-cartridge.js";
import type { Fate, SegmentFate } from "./true-fates.js";

/** What theory says of a stretch of a volume. */
export interface StretchFate {
  /**
   * Ascending, they cover the stretch; counted from its beginning. Undefined where only so much is
   * known: that nothing but what depends on damaged segments may be lost or corrected.
   */
  readonly spans: readonly ByteSpan[] | undefined;
  /** Nothing that the stretch depends on is lost. */
  readonly whole: boolean;
  /** Bytes in it may be wrong without anybody being able to notice. */
  readonly doubtful: readonly (readonly [from: number, to: number])[];
}

/** The fates of the bytes of a volume, expanded: from `from` to `to`, exclusive. */
export type VolumeFates = (from: number, to: number) => StretchFate;

/** Derives them from those of the segments. */
export async function volumeFates(
  cartridge: TrueCartridge,
  volume: TrueVolume,
  fateOf: (segment: number) => Promise<SegmentFate>,
): Promise<VolumeFates> {
  const fates = new Map<number, SegmentFate>();
  for (let segment = volume.firstSegment; segment <= volume.lastSegment; segment++)
    fates.set(segment, await fateOf(segment));
  if (volume.extents) return extentFates(volume, volume.extents, fates);
  return stretchesOf(
    volume.compressed
      ? blockPieces(cartridge, volume, fates)
      : sectorPieces(cartridge, volume, fates),
  );
}

/** Bytes of a volume with one fate. */
interface Piece extends Fate {
  readonly from: number;
  readonly to: number;
  readonly doubtful: boolean;
}

function stretchesOf(pieces: readonly Piece[]): VolumeFates {
  return (from, to) => {
    const spans: ByteSpan[] = [];
    const doubtful: [number, number][] = [];
    for (const { state, verified, ...piece } of pieces) {
      const [start, end] = [Math.max(from, piece.from) - from, Math.min(to, piece.to) - from];
      if (end <= start) continue;
      appendSpan(spans, { start, end, state, verified });
      if (piece.doubtful) doubtful.push([start, end]);
    }
    return { spans, whole: spans.every(({ state }) => state !== "lost"), doubtful };
  };
}

function sectorPieces(
  { badSectors }: TrueCartridge,
  { firstSegment, lastSegment }: TrueVolume,
  fates: ReadonlyMap<number, SegmentFate>,
): Piece[] {
  const pieces: Piece[] = [];
  let from = 0;
  for (let segment = firstSegment; segment <= lastSegment; segment++) {
    const { sectors, doubtful } = fates.get(segment)!;
    const count = dataBytesOf(badSectors(segment)) / SectorBytes;
    for (let sector = 0; sector < count; sector++) {
      const fate = sectors[sector] ?? { state: "lost", verified: false };
      pieces.push({ ...fate, from, to: from + SectorBytes, doubtful });
      from += SectorBytes;
    }
  }
  return pieces;
}

/** A block of a compressed volume has the worst fate of all data in the segments that it lies in. */
function blockPieces(
  cartridge: TrueCartridge,
  volume: TrueVolume,
  fates: ReadonlyMap<number, SegmentFate>,
): Piece[] {
  const { bytes, badSectors } = cartridge;
  const data = (segment: number) =>
    dataOf(
      bytes.subarray(segment * SegmentBytes, (segment + 1) * SegmentBytes),
      badSectors(segment),
    );
  // Wrong data that nobody notices may tell anything of the blocks beside it.
  const doubtful = [...fates.values()].some((fate) => fate.doubtful);
  return segmentsOfBlocks(volume, cartridge, data).map((segments, block) => {
    const from = block * volume.blockSize;
    const fate = worstOf(segments.flatMap((segment) => fates.get(segment)!.sectors));
    return { ...fate, from, to: from + volume.blockSize, doubtful };
  });
}

function worstOf(fates: readonly Fate[]): Fate {
  const states = fates.map(({ state }) => state);
  const state = states.includes("lost")
    ? "lost"
    : states.includes("corrected")
      ? "corrected"
      : "read";
  return { state, verified: state !== "lost" && fates.every(({ verified }) => verified) };
}

/** A compressed file set: what of a segment is lost with a sector depends on the frames in it. */
function extentFates(
  { firstSegment }: TrueVolume,
  extents: NonNullable<TrueVolume["extents"]>,
  fates: ReadonlyMap<number, SegmentFate>,
): VolumeFates {
  return (from, to) => {
    if (to === from) return { spans: [], whole: true, doubtful: [] };
    const segments = segmentsOf(extents, from, to).map((index) => fates.get(firstSegment + index)!);
    const { state, verified } = worstOf(segments.flatMap(({ sectors }) => sectors));
    const size = to - from;
    return {
      spans: state === "read" ? [{ start: 0, end: size, state, verified }] : undefined,
      whole: state !== "lost",
      doubtful: [...fates.values()].some((fate) => fate.doubtful) ? [[0, size]] : [],
    };
  };
}

/** Indexes of the segments that the bytes lie in; a frame may end in the next segment that has room. */
function segmentsOf(extents: readonly (number | undefined)[], from: number, to: number): number[] {
  const indexes: number[] = [];
  let last = -1;
  extents.forEach((position, index) => {
    const next = extents.slice(index + 1).find((other) => other !== undefined);
    if (position !== undefined && position < to && (next ?? Infinity) > from) {
      indexes.push(index);
      last = index;
    } else if (last >= 0 && extents.slice(last + 1, index).every((other) => other === undefined))
      indexes.push(index);
  });
  return indexes;
}
