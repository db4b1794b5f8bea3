import { expect, test } from "vitest";
import { openDrive } from "../../src/index.js";
import { createSimulator } from "../../src/sim/index.js";
import { smallMedium } from "../driver/drive-bench.js";

const segments = 6;

/** A drive with a pool of three, on a bus of which one access in a row of commands can fail. */
async function bench() {
  const { hardware } = createSimulator({ cartridge: smallMedium() });
  const transfer = hardware.transfer!;
  let accesses = Number.POSITIVE_INFINITY;
  let loads = Number.POSITIVE_INFINITY;
  const store = await openDrive(
    {
      ...hardware,
      dma: hardware.dma!.map((memory) => ({
        ...memory,
        load: (offset, into) =>
          --loads === 0 ? Promise.reject(new Error("bus")) : memory.load(offset, into),
      })),
      transfer: {
        ...transfer,
        outAll: (writes) =>
          --accesses === 0 ? Promise.reject(new Error("bus")) : transfer.outAll(writes),
      },
    },
    { buffers: 3 },
  );
  const failAt = (access: number) => {
    accesses = access;
  };
  const failAtLoad = (load: number) => {
    loads = load;
  };
  return { store, failAt, failAtLoad };
}

function bytesOf(segment: number): Uint8Array {
  return new Uint8Array(32768).fill(segment + 1);
}

test("writes are done at the next try, whichever command could not be issued", async () => {
  const { store, failAt } = await bench();
  const into = new Uint8Array(segments * 32768);
  for (let access = 1; access <= 2 * segments; access++) {
    failAt(access);
    for (let segment = 0; segment < segments; segment++) {
      const write = () => store.writeSegment(segment, bytesOf(segment), { skip: 0 });
      await write().catch(write);
    }
    await store.flush().catch(() => store.flush());
    failAt(Number.POSITIVE_INFINITY);
    const { unreadable } = await store.readRun(0, segments, into);
    expect([...unreadable]).toEqual([0, 0, 0, 0, 0, 0]);
    for (let segment = 0; segment < segments; segment++)
      expect(into[segment * 32768 + 5]).toBe(segment + 1);
  }
  await store.close();
});

test("reads that fail give their place in the pool back", async () => {
  const { store, failAt, failAtLoad } = await bench();
  const into = new Uint8Array(segments * 32768);
  for (const fail of [failAt, failAtLoad])
    for (let access = 1; access <= segments; access++) {
      fail(access);
      await store.readRun(0, segments, into).catch(() => undefined);
      fail(Number.POSITIVE_INFINITY);
      const { unreadable } = await store.readRun(0, segments, into);
      expect([...unreadable]).toEqual([0, 0, 0, 0, 0, 0]);
    }
  await store.close();
});
