import { divideSegment, type Framing } from "./extent.js";
import type { FindingList } from "./findings.js";
import { createFrameDecoder } from "./frame-decoder.js";
import type { SegmentSequence } from "./segment-sequence.js";
import type { FileSetVolume } from "./volume-entry.js";

/** Segments that are looked at: the first ones, until one can be read. */
const probes = 32;

/**
 * How a compressed volume is framed. Positions of 4 bytes go with entries of layout `c`, of 8 bytes
 * with the others; a first segment that makes sense with the other width only overrules that.
 */
export async function detectFraming(
  sequence: SegmentSequence,
  { layout }: FileSetVolume,
  spanning: boolean,
  limitBytes: number,
  findings: FindingList,
): Promise<Framing> {
  const usual = { spanning, positionBytes: layout === "c" ? 4 : 8 } as const;
  const other = { spanning, positionBytes: layout === "c" ? 8 : 4 } as const;
  const decoder = createFrameDecoder();
  for (let index = 0; index < Math.min(sequence.count, probes); index++) {
    const { bytes, fates } = await sequence.read(index);
    if (fates.holes.length > 0) continue;
    const makesSense = (framing: Framing): boolean => {
      const { position, frames } = divideSegment(bytes, fates.holes, framing);
      const [first] = frames;
      if (position === undefined || position > limitBytes || first === undefined) return false;
      if (first.stored || first.continues) return true;
      const data = {
        stored: false,
        bytes: bytes.subarray(first.start, first.end),
        fates,
      };
      return decoder.decode(data) !== undefined;
    };
    if (makesSense(usual)) return usual;
    if (!makesSense(other)) continue;
    findings.note(
      "POSITION_WIDTH",
      `positions of extents have ${other.positionBytes} bytes, unlike those of other volumes with such an entry`,
      { positionBytes: other.positionBytes },
    );
    return other;
  }
  return usual;
}
