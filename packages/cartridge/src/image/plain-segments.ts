import { eccEngine, SegmentBytes } from "@floppytape/ecc";
import {
  type BadSectorMap,
  decodeBadSectorMap,
  decodeHeaderSegment,
  FormatError,
  goodSectorCount,
  HeaderBytes,
  headerSignature,
  segmentCountOf,
} from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import { orderThatFits } from "./sector-order.js";

/** Segments with bad sectors that are looked at. */
const maxDefective = 8;

/**
 * Whether a file is certainly a raw image, `segments` in other words: a look that takes a fraction of a
 * millisecond. Says false of damaged ones, which `recognizeImage` has to look at.
 */
export async function isPlainSegments(bytes: ByteStore): Promise<boolean> {
  const unit = new Uint8Array(SegmentBytes);
  if ((await bytes.read(0, unit)) < SegmentBytes) return false;
  if (headerSignature(unit) === undefined || !eccEngine().check(unit, 32)) return false;
  let badSectors: BadSectorMap;
  try {
    const { plain, geometry, header } = decodeHeaderSegment(unit.subarray(0, HeaderBytes));
    if (!(await hasHeaderAt(bytes, Math.max(...header.headerSegments)))) return false;
    badSectors = decodeBadSectorMap(plain, geometry.formatCode, segmentCountOf(geometry));
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
  let looked = 0;
  for (const [segment, bad] of badSectors.entries()) {
    if (looked === maxDefective) break;
    if (goodSectorCount(bad) < 4) continue;
    if ((await bytes.read(segment * SegmentBytes, unit)) < SegmentBytes) break;
    looked++;
    const order = orderThatFits(unit, bad, eccEngine());
    if (order !== undefined) return order === "physical";
  }
  return true; // without bad sectors there is only one order
}

/** Whether the copy begins where it has to, unless the file ends before: a lone dump may stand in front of other data. */
async function hasHeaderAt(bytes: ByteStore, segment: number): Promise<boolean> {
  const start = new Uint8Array(8); // signature, format code and more
  const got = await bytes.read(segment * SegmentBytes, start);
  return got < start.length || headerSignature(start) !== undefined;
}
