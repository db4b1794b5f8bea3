import {
  type Cartridge,
  createMemoryBytes,
  createRawImageStore,
  rescueMapOf,
} from "@floppytape/cartridge";
import { SegmentBytes } from "@floppytape/ecc";
import type { Geometry, SectorMap } from "@floppytape/qic-format";
import { decideSegment } from "./decide-segment.js";
import { cartridgeIn, type OpenedDump } from "./dump.js";
import { createDumpReader, RunSegments } from "./dump-reader.js";
import { compareAge } from "./header-age.js";
import { layOut, type Workbench } from "./trial.js";

/** Where formatters put headers: within the first 68 segments. */
const headerArea = 68;

/**
 * The newest description of the cartridge that the dumps give: that of one of them, or one that is
 * readable only where their sectors are put together. Undefined when there is none.
 */
export async function bestHeader(
  dumps: readonly OpenedDump[],
  geometry: Geometry | undefined,
  workbench: Workbench,
): Promise<Cartridge | undefined> {
  const withOwn = dumps.filter(({ withHeader }) => withHeader === undefined);
  const own = withOwn.map(({ cartridge }) => cartridge);
  const united = await unitedHeader(withOwn, geometry, workbench);
  return [...own, united].reduce<Cartridge | undefined>((best, other) => {
    if (best === undefined || other === undefined) return best ?? other;
    return compareAge(other.header, best.header) > 0 ? other : best;
  }, undefined);
}

/** Headers have no bad sectors, so that none need be known to put them together. */
async function unitedHeader(
  dumps: readonly OpenedDump[],
  geometry: Geometry | undefined,
  workbench: Workbench,
): Promise<Cartridge | undefined> {
  const image = new Uint8Array(headerArea * SegmentBytes);
  const holes = new Map<number, SectorMap>();
  const readers = dumps.map(createDumpReader);
  for (let first = 0; first < headerArea; first += RunSegments) {
    const count = Math.min(RunSegments, headerArea - first);
    const runs = [];
    for (const reader of readers) runs.push(await reader.read(first, count, () => 0, undefined));
    for (let index = 0; index < count; index++) {
      const segment = first + index;
      const { choice } = decideSegment(
        runs.map((run) => run[index]!),
        0,
        workbench,
      );
      const place = image.subarray(segment * SegmentBytes, (segment + 1) * SegmentBytes);
      const missing = layOut(choice, 0, place);
      if (missing !== 0) holes.set(segment, missing);
    }
  }
  const map = rescueMapOf(holes, image.length);
  return cartridgeIn(createRawImageStore(createMemoryBytes(image), { map }), geometry);
}
