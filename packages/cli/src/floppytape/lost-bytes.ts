/** Bytes of a volume that can't be had. */
export interface Hole {
  /** Position of the first lost byte in the volume. */
  readonly firstByte: number;
  readonly byteCount: number;
  /** Segments that held them, inclusive; undefined where a compressed block spans several. */
  readonly segments: readonly [first: number, last: number] | undefined;
}

/** Adds a hole to a list, joined with the last one where they touch: a dead track is one hole. */
export function addHole(holes: Hole[], hole: Hole): void {
  const last = holes.at(-1);
  const touches = last && last.firstByte + last.byteCount === hole.firstByte;
  if (touches && (last.segments === undefined) === (hole.segments === undefined))
    holes[holes.length - 1] = {
      ...last,
      byteCount: last.byteCount + hole.byteCount,
      segments: last.segments && hole.segments && [last.segments[0], hole.segments[1]],
    };
  else holes.push(hole);
}

/** Sum of the lost bytes. */
export function lostByteCount(holes: readonly Hole[]): number {
  return holes.reduce((sum, hole) => sum + hole.byteCount, 0);
}

/** A line for a hole; positions are inclusive. */
export function holeText({ firstByte, byteCount, segments }: Hole): string {
  const [first, last] = segments ?? [];
  const where =
    first === undefined
      ? ""
      : first === last
        ? ` (segment ${first})`
        : ` (segments ${first} to ${last})`;
  return `lost: bytes ${firstByte} to ${firstByte + byteCount - 1}, ${byteCount} bytes${where}\n`;
}
