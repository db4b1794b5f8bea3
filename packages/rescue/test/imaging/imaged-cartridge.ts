import { holesOf, type RescueMap } from "@floppytape/cartridge";
import { expect } from "vitest";
import { imageCartridge } from "../../src/index.js";
import {
  always,
  at,
  emptyDisk,
  faultyStore,
  recordedStore,
  type SectorFaults,
  SegmentBytes,
  targetOn,
} from "./imaging-bench.js";

/** Of the cartridges here. */
export const segmentCount = 120;
export const sizeBytes = segmentCount * SegmentBytes;

/** Sectors of a map that have one of these statuses, as `segment.sector`. */
export function sectorsWith(map: RescueMap, statuses: string): string[] {
  const blocks = map.blocks.filter(({ status }) => statuses.includes(status));
  return [
    ...holesOf({ blocks: blocks.map((b) => ({ ...b, status: "-" as const })) }, sizeBytes),
  ].flatMap(([segment, sectors]) =>
    Array.from({ length: 32 }, (_, sector) => ((sectors >>> sector) & 1 ? sector : -1))
      .filter((sector) => sector >= 0)
      .map((sector) => at(segment, sector)),
  );
}

/** Without the time that a difference in megabytes takes to be shown. */
export function expectSame(bytes: Uint8Array, expected: Uint8Array): void {
  expect(bytes.length).toBe(expected.length);
  expect(bytes.findIndex((byte, i) => byte !== expected[i])).toBe(-1);
}

/** Sectors that fail in all their readings, or in so many of the first. */
export const faults = (
  ...entries: (readonly [segment: number, sectors: number[], times?: number])[]
) =>
  new Map(
    entries.flatMap(([segment, sectors, times = always]) =>
      sectors.map((sector) => [at(segment, sector), times] as const),
    ),
  );

/** Images a cartridge with these faults. */
export async function image(
  sectorFaults: SectorFaults,
  options: Parameters<typeof imageCartridge>[2] = {},
) {
  const store = await recordedStore();
  const source = faultyStore(store, sectorFaults);
  const disk = emptyDisk();
  const result = await imageCartridge(source, targetOn(disk), options);
  return { store, source, disk, result };
}
