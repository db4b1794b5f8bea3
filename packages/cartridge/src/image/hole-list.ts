import type { RescueBlock, RescueMap } from "../rescue-map.js";

/** Collects the holes of a file that is written from its beginning to its end. */
export interface HoleList {
  /** Bytes `start` to `end`, exclusive, are a hole; behind all holes before. */
  add(start: number, end: number): void;
  /** The map of the whole file; undefined when it has no hole. */
  mapOf(fileBytes: number): RescueMap | undefined;
}

export function createHoleList(): HoleList {
  const blocks: RescueBlock[] = [];
  let covered = 0;
  const append = (status: "+" | "-", end: number) => {
    if (end <= covered) return;
    const last = blocks.at(-1);
    if (last?.status === status)
      blocks[blocks.length - 1] = { ...last, sizeBytes: end - last.position };
    else blocks.push({ position: covered, sizeBytes: end - covered, status });
    covered = end;
  };
  return {
    add(start, end) {
      append("+", start);
      append("-", end);
    },
    mapOf(fileBytes) {
      if (blocks.length === 0) return undefined;
      append("+", fileBytes);
      return { blocks };
    },
  };
}
