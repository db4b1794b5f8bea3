import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import {
  type DecodedHeader,
  decodeHeaderSegment,
  FormatError,
  HeaderBytes,
  headerSignature,
} from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import type { HoleTest } from "./byte-holes.js";

/** Header segments in a file. */
export interface HeadersInFile {
  /** Undamaged ones, ascending. */
  readonly placed: readonly PlacedHeader[];
  /** Bytes where the signature of a header stands, damaged ones included; ascending. */
  readonly signatures: readonly number[];
}

/** A readable one. */
export interface PlacedHeader {
  /** Byte that it begins at. */
  readonly position: number;
  readonly decoded: DecodedHeader;
}

/** Formatters put both copies within so many segments. */
const headerArea = 68;
/** More signatures than this are not looked at, whatever a file holds. */
const maxTried = 16;

/**
 * Header segments at multiples of 1024 bytes, in the part of a file where they can be. They
 * have no bad sectors, so that their 29696 data bytes follow each other in images of every kind.
 */
export async function findHeaders(bytes: ByteStore, isHole: HoleTest): Promise<HeadersInFile> {
  const placed: PlacedHeader[] = [];
  const signatures: number[] = [];
  const chunk = new Uint8Array(SegmentBytes);
  const end = Math.min(bytes.sizeBytes, headerArea * SegmentBytes);
  for (let start = 0; start < end; start += chunk.length) {
    const got = await bytes.read(start, chunk);
    for (let at = 0; at + 4 <= got && signatures.length < maxTried; at += SectorBytes) {
      if (headerSignature(chunk.subarray(at, got)) === undefined) continue;
      if (isHole(start + at, start + at + SectorBytes)) continue;
      signatures.push(start + at);
      const decoded = await decodeAt(bytes, start + at, isHole);
      if (decoded) placed.push({ position: start + at, decoded });
    }
  }
  return { placed, signatures };
}

async function decodeAt(
  bytes: ByteStore,
  position: number,
  isHole: HoleTest,
): Promise<DecodedHeader | undefined> {
  const contents = new Uint8Array(HeaderBytes);
  if ((await bytes.read(position, contents)) < HeaderBytes) return undefined;
  if (isHole(position, position + HeaderBytes)) return undefined;
  try {
    return decodeHeaderSegment(contents);
  } catch (error) {
    if (error instanceof FormatError) return undefined; // damaged, or no header at all
    throw error;
  }
}
