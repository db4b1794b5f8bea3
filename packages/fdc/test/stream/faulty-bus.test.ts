import { expect, test } from "vitest";
import { openStream, patternOf, record, type StreamBenchOptions } from "./stream-bench.js";

const busFault = [{ kind: "busFault" }] as const;
const into = new Uint8Array(3 * 32768);

/** Segments 8 to 10, through these DMA buffers. */
async function openWith(dmaAddresses: number[], options: StreamBenchOptions = {}) {
  const bench = await openStream({ script: busFault, machine: { dmaAddresses }, ...options });
  for (const segment of [8, 9, 10]) record(bench.medium, segment, patternOf(segment));
  return bench;
}

test("a buffer that a card disturbs is told from a bad tape, and not used any more", async () => {
  const { store } = await openWith([0x1a0000, 0x10000]);
  const failure = await store.readRun(8, 3, into).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "EIO", cause: { code: "BUS_FAULT" } });
  expect((failure as Error).message).toMatch(/another card in the machine.*another buffer/);
  const { unreadable } = await store.readRun(8, 3, into);
  expect([...unreadable]).toEqual([0, 0, 0]);
  for (const index of [0, 1, 2])
    expect(
      Buffer.compare(into.subarray(index * 32768, (index + 1) * 32768), patternOf(8 + index)),
    ).toBe(0);
  expect(store.counters).toMatchObject({ busFaults: 1, softErrors: 0, hardErrors: 0 });
});

test("where all buffers are disturbed, the way out is named", async () => {
  const { store } = await openWith([0x1a0000, 0x1a8000]);
  const failure = await store.readRun(8, 3, into).catch((error: unknown) => error);
  expect(failure).toMatchObject({ cause: { code: "BUS_FAULT" } });
  expect((failure as Error).message).toMatch(/every buffer.*PIO/);
});

test("bytes that the processor moves do not pass there", async () => {
  const { store } = await openWith([0x1a0000, 0x1a8000], { transfer: "pio" });
  expect([...(await store.readRun(8, 3, into)).unreadable]).toEqual([0, 0, 0]);
  expect(store.counters.busFaults).toBe(0);
});

test("data that look so are believed at the second look", async () => {
  const { store, medium } = await openStream();
  const striped = patternOf(9).map((byte, index) => (index % 2 === 0 ? byte : 0xff));
  record(medium, 9, striped);
  expect([...(await store.readRun(8, 3, into)).unreadable]).toEqual([0, 0, 0]);
  expect(Buffer.compare(into.subarray(32768, 65536), striped)).toBe(0);
  expect(store.counters.busFaults).toBe(0);
});
