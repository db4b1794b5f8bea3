import assert from "node:assert/strict";
import type { Cartridge } from "@floppytape/cartridge";
import { SectorBytes, SegmentBytes } from "@floppytape/ecc";
import { dataBytesOf, packSectorMap, type SectorMap } from "@floppytape/qic-format";
import type { ByteState } from "@floppytape/rescue";
import type { DamagedImage } from "../damage/damaged-image.js";
import { expectedSegment } from "../damage/expected-segment.js";
import type { WrittenImage } from "../damage/written-image.js";

/** What became of some bytes. */
export interface Fate {
  readonly state: ByteState;
  readonly verified: boolean;
}

/** What theory says of the data of a damaged segment. */
export interface SegmentFate {
  /** Of the data sectors, packed. */
  readonly sectors: readonly Fate[];
  /**
   * More is wrong than any decoder can notice: bytes that are not lost may be wrong, and what a decoder
   * makes of it theory does not tell.
   */
  readonly doubtful: boolean;
}

/**
 * The fates of all segments.
 * @param cartridge what is in doubt is taken as it is read there; without it nothing is said of it
 */
export function segmentFates(
  written: WrittenImage,
  image: DamagedImage,
  cartridge: Cartridge | undefined,
): (segment: number) => Promise<SegmentFate> {
  const known = new Map<number, SegmentFate>();
  return async (segment) => {
    const fate = known.get(segment) ?? (await segmentFate(written, image, cartridge, segment));
    known.set(segment, fate);
    return fate;
  };
}

async function segmentFate(
  written: WrittenImage,
  image: DamagedImage,
  cartridge: Cartridge | undefined,
  segment: number,
): Promise<SegmentFate> {
  const bad = written.badSectors(segment);
  const from = segment * SegmentBytes;
  const damaged = new Uint8Array(SegmentBytes);
  damaged.set(image.bytes.subarray(from, from + SegmentBytes));
  const truth = written.bytes.subarray(from, from + SegmentBytes);
  const expected = expectedSegment(truth, damaged, bad, image.unreadable(segment));
  switch (expected.kind) {
    case "empty":
      return { sectors: [], doubtful: false };
    case "exact":
      return { sectors: sectorFates(bad, { ...expected, lost: 0 }), doubtful: false };
    case "lost": {
      const maps = { corrected: 0, unverifiable: 0, lost: expected.lost };
      const readable = (~bad & ~expected.lost) >>> 0;
      const doubtful = readable !== 0 && differsIn(truth, damaged, readable);
      return { sectors: sectorFates(bad, maps), doubtful };
    }
    case "beyond": {
      const report = await cartridge?.readSegment(segment).then((contents) => contents.report);
      if (report && report.how !== "lost" && expected.marked)
        assert.notEqual(report.unverifiable, 0, `segment ${segment} is called verifiable`);
      return { sectors: report ? sectorFates(bad, report) : [], doubtful: true };
    }
  }
}

interface SectorMaps {
  readonly corrected: SectorMap;
  readonly unverifiable: SectorMap;
  readonly lost: SectorMap;
}

function sectorFates(bad: SectorMap, maps: SectorMaps): Fate[] {
  const [corrected, unverifiable, lost] = [maps.corrected, maps.unverifiable, maps.lost].map(
    (map) => packSectorMap(bad, map),
  ) as [SectorMap, SectorMap, SectorMap];
  return Array.from({ length: dataBytesOf(bad) / SectorBytes }, (_, sector): Fate => {
    const isIn = (map: SectorMap) => ((map >>> sector) & 1) === 1;
    if (isIn(lost)) return { state: "lost", verified: false };
    return { state: isIn(corrected) ? "corrected" : "read", verified: !isIn(unverifiable) };
  });
}

function differsIn(truth: Uint8Array, damaged: Uint8Array, sectors: SectorMap): boolean {
  for (let at = 0; at < SegmentBytes; at += SectorBytes)
    if ((sectors >>> (at / SectorBytes)) & 1)
      if (
        Buffer.compare(
          truth.subarray(at, at + SectorBytes),
          damaged.subarray(at, at + SectorBytes),
        ) !== 0
      )
        return true;
  return false;
}
