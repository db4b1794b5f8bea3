import { createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { openDrive } from "../../src/index.js";
import { createMemoryMedium, createSimulator } from "../../src/sim/index.js";
import { patternOf, record, recorded } from "./stream-bench.js";

/** A simulated machine whose clock says that it goes on by itself, as on real hardware. */
async function openRunning() {
  const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 100, tracksPerCartridge: 3 });
  const type = { standard: "QIC-80", wide: false, feet: 205, geometry } as const;
  const medium = createMemoryMedium({ type, formatted: true });
  const simulator = createSimulator({ cartridge: medium });
  const { hardware } = simulator;
  const clock = {
    now: () => hardware.clock.now(),
    sleep: (ms: number) => hardware.clock.sleep(ms),
    standsStill: false,
  };
  const store = await openDrive({ ...hardware, clock });
  store.useGeometry(geometry);
  return { store, medium, simulator };
}

/** Lets everything happen that can happen without the caller. */
async function background(): Promise<void> {
  for (let turns = 0; turns < 20; turns++) await new Promise((resolve) => setImmediate(resolve));
}

const into = new Uint8Array(4 * 32768);

test("the pool fills while the caller does something else, and the tape stops when it is full", async () => {
  const { store, medium, simulator } = await openRunning();
  for (let segment = 0; segment < 124; segment++) record(medium, segment, patternOf(segment));
  await store.readRun(0, 1, into);
  await background();
  expect(store.counters.segmentsRead).toBe(65);
  expect(["pause", "none"]).toContain(simulator.drive.motion);
  for (let segment = 1; segment < 120; segment += 3) {
    const { unreadable } = await store.readRun(segment, 3, into);
    expect([...unreadable]).toEqual([0, 0, 0]);
    for (const index of [0, 1, 2]) {
      const read = into.subarray(index * 32768, (index + 1) * 32768);
      expect(Buffer.compare(read, patternOf(segment + index))).toBe(0);
    }
    if (segment % 7 === 0) await background();
    if (segment % 11 === 0) expect((await store.status()).cartridgePresent).toBe(true);
  }
  await store.motion("rewind");
  expect((await store.status()).atBeginning).toBe(true);
  await store.close();
});

test("what is queued is written in the background, and the rest when it is flushed", async () => {
  const { store, medium } = await openRunning();
  const outcomes: number[] = [];
  store.onOutcome(({ segment, failed }) => void outcomes.push(failed === 0 ? segment : -1));
  for (let segment = 10; segment < 20; segment++)
    await store.writeSegment(segment, patternOf(segment), { skip: 0 });
  await background();
  expect(outcomes).toEqual([]);
  for (let segment = 20; segment < 90; segment++)
    await store.writeSegment(segment, patternOf(segment), { skip: 0 });
  await background();
  expect(outcomes.length).toBe(80);
  await store.writeSegment(90, patternOf(90), { skip: 0 });
  await store.flush();
  expect(outcomes).toEqual(Array.from({ length: 81 }, (_, index) => 10 + index));
  for (let segment = 10; segment <= 90; segment++)
    expect(Buffer.compare(recorded(medium, segment), patternOf(segment))).toBe(0);
  await store.close();
});

test("a call may come whenever the tape has just found nothing to do", async () => {
  const { store } = await openRunning();
  for (let turns = 0; turns < 60; turns++) {
    await store.writeSegment(turns, patternOf(turns), { skip: 0 });
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    expect([...(await store.readRun(turns, 1, into)).unreadable]).toEqual([0]);
    expect(Buffer.compare(into.subarray(0, 32768), patternOf(turns))).toBe(0);
  }
  await store.close();
});

test("a failure in the background is told by the next call, and the one after works", async () => {
  const { store, medium, simulator } = await openRunning();
  record(medium, 5, patternOf(5));
  await store.readRun(4, 1, into);
  simulator.drive.eject();
  await background();
  const failure = await store.readRun(90, 1, into).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "NO_CARTRIDGE" });
  simulator.drive.insert(medium);
  await store.motion("load");
  store.useGeometry(medium.type.geometry);
  expect((await store.readRun(5, 1, into)).unreadable[0]).toBe(0);
  expect(Buffer.compare(into.subarray(0, 32768), patternOf(5))).toBe(0);
  await store.close();
});
