import {
  type Cartridge,
  type LongOperation,
  type SegmentReport,
  scanCartridge,
} from "@floppytape/cartridge";
import { ParitySectors } from "@floppytape/ecc";
import { type SectorMap, sectorCount, sectorsOf, tapePositionOf } from "@floppytape/qic-format";
import { accountSegments } from "../account/segment-account.js";

/** A volume as far as advice needs it; segments inclusive. */
export interface AdvisedVolume {
  readonly index: number;
  readonly firstSegment: number;
  readonly lastSegment: number;
}

export interface AdviseOptions extends LongOperation {
  /**
   * Only segments of these volumes, headers and volume table are of interest. Default: every data segment,
   * those included that were formatted and never written, which look lost.
   */
  volumes?: readonly AdvisedVolume[];
  /** What a scan said, in any order. Default: the cartridge is scanned. */
  reports?: AsyncIterable<SegmentReport> | Iterable<SegmentReport>;
}

/**
 * What more sectors do for a segment. `save`: it is lost, and as many more as {@link RereadAdvice.needed}
 * sectors save all of it. `locate`: it is lost to wrong sectors that read without error; any other reading
 * may tell which they are. `verify`: it is corrected with all parity used up; one more sector proves it.
 */
export type RereadPurpose = "save" | "locate" | "verify";

/** One segment worth reading again. */
export interface RereadAdvice {
  readonly segment: number;
  /** Where it lies: track, place along the track, and direction of motion. */
  readonly track: number;
  readonly position: number;
  readonly direction: "forward" | "reverse";
  readonly purpose: RereadPurpose;
  /** Sectors that must be read more; 0 where that cannot be said. */
  readonly needed: number;
  /** The sectors to try, 0 to 31, ascending. */
  readonly sectors: readonly number[];
  /** Data bytes that are lost now, or unproven. */
  readonly bytes: number;
  /** What is in the segment. */
  readonly holds: "header" | "table" | "data";
  /** The volumes that have a part in it, by index; of the table all of them. */
  readonly volumes: readonly number[];
}

/** Advice in the order in which it pays. */
export interface Advice {
  readonly rereads: readonly RereadAdvice[];
  /** Segments that were looked at. */
  readonly segmentCount: number;
  /** Data bytes that are lost now, and those that would be with every segment saved that lacks one sector only. */
  readonly lostBytes: number;
  readonly lostBytesAfterOne: number;
}

/**
 * Says which segments of a cartridge are worth reading again, and which sectors of them: the volume table
 * and headers first, then segments that fewest more sectors save, then those where damage hides, then
 * those whose correction is not proven.
 */
export async function adviseRereads(
  cartridge: Cartridge,
  options: AdviseOptions = {},
): Promise<Advice> {
  const { volumes, signal, onProgress } = options;
  const scanOptions = { ...(signal && { signal }), ...(onProgress && { onProgress }) };
  const rereads: RereadAdvice[] = [];
  let segmentCount = 0;
  for await (const report of options.reports ?? scanCartridge(cartridge, scanOptions)) {
    const { segment } = report;
    const holds = contentsOf(segment, cartridge);
    const inVolumes = (volumes ?? []).filter(
      ({ firstSegment, lastSegment }) => segment >= firstSegment && segment <= lastSegment,
    );
    if (holds === undefined || (holds === "data" && volumes && inVolumes.length === 0)) continue;
    segmentCount++;
    const wanted = wantedSectors(report);
    if (wanted === undefined) continue;
    const { lost, unverified } = await accountSegments([report], cartridge);
    const concerned = holds === "data" ? inVolumes : (volumes ?? []);
    rereads.push({
      segment,
      ...tapePositionOf(segment, cartridge.geometry),
      purpose: wanted.purpose,
      needed: wanted.needed,
      sectors: sectorsOf((wanted.sectors & ~cartridge.badSectors.get(segment)) >>> 0),
      bytes: holds === "header" ? 0 : lost + unverified,
      holds,
      volumes: concerned.map(({ index }) => index),
    });
  }
  rereads.sort(
    (a, b) =>
      classOf(a) - classOf(b) || a.needed - b.needed || b.bytes - a.bytes || a.segment - b.segment,
  );
  const lost = rereads.filter(({ purpose }) => purpose !== "verify");
  const sum = (some: readonly RereadAdvice[]) =>
    some.reduce((total, { bytes }) => total + bytes, 0);
  return {
    rereads,
    segmentCount,
    lostBytes: sum(lost),
    lostBytesAfterOne: sum(lost.filter(({ needed }) => needed !== 1)),
  };
}

/** What a segment holds; undefined: nothing that anybody needs. */
function contentsOf(segment: number, cartridge: Cartridge): RereadAdvice["holds"] | undefined {
  if (cartridge.header.headerSegments.includes(segment)) return "header";
  if (segment === cartridge.firstDataSegment) return "table";
  const { firstDataSegment, lastDataSegment } = cartridge;
  return segment > firstDataSegment && segment <= lastDataSegment ? "data" : undefined;
}

function wantedSectors(
  report: SegmentReport,
): { purpose: RereadPurpose; needed: number; sectors: SectorMap } | undefined {
  const { how, unreadable, unverifiable, lost } = report;
  const missing = sectorCount(unreadable);
  if (how === "lost" && missing > ParitySectors)
    return { purpose: "save", needed: missing - ParitySectors, sectors: unreadable };
  if (how === "lost") return { purpose: "locate", needed: 0, sectors: lost };
  if (how === "corrected" && unverifiable !== 0)
    return { purpose: "verify", needed: 1, sectors: unreadable };
  return undefined;
}

/** What is worth most comes first. */
function classOf({ holds, purpose }: RereadAdvice): number {
  if (purpose === "verify") return 4;
  if (holds === "table") return 0;
  if (holds === "header") return 1;
  return purpose === "save" ? 2 : 3;
}
