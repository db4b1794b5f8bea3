import type { FindingList } from "./findings.js";
import { readRange, type VolumeStream } from "./volume-stream.js";

/** `LTLT`, in front of a Link Section. */
const signature = [0x4c, 0x54, 0x4c, 0x54] as const;
/** It begins so close to the last byte that is not zero. */
const reachBytes = 1024;
const chunkBytes = 65536;

/**
 * Reports a Link Section between the end of the directory and the end of the volume, where the parts of
 * a multi-cartridge set name each other. Its fields are not known, so it is not decoded.
 */
export async function reportLinkSection(
  stream: VolumeStream,
  start: number,
  findings: FindingList,
): Promise<void> {
  for (let end = stream.sizeBytes; end > start; end -= chunkBytes) {
    const from = Math.max(start, end - chunkBytes - reachBytes);
    const { bytes } = await readRange(stream, from, end - from);
    let last = bytes.length - 1;
    while (last >= 0 && bytes[last] === 0) last--;
    if (last < 0 || (from > start && last < reachBytes)) continue;
    for (let at = last; at >= Math.max(0, last - reachBytes); at--) {
      if (!signature.every((byte, index) => bytes[at + index] === byte)) continue;
      findings.note("LINK_SECTION", `a Link Section stands at byte ${from + at} of the volume`, {
        position: from + at,
      });
      return;
    }
    return;
  }
}
