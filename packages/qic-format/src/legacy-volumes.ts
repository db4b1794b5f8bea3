/** The files of a "Linux raw format" tape; see legacy-marks.ts. */
import { type DataArea, payloadOf } from "./data-area.js";
import { type Finding, warning } from "./finding.js";
import type { LegacyMark } from "./legacy-marks.js";
import type { LogicalVolume } from "./logical-volume.js";

export interface LegacyVolumes {
  readonly volumes: readonly LogicalVolume[];
  /** The first segment behind the recorded data. */
  readonly endOfData: number;
  readonly findings: readonly Finding[];
}

/**
 * The volumes between file marks; the first one starts in the first data segment itself. Without an
 * end-of-data mark a last volume takes the rest of the tape, as it does from a mark on that makes no sense.
 */
export function legacyVolumes(marks: readonly LegacyMark[], area: DataArea): LegacyVolumes {
  const payload = payloadOf(area);
  const volumes: LogicalVolume[] = [];
  const findings: Finding[] = [];
  const add = (firstSegment: number, lastSegment: number, dataBytes: number) =>
    volumes.push({ ...legacyVolume, index: volumes.length, firstSegment, lastSegment, dataBytes });

  const endMark = endOfDataMark(marks);
  const fileMarks = endMark ? marks.slice(0, -1) : marks;
  let start = area.firstDataSegment;
  for (const [index, { segment, sector }] of fileMarks.entries()) {
    if (segment < start || segment > area.lastDataSegment || sector < 1 || sector > 32) {
      findings.push(
        warning(
          "LEGACY_MARK",
          `file mark ${index} at segment ${segment}, sector ${sector} makes no sense`,
          {
            mark: index,
            segment,
            sector,
          },
        ),
      );
      break;
    }
    const fullSegments = payload(start, segment - 1);
    add(start, segment, Math.min(fullSegments + (sector - 1) * 1024, payload(start, segment)));
    start = segment + 1;
  }
  if (endMark && findings.length === 0) return { volumes, endOfData: start, findings };
  const { lastDataSegment } = area;
  if (start <= lastDataSegment) add(start, lastDataSegment, payload(start, lastDataSegment));
  return { volumes, endOfData: Math.max(start, lastDataSegment + 1), findings };
}

const legacyVolume = { blockSize: 1, compressed: false, zftape: false, description: "", date: 0 };

/** The last of two or more marks, when it lies at the very start of the segment behind the one before. */
function endOfDataMark(marks: readonly LegacyMark[]): LegacyMark | undefined {
  const last = marks.at(-1);
  const before = marks.at(-2);
  if (last === undefined || before === undefined) return undefined;
  return last.segment === before.segment + 1 && last.sector === 1 ? last : undefined;
}
