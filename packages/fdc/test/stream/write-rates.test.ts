import { describe, expect, test } from "vitest";
import type { DriveOptions } from "../../src/index.js";
import { openStream } from "./stream-bench.js";

/** Time of a segment at QIC-80, 1 Mbit/s. */
const segmentMs = 12_000_000 / 488 / 68;
const userBytes = 29 * 1024;

interface Written {
  /** What the source was kept waiting for, once the pool had been filled: share of its own pace, at most the tape's. */
  readonly efficiency: number;
  readonly repositions: number;
  readonly repositionsPer100MB: number;
}

/** A source that makes a segment in `1 / rate` of the time that the tape needs for one. */
async function writeAt(rate: number, count: number, options: DriveOptions = {}): Promise<Written> {
  const { store, simulator, now } = await openStream({
    segmentsPerTrack: Math.ceil(count / 2),
    tracksPerCartridge: 3,
    ...options,
  });
  const sectors = new Uint8Array(32768).fill(0x42);
  const filled = options.startPolicy === "original" ? 3 : 64;
  let since = 0;
  for (let segment = 0; segment < count; segment++) {
    await store.letTimePass(segmentMs / rate);
    await store.writeSegment(segment, sectors, { skip: 0 });
    if (segment === filled) since = now();
  }
  const took = now() - since;
  const repositions = simulator.drive.counters.repositions;
  expect(Math.abs(store.counters.repositions - repositions)).toBeLessThanOrEqual(1);
  await store.flush();
  expect(store.counters).toMatchObject({ segmentsWritten: count, hardErrors: 0 });
  const wanted = ((count - 1 - filled) * segmentMs) / Math.min(rate, 1);
  return {
    efficiency: wanted / took,
    repositions,
    repositionsPer100MB: (repositions * 1e8) / (count * userBytes),
  };
}

describe("a source that writes", () => {
  test("faster than the tape never lets it stop between the ends of the tracks", async () => {
    for (const rate of [1.1, 1.5, 4]) expect((await writeAt(rate, 420)).repositions).toBe(0);
  });

  test("slower than the tape is not kept waiting", async () => {
    for (const rate of [0.25, 0.5, 0.9])
      expect((await writeAt(rate, 500)).efficiency).toBeGreaterThanOrEqual(0.97);
  });

  test("at half the tape's rate stops it a twentieth as often as the original did", async () => {
    const ours = await writeAt(0.5, 1200);
    const original = await writeAt(0.5, 1200, { startPolicy: "original" });
    expect(ours.repositionsPer100MB).toBeLessThanOrEqual(original.repositionsPer100MB / 20);
    // With three buffers every third segment was the last of a run: 1,120 in 100 MB.
    expect(original.repositionsPer100MB).toBeGreaterThan(1000);
    expect(original.repositionsPer100MB).toBeLessThan(1130);
  });
});
