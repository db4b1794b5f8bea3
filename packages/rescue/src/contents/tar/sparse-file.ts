/** Sparse files as GNU tar wrote them in the 1990s: type "S", a map of what is stored in the header. */
import type { Piece } from "../piece-reader.js";
import type { AccountedBytes } from "../recording.js";
import { peek } from "../volume-scan.js";
import { TarBlockBytes, tarNumber } from "./tar-header.js";

/** Of the header block: four stretches, whether more follow, and the size with holes. */
const inHeader = { map: 386, stretches: 4, more: 482, realSize: 483 };
/** Of the blocks behind it. */
const inExtension = { map: 0, stretches: 21, more: 504 };
const numberBytes = 12;
/** Blocks of the map: more than 20000 stretches. */
const mostExtensions = 1024;

/** Where the contents of a sparse file are. */
export interface SparseFile {
  readonly pieces: readonly Piece[];
  /** Sum of the pieces. */
  readonly sizeBytes: number;
  /** Where the stored bytes begin, behind all of the map. */
  readonly dataStart: number;
}

interface Stretch {
  readonly offset: number;
  readonly sizeBytes: number;
}

/**
 * Reads the map of a sparse member. Undefined when it is damaged or contradicts itself.
 * @param storedBytes as the size field of the header says
 */
export async function readSparseFile(
  volume: AccountedBytes,
  headerBlock: Uint8Array,
  mapEnd: number,
  storedBytes: number,
): Promise<SparseFile | undefined> {
  const stretches = stretchesIn(headerBlock, inHeader);
  const sizeBytes = tarNumber(headerBlock, { offset: inHeader.realSize, bytes: numberBytes });
  let more = headerBlock[inHeader.more] !== 0;
  let at = mapEnd;
  for (let count = 0; more; count++) {
    const { bytes: block, lost } = await peek(volume, at, TarBlockBytes);
    if (lost || block.length < TarBlockBytes || count >= mostExtensions) return undefined;
    stretches.push(...stretchesIn(block, inExtension));
    more = block[inExtension.more] !== 0;
    at += TarBlockBytes;
  }
  const pieces = sizeBytes === undefined ? undefined : piecesOf(stretches, at, sizeBytes);
  const stored = stretches.reduce((sum, stretch) => sum + stretch.sizeBytes, 0);
  if (pieces === undefined || sizeBytes === undefined || stored !== storedBytes) return undefined;
  return { pieces, sizeBytes, dataStart: at };
}

function stretchesIn(block: Uint8Array, place: { map: number; stretches: number }): Stretch[] {
  const found: Stretch[] = [];
  for (let i = 0; i < place.stretches; i++) {
    const offset = place.map + i * 2 * numberBytes;
    const start = tarNumber(block, { offset, bytes: numberBytes });
    const sizeBytes = tarNumber(block, { offset: offset + numberBytes, bytes: numberBytes });
    if (start === undefined || sizeBytes === undefined) break;
    found.push({ offset: start, sizeBytes });
  }
  return found;
}

function piecesOf(
  stretches: readonly Stretch[],
  dataStart: number,
  sizeBytes: number,
): Piece[] | undefined {
  const pieces: Piece[] = [];
  let stored = dataStart;
  let position = 0;
  for (const stretch of stretches) {
    if (stretch.offset < position || stretch.offset + stretch.sizeBytes > sizeBytes)
      return undefined;
    if (stretch.offset > position)
      pieces.push({ position: undefined, sizeBytes: stretch.offset - position });
    if (stretch.sizeBytes > 0) pieces.push({ position: stored, sizeBytes: stretch.sizeBytes });
    stored += stretch.sizeBytes;
    position = stretch.offset + stretch.sizeBytes;
  }
  if (position < sizeBytes) pieces.push({ position: undefined, sizeBytes: sizeBytes - position });
  return pieces;
}
