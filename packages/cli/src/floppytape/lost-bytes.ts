/** Bytes of a volume that can't be had. */
export interface Hole {
  /** Position of the first lost byte in the volume. */
  readonly firstByte: number;
  readonly byteCount: number;
  /** Segment that held them; undefined where a compressed block spans several. */
  readonly segment: number | undefined;
}

/** Adds a hole to a list, joined with the last one where they touch. */
export function addHole(holes: Hole[], hole: Hole): void {
  const last = holes.at(-1);
  const joins = last && last.segment === hole.segment;
  if (joins && last.firstByte + last.byteCount === hole.firstByte)
    holes[holes.length - 1] = { ...last, byteCount: last.byteCount + hole.byteCount };
  else holes.push(hole);
}

/** Sum of the lost bytes. */
export function lostByteCount(holes: readonly Hole[]): number {
  return holes.reduce((sum, hole) => sum + hole.byteCount, 0);
}

/** A line for a hole; positions are inclusive. */
export function holeText({ firstByte, byteCount, segment }: Hole): string {
  const where = segment === undefined ? "" : ` (segment ${segment})`;
  return `lost: bytes ${firstByte} to ${firstByte + byteCount - 1}, ${byteCount} bytes${where}\n`;
}
