import { describe, expect, test } from "vitest";
import { createFaults, type FaultScript } from "../../src/sim/index.js";
import { openBench, smallMedium } from "./drive-bench.js";

const plan = {
  geometry: smallMedium().type.geometry,
  standard: "QIC-80",
  filler: 0x6b,
} as const;
const segment = new Uint8Array(32768);

/** A bench whose faults only begin when they are let loose. */
async function bench(script: FaultScript, formatted = true) {
  const faults = createFaults(script);
  let loose = false;
  const held = {
    has: faults.has,
    strikes: (...place: Parameters<typeof faults.strikes>) =>
      loose ? faults.strikes(...place) : undefined,
  };
  const opened = await openBench({ faults: held, cartridge: smallMedium({ formatted }) });
  return {
    ...opened,
    unleash: () => {
      loose = true;
    },
    tame: () => {
      loose = false;
    },
  };
}

describe("formatting", () => {
  test("a burst that fails twice is an error, and the cartridge counts as unformatted", async () => {
    const { store, unleash, tame } = await bench([
      { kind: "driveError", where: { command: 16 }, when: "always", args: { error: 36 } },
    ]);
    unleash();
    await expect(store.format(plan)).rejects.toMatchObject({
      code: "EIO",
      message: expect.stringContaining("reference burst could not be written"),
      cause: { code: "FORMAT_FAILED" },
    });
    tame();
    expect((await store.status()).formatted).toBe(false);
    await expect(store.readRun(2, 1, segment)).rejects.toMatchObject({ code: "NOT_FORMATTED" });
    expect((await store.format(plan)).bad.size).toBe(0);
    await store.close();
  });

  test("a burst that fails once is written again", async () => {
    const { store, unleash } = await bench([
      { kind: "driveError", where: { command: 16 }, when: "once", args: { error: 36 } },
    ]);
    unleash();
    expect((await store.format(plan)).bad.size).toBe(0);
    await store.close();
  });

  const spoilers: readonly FaultScript[number][] = [
    { kind: "lostIndex", where: { segment: 7 }, when: "once" },
    { kind: "overrun", where: { operation: "format" }, when: { nth: 5 } },
    { kind: "fdcStuck", where: { operation: "format" }, when: { nth: 5 } },
    { kind: "resultShort", where: { operation: "format" }, when: { nth: 5 } },
    { kind: "irqLost", where: { operation: "format" }, when: { nth: 5 } },
    { kind: "motorStall", where: { motion: "forward" }, when: "once", args: { error: 3 } },
  ];
  for (const spoiler of spoilers)
    test(`${spoiler.kind} costs at most a track`, async () => {
      const { store, unleash } = await bench([spoiler]);
      unleash();
      expect((await store.format(plan)).bad.size).toBe(0);
      expect(store.counters.tracksFormatted).toBeLessThanOrEqual(4);
      await store.close();
    });

  test("a track that fails three times at each rate ends it, by name", async () => {
    const { store, unleash } = await bench([
      { kind: "lostIndex", where: { track: 1 }, when: "always" },
    ]);
    unleash();
    await expect(store.format(plan)).rejects.toMatchObject({
      code: "EIO",
      details: { track: 1, tries: 6 },
    });
    expect(store.counters.rateReductions).toBe(1);
    await store.close();
  });

  test("a cartridge that is pulled out is missed, and the next one works", async () => {
    const { store, simulator, unleash } = await bench([
      { kind: "ejectDuring", where: { motion: "forward", track: 1 }, when: "once" },
    ]);
    unleash();
    await expect(store.format(plan)).rejects.toMatchObject({ code: "NO_CARTRIDGE" });
    simulator.drive.insert(smallMedium({ formatted: false }));
    expect((await store.format(plan)).bad.size).toBe(0);
    expect((await store.status()).formatted).toBe(true);
    await store.close();
  });
});

describe("reading and writing", () => {
  test("a tab that is slid while writes wait makes them fail as protected", async () => {
    const { store, simulator } = await bench([]);
    await store.writeSegment(3, segment, { skip: 0 });
    simulator.drive.setWriteProtect(true);
    await expect(store.flush()).rejects.toMatchObject({ code: "WRITE_PROTECTED" });
    simulator.drive.setWriteProtect(false);
    await store.close();
  });

  test("a drive that refuses the rate when it is to start is run at a lower one", async () => {
    const { store, unleash } = await bench([
      { kind: "driveError", where: { command: 10 }, when: "once", args: { error: 31 } },
    ]);
    unleash();
    expect((await store.readRun(3, 1, segment)).unreadable[0]).toBe(0);
    expect(store.rate).toBe(500);
    expect(store.counters.rateReductions).toBe(1);
    expect((await store.status()).configuration & 0x18).toBe(0x10);
    await store.close();
  });

  test("a drive that falls silent is an error at once, and closing still gives everything back", async () => {
    const { store, unleash } = await bench([{ kind: "silentDrive", when: "always" }]);
    unleash();
    await expect(store.readRun(3, 1, segment)).rejects.toMatchObject({
      code: "EIO",
      cause: { code: "NO_ANSWER" },
    });
    await expect(store.status()).rejects.toMatchObject({ code: "EIO" });
    await store.close().catch(() => undefined);
    await expect(store.status()).rejects.toMatchObject({ code: "CLOSED" });
  });
});
