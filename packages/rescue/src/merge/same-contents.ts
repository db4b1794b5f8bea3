import { SectorBytes } from "@floppytape/ecc";
import { type SectorMap, sectorsOf } from "@floppytape/qic-format";
import { RescueError } from "../errors.js";
import type { OpenedDump } from "./dump.js";
import { createDumpReader } from "./dump-reader.js";
import { equalBytes } from "./trial.js";

/** Segments that are looked at, spread over the cartridge. */
const sampleSegments = 64;
/** So many sectors that both dumps have must differ, and half of those compared, before it is no damage. */
const leastDifferences = 64;

/**
 * Makes sure that a dump without a readable header is of the cartridge that another dump with one is of: most
 * sectors that both read must be alike. Sectors of one byte throughout, as of blank tape, tell nothing.
 * @throws {RescueError} `DIFFERENT_CARTRIDGES`.
 */
export async function requireSameContents(
  dumps: readonly OpenedDump[],
  segmentCount: number,
  badOf: (segment: number) => SectorMap,
  signal: AbortSignal | undefined,
): Promise<void> {
  const known = dumps.find(({ cartridge }) => cartridge !== undefined);
  if (known === undefined) return;
  const reader = createDumpReader(known);
  for (const dump of dumps) {
    if (dump.cartridge !== undefined) continue;
    const other = createDumpReader(dump);
    let compared = 0;
    let different = 0;
    const step = Math.max(1, Math.floor(segmentCount / sampleSegments));
    for (let segment = 0; segment < segmentCount; segment += step) {
      const [a] = await reader.read(segment, 1, badOf, signal);
      const [b] = await other.read(segment, 1, badOf, signal);
      if (a === undefined || b === undefined) continue;
      for (const sector of sectorsOf((a.has & b.has & ~badOf(segment)) >>> 0)) {
        const from = sector * SectorBytes;
        const [first, second] = [a.bytes, b.bytes].map((bytes) =>
          bytes.subarray(from, from + SectorBytes),
        ) as [Uint8Array, Uint8Array];
        if (isUniform(first) || isUniform(second)) continue;
        compared++;
        if (!equalBytes(first, second)) different++;
      }
    }
    if (different >= leastDifferences && different * 2 > compared)
      throw new RescueError(
        "DIFFERENT_CARTRIDGES",
        `${dump.name} has no readable header, and ${different} of ${compared} sectors that were compared differ from ${known.name}: it is of another cartridge, or of another time`,
        { first: known.name, other: dump.name, different, compared },
      );
  }
}

function isUniform(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === bytes[0]);
}
