/** Where the segments of a cartridge lie in a file: docs/formats/cartridge-images.md. */
import { ParitySectors, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import {
  type BadSectorMap,
  dataBytesOf,
  goodSectorCount,
  type SectorMap,
} from "@floppytape/qic-format";
import { createDataPositions } from "../data-positions.js";
import type { ImageKind } from "./image-kind.js";

/**
 * How the sectors of a segment follow each other in the file. `physical`: all 32, each in its place.
 * `packed`: the good ones, parity among them. `data`: the good ones but for the three of parity.
 */
export type SectorOrder = "physical" | "packed" | "data";

/** What a file has of one segment. */
export type StoredSegment =
  | {
      readonly order: SectorOrder;
      /** First byte in the file. */
      readonly position: number;
      /** The bad sectors that the order goes by; 0 for `physical`. */
      readonly bad: SectorMap;
    }
  /** It is not in the file, but its 29696 data bytes are known. */
  | { readonly order: "known"; readonly data: Uint8Array }
  /** It is not in the file. */
  | { readonly order: "absent" };

/** An image of any kind as places of segments. */
export interface ImageLayout {
  readonly kind: ImageKind;
  /** Whether the parity of the tape is in the file. */
  readonly parityStored: boolean;
  /** Segments that there are, a torn last one included. */
  readonly segmentCount: number;
  /** Where a segment is; any number from 0 to {@link segmentCount}, exclusive. */
  segmentAt(segment: number): StoredSegment;
}

/** Sectors that a segment takes in the file. */
export function storedSectorsOf(order: SectorOrder, bad: SectorMap): number {
  if (order === "physical") return SegmentSectors;
  if (order === "packed") return goodSectorCount(bad);
  return Math.max(0, goodSectorCount(bad) - ParitySectors);
}

/** Bytes of a slot: the data bytes of a segment without bad sectors. */
export const SlotBytes: number = dataBytesOf(0);

/** What places the segments of a file. */
export interface LayoutParts {
  readonly kind: Exclude<ImageKind, "twti">;
  readonly fileBytes: number;
  /** Segment that the file begins with, and the byte where. Default 0. */
  readonly firstSegment?: number;
  readonly base?: number;
  /** Default: none is bad. */
  readonly badSectors?: BadSectorMap | undefined;
  /** Segments of the cartridge, where a header says it. Default: as many as the file can hold. */
  readonly stated?: number | undefined;
  /** Header segments that the file does not have, and what stands in them. */
  readonly known?: ReadonlyMap<number, Uint8Array>;
}

const orders = {
  segments: "physical",
  "packed-segments": "packed",
  data: "data",
  "volume-data": "data",
  slots: "data",
} as const;

/** Places the segments of a file of any kind without a table of its own. */
export function createLayout(parts: LayoutParts): ImageLayout {
  const { kind, fileBytes, firstSegment = 0, base = 0, badSectors, stated, known } = parts;
  const order = orders[kind];
  const badOf = (segment: number) => badSectors?.get(segment) ?? 0;
  const positionOf = positionsOf(parts);
  const stride = order === "physical" || order === "packed" ? SegmentBytes : SlotBytes;
  const inFile = firstSegment + Math.ceil(Math.max(0, fileBytes - base) / stride);
  const segmentCount =
    order === "data" && kind !== "slots" && badSectors
      ? countPlaced(positionOf, firstSegment, stated ?? inFile, fileBytes)
      : inFile;

  return {
    kind,
    parityStored: order !== "data",
    segmentCount,
    segmentAt(segment) {
      const data = known?.get(segment);
      if (data !== undefined) return { order: "known", data };
      if (segment < firstSegment) return { order: "absent" };
      const bad = badOf(segment);
      return { order, position: positionOf(segment), bad: order === "physical" ? 0 : bad };
    },
  };
}

/** Byte of the file where a segment begins. */
function positionsOf({ kind, firstSegment = 0, base = 0, badSectors }: LayoutParts) {
  if (kind === "segments" || kind === "packed-segments")
    return (segment: number) => base + (segment - firstSegment) * SegmentBytes;
  if (kind === "slots" || badSectors === undefined)
    return (segment: number) => base + (segment - firstSegment) * SlotBytes;
  const positions = createDataPositions(badSectors, firstSegment, badSectors.segmentCount);
  return (segment: number) => base + positions.at(segment);
}

/** Segments of which the file has a byte, or all when it has the last that holds data. */
function countPlaced(
  positionOf: (segment: number) => number,
  firstSegment: number,
  stated: number,
  fileBytes: number,
): number {
  let low = firstSegment;
  let high = stated;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (positionOf(middle) <= fileBytes) low = middle;
    else high = middle - 1;
  }
  // `low` segments are whole, unless the file goes on behind them.
  return low < stated && positionOf(low) < fileBytes ? low + 1 : low;
}
