import { describe, expect, test } from "vitest";
import { type Hardware, openDrive } from "../../src/index.js";
import { createSimulator, driveModels } from "../../src/sim/index.js";
import { smallMedium } from "./drive-bench.js";

/** Hears of interrupts late, never by the same time: a computer that has other things to do. */
function late({ clock, irq, ...rest }: Hardware, mostMs: number): Hardware {
  let turn = 0;
  return {
    ...rest,
    clock,
    irq: {
      clear: (line) => irq!.clear(line),
      async wait(line, timeoutMs) {
        const risen = await irq!.wait(line, timeoutMs);
        if (risen) await clock.sleep(mostMs * (1 - ((turn++ * 7) % 11) / 30));
        return risen;
      },
    },
  };
}

const { geometry } = smallMedium().type;

function pattern(segment: number): Uint8Array {
  return new Uint8Array(32768).map((_, at) => (at * 7 + (at >> 8) + segment * 31) & 0xff);
}

describe("a host that is late", () => {
  // The gap between two segments lasts 23 ms at 1000 kbit/s: half of it is left when a search begins in it.
  test.each([2, 6, 10])("by up to %i ms finds every sector", async (mostMs) => {
    const simulator = createSimulator({
      drive: { ...driveModels["colorado-1400"], pulsesPerGap: 2 },
      cartridge: smallMedium({ formatted: false }),
    });
    const store = await openDrive(late(simulator.hardware, mostMs));
    const failed: number[] = [];
    store.onOutcome((outcome) => void (outcome.failed !== 0 && failed.push(outcome.segment)));
    expect((await store.format({ geometry, standard: "QIC-80", filler: 0x6b })).bad.size).toBe(0);
    const order = [0, 1, 2, 17, 3, 30, 29, 16, 5];
    for (const segment of order) {
      await store.writeSegment(segment, pattern(segment), { skip: 0 });
      if (segment % 3 === 0) await store.flush();
    }
    await store.flush();
    expect(failed).toEqual([]);
    const into = new Uint8Array(32768);
    for (const segment of order.reverse()) {
      expect([...(await store.readRun(segment, 1, into)).unreadable]).toEqual([0]);
      expect(Buffer.compare(into, pattern(segment))).toBe(0);
    }
    await store.close();
  });

  test("because it has no interrupts finds every sector", async () => {
    const simulator = createSimulator({
      drive: { ...driveModels["colorado-1400"], pulsesPerGap: 2 },
      cartridge: smallMedium({ formatted: false }),
    });
    const { irq: _, ...polled } = simulator.hardware;
    const store = await openDrive(polled);
    expect((await store.format({ geometry, standard: "QIC-80", filler: 0x6b })).bad.size).toBe(0);
    await store.close();
  });
});
