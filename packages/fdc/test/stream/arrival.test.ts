/** Bytes that a DMA controller puts elsewhere must not be taken for those that lie in the buffer. */
import { expect, test } from "vitest";
import { createArrivalMark } from "../../src/driver/stream/arrival-mark.js";
import { openStream, patternOf, record } from "./stream-bench.js";

const into = new Uint8Array(2 * 32768);

test("a transfer that wraps within its page delivers nothing", async () => {
  const script = [{ kind: "dmaBoundary", where: { operation: "read" } }] as const;
  const { store, medium } = await openStream({ script });
  for (const segment of [8, 9]) record(medium, segment, new Uint8Array(32768));
  const { unreadable } = await store.readRun(8, 2, into);
  expect([...unreadable]).toEqual([0xffffffff, 0xffffffff]);
});

test("one such transfer is made good by the next", async () => {
  const script = [{ kind: "dmaBoundary", where: { operation: "read" }, when: "once" }] as const;
  const { store, medium } = await openStream({ script });
  for (const segment of [8, 9]) record(medium, segment, patternOf(segment));
  const { unreadable } = await store.readRun(8, 2, into);
  expect([...unreadable]).toEqual([0, 0]);
  for (const index of [0, 1])
    expect(
      Buffer.compare(into.subarray(index * 32768, (index + 1) * 32768), patternOf(8 + index)),
    ).toBe(0);
});

test("the mark is another one each time", async () => {
  const bytes = new Uint8Array(1024);
  const memory = {
    sizeBytes: 1024,
    load: async (offset: number, to: Uint8Array) =>
      to.set(bytes.subarray(offset, offset + to.length)),
    store: async (offset: number, from: Uint8Array) => bytes.set(from, offset),
  };
  const mark = createArrivalMark([memory]);
  const seen = new Set<string>();
  for (let time = 0; time < 100; time++) {
    await mark.put(0, 1024);
    seen.add(bytes.subarray(1008).join());
    expect(await mark.stands()).toBe(true);
  }
  bytes[1023] = ~bytes[1023]!;
  expect(await mark.stands()).toBe(false);
  expect(seen.size).toBe(100);
});
