import type { WrittenImage, WrittenVolume } from "./written-image.js";

/** Segments with fewer bytes left take no new cluster: zftape's layout of compressed volumes. */
const threshold = 18;

/**
 * The segments that each block of a compressed volume depends on, from the undamaged segments. A block
 * that ends with its segment depends on the next one too, which says that it has ended.
 */
export function segmentsOfBlocks(
  { lastSegment, firstSegment }: WrittenVolume,
  { wide }: Pick<WrittenImage, "wide">,
  dataOfSegment: (segment: number) => Uint8Array,
): number[][] {
  const blocks: number[][] = [];
  let unfinished: number[] | undefined;
  for (let segment = firstSegment; segment <= lastSegment; segment++) {
    const data = dataOfSegment(segment);
    if (data.length === 0) continue;
    const view = new DataView(data.buffer, data.byteOffset, data.length);
    const remainderEnd = view.getUint16(0, true);
    unfinished?.push(segment);
    if (remainderEnd === 0) continue;
    unfinished = undefined;
    if (data.length - remainderEnd <= threshold) continue;
    let place = remainderEnd + (wide ? 8 : 4);
    while (data.length - place > threshold) {
      const count = view.getUint16(place, true) & 0x7fff;
      if (count === 0) break;
      place += 2 + count;
      const block = [segment];
      blocks.push(block);
      if (place === data.length) unfinished = block;
    }
  }
  return blocks;
}
