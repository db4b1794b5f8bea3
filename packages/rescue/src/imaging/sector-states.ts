/**
 * What is known of every sector while a cartridge is imaged, and its form as a map of GNU ddrescue:
 *
 * | status | in ddrescue | here |
 * | --- | --- | --- |
 * | `?` | non-tried | not asked for yet; for good in sectors of the bad sector map |
 * | `*` | non-trimmed | failed in the first pass |
 * | `/` | non-scraped | failed when its segment passed once more |
 * | `-` | bad sector | failed when its segment was read with retries, or is not worth them |
 * | `+` | finished | read with a good checksum |
 */
import type { RescueBlock, RescueMap, RescueProgress, RescueStatus } from "@floppytape/cartridge";
import { SectorBytes, SegmentBytes, SegmentSectors } from "@floppytape/ecc";
import { AllSectors, type SectorMap, sectorCount } from "@floppytape/qic-format";

/** What a sector that was not read can be. */
export type HoleStatus = Exclude<RescueStatus, "+">;

/** In the order in which a sector that keeps failing goes through them. */
const stages: readonly HoleStatus[] = ["?", "*", "/", "-"];
const readStage = stages.length;

export interface SectorStates {
  readonly segmentCount: number;
  /** Sectors that were read. */
  readOf(segment: number): SectorMap;
  /** Sectors that are wanted and were not read; never those of the bad sector map. */
  missingOf(segment: number): SectorMap;
  /** How far the missing sectors of a segment are. Without any missing it says nothing. */
  statusOf(segment: number): HoleStatus;
  /** Sectors were read; those that are still missing get a status. */
  record(segment: number, read: SectorMap, status: HoleStatus): void;
  /** Sectors that were read, and those that were asked for in vain. */
  readonly readSectors: number;
  readonly failedSectors: number;
  /** The map of the whole image: adjacent blocks from 0 to its end. */
  map(progress?: RescueProgress): RescueMap;
}

/**
 * States of the sectors of a cartridge.
 * @param map of an earlier run. What it does not cover was not read; of a segment's missing sectors the one
 *   that is least far counts for all. Default: nothing was read.
 */
export function createSectorStates(
  segmentCount: number,
  badSectors: (segment: number) => SectorMap,
  map: RescueMap = { blocks: [] },
): SectorStates {
  const read = new Uint32Array(segmentCount);
  const stage = new Uint8Array(segmentCount);
  const missingOf = (segment: number) => ~(read[segment]! | badSectors(segment)) >>> 0;

  if (map.blocks.length > 0) {
    const sectors = stagesOfSectors(map.blocks, segmentCount * SegmentSectors);
    for (let segment = 0; segment < segmentCount; segment++) {
      const own = sectors.subarray(segment * SegmentSectors, (segment + 1) * SegmentSectors);
      let bits = 0;
      own.forEach((one, sector) => {
        if (one === readStage) bits |= 1 << sector;
      });
      read[segment] = bits;
      const missing = missingOf(segment);
      stage[segment] = own.reduce(
        (least, one, sector) => ((missing >>> sector) & 1 ? Math.min(least, one) : least),
        readStage - 1,
      );
    }
  }

  let [readSectors, failedSectors] = [0, 0];
  const count = (segment: number, sign: 1 | -1) => {
    readSectors += sign * sectorCount(read[segment]!);
    if (stage[segment] !== 0) failedSectors += sign * sectorCount(missingOf(segment));
  };
  for (let segment = 0; segment < segmentCount; segment++) count(segment, 1);

  return {
    segmentCount,
    get readSectors() {
      return readSectors;
    },
    get failedSectors() {
      return failedSectors;
    },
    readOf: (segment) => read[segment]!,
    missingOf,
    statusOf: (segment) => stages[stage[segment]!]!,
    record(segment, sectors, status) {
      count(segment, -1);
      read[segment]! |= sectors;
      stage[segment] = stages.indexOf(status);
      count(segment, 1);
    },
    map(progress) {
      const blocks: RescueBlock[] = [];
      const add = (position: number, sizeBytes: number, status: RescueStatus) => {
        const last = blocks.at(-1);
        if (last?.status === status)
          blocks[blocks.length - 1] = { ...last, sizeBytes: last.sizeBytes + sizeBytes };
        else blocks.push({ position, sizeBytes, status });
      };
      for (let segment = 0; segment < segmentCount; segment++) {
        const start = segment * SegmentBytes;
        const missing = missingOf(segment);
        const status = stages[stage[segment]!]!;
        if (read[segment] === AllSectors) add(start, SegmentBytes, "+");
        else if (missing === AllSectors) add(start, SegmentBytes, status);
        else
          for (let sector = 0; sector < SegmentSectors; sector++) {
            const isIn = (sectors: SectorMap) => ((sectors >>> sector) & 1) === 1;
            const hole = isIn(missing) ? status : "?";
            add(start + sector * SectorBytes, SectorBytes, isIn(read[segment]!) ? "+" : hole);
          }
      }
      return progress ? { blocks, progress } : { blocks };
    },
  };
}

/** Index into `stages` of every sector; a sector of several blocks is as far as the least of them. */
function stagesOfSectors(blocks: readonly RescueBlock[], total: number): Uint8Array {
  const unknown = readStage + 1;
  const sectors = new Uint8Array(total).fill(unknown);
  for (const { position, sizeBytes, status } of blocks) {
    const isRead = status === "+";
    // A sector of which a part is missing is missing.
    const first = (isRead ? Math.ceil : Math.floor)(position / SectorBytes);
    const end = (isRead ? Math.floor : Math.ceil)((position + sizeBytes) / SectorBytes);
    const one = isRead ? readStage : stages.indexOf(status);
    for (let sector = first; sector < Math.min(end, total); sector++)
      sectors[sector] = Math.min(sectors[sector]!, one);
  }
  return sectors.map((one) => (one === unknown ? 0 : one));
}
