import type { RescueBlock, RescueMap } from "../rescue-map.js";

/** Whether a byte from `start` to `end`, exclusive, was not read when the file was made. */
export type HoleTest = (start: number, end: number) => boolean;

/** Asks a rescue map about ranges of bytes; what no block covers counts as read. */
export function holeTestOf(map: RescueMap | undefined): HoleTest {
  const holes = (map?.blocks ?? []).filter(
    ({ status, sizeBytes }) => status !== "+" && sizeBytes > 0,
  );
  if (holes.length === 0) return () => false;
  return (start, end) => {
    const first = firstEndingBehind(holes, start);
    return first !== undefined && first.position < end;
  };
}

/** The first of ascending blocks that reaches beyond `position`. */
function firstEndingBehind(
  blocks: readonly RescueBlock[],
  position: number,
): RescueBlock | undefined {
  let low = 0;
  let high = blocks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const { position: start, sizeBytes } = blocks[middle]!;
    if (start + sizeBytes > position) high = middle;
    else low = middle + 1;
  }
  return blocks[low];
}
