import fc from "fast-check";
import { expect, test } from "vitest";
import { openStream, patternOf, recorded, type StreamBench } from "./stream-bench.js";

/** What a controller would be asked for, one by one: first and last sector of every run. */
function naiveRuns(bad: number): string[] {
  const runs: string[] = [];
  for (let sector = 0; sector < 32; sector++) {
    if ((bad >>> sector) & 1) continue;
    let last = sector;
    while (last < 31 && !((bad >>> (last + 1)) & 1)) last++;
    runs.push(`${sector}-${last}`);
    sector = last;
  }
  return runs;
}

/** Data commands of a segment since the last call: 45h or 46h, d, C, H, R, N, EOT. */
function issuedRuns({ records }: StreamBench, opcode: number, segment: number): string[] {
  const runs: string[] = [];
  for (const { event, text } of records.splice(0)) {
    const bytes = text.match(/[0-9a-f]{2}/g)?.map((digits) => Number.parseInt(digits, 16)) ?? [];
    const [code, , cylinder, , first = 0, , last = 0] = bytes;
    if (event !== "fdc.start" || code !== opcode || cylinder !== segment >> 2) continue;
    if ((first - 1) >> 5 !== segment % 4) continue;
    runs.push(`${(first - 1) & 31}-${(last - 1) & 31}`);
  }
  return runs;
}

const anyMap = fc.oneof(
  fc.integer({ min: 0, max: 0xffffffff }),
  fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { maxLength: 4 }).map(mapOf),
  fc.uniqueArray(fc.integer({ min: 0, max: 31 }), { maxLength: 4 }).map((set) => ~mapOf(set) >>> 0),
  fc.constantFrom(0, 0xffffffff, 1, 0x80000000, 0x7fffffff, 0xfffffffe),
);

function mapOf(sectors: readonly number[]): number {
  return sectors.reduce((map, sector) => map | (1 << sector), 0) >>> 0;
}

test("one command for each run of sectors around those that are not wanted", async () => {
  const bench = await openStream({ segmentsPerTrack: 100, traceLevel: 6 });
  const { store, medium } = bench;
  const into = new Uint8Array(32768);
  let segment = 4;
  await fc.assert(
    fc.asyncProperty(anyMap, anyMap, async (skip, bad) => {
      segment = segment === 95 ? 5 : segment + 1;
      const before = recorded(medium, segment);
      const bytes = patternOf(segment, skip);
      bench.records.length = 0;
      await store.writeSegment(segment, bytes, { skip });
      await store.flush();
      expect(issuedRuns(bench, 0x45, segment)).toEqual(naiveRuns(skip));
      const held = recorded(medium, segment);
      const { unreadable } = await store.readRun(segment, 1, into.fill(0), {
        badSectors: () => bad,
      });
      expect(unreadable[0]).toBe(0);
      expect(issuedRuns(bench, 0x46, segment)).toEqual(naiveRuns(bad));
      for (let sector = 0; sector < 32; sector++) {
        const [from, to] = [sector * 1024, (sector + 1) * 1024];
        const expected = (skip >>> sector) & 1 ? before : bytes;
        expect(Buffer.compare(held.subarray(from, to), expected.subarray(from, to))).toBe(0);
        if ((bad >>> sector) & 1) continue;
        expect(Buffer.compare(into.subarray(from, to), held.subarray(from, to))).toBe(0);
      }
    }),
    { numRuns: 40 },
  );
  expect(store.counters).toMatchObject({ retries: 0, hardErrors: 0, softErrors: 0 });
}, 60_000);
