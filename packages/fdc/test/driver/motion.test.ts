import { describe, expect, test } from "vitest";
import type { DriveStore } from "../../src/index.js";
import { driveModels } from "../../src/sim/index.js";
import { openBench, smallMedium } from "./drive-bench.js";

const segment = new Uint8Array(32768);

function patternOf(seed: number): Uint8Array {
  return Uint8Array.from(segment, (_, i) => (i >>> 10) * 7 + i * 3 + seed);
}

describe("motion", () => {
  test("retension winds from end to end", async () => {
    const { store, records } = await openBench();
    records.length = 0;
    await store.motion("retension");
    const commands = records.filter(({ event }) => event === "drive.command");
    expect(commands.map(({ text }) => text)).toEqual(
      expect.arrayContaining(["physical-forward", "physical-reverse"]),
    );
    expect((await store.status()).atBeginning).toBe(true);
    await store.close();
  });

  test("a cartridge that is loaded stands at its beginning, wherever it stood before", async () => {
    const { store } = await openBench();
    await store.readRun(2, 1, segment);
    await store.flush();
    await store.motion("load");
    expect(await store.status()).toMatchObject({ newCartridge: false, atBeginning: true });
    await store.close();
  });

  test("locking is nothing to a drive without a lock", async () => {
    const { store } = await openBench();
    await store.motion("lock");
    await store.motion("unlock");
    await store.close();
  });

  test("a Ditto Max locks its cartridge and hands it out", async () => {
    const cartridge = smallMedium({ standard: "Ditto Max" });
    const { store } = await openBench({
      drive: driveModels["ditto-max"],
      cartridge,
      chip: "Ditto EZ",
    });
    await store.motion("lock");
    expect((await store.report("loader-partition-status"))! & 0x20).toBe(0x20);
    await store.motion("eject");
    expect((await store.status()).cartridgePresent).toBe(false);
    await store.close();
  });

  test("after a reset the cartridge is read at the same rate", async () => {
    const { store } = await openBench();
    const { rate, geometry } = store;
    await store.motion("reset");
    expect(store.rate).toBe(rate);
    expect(store.geometry).toEqual(geometry);
    expect((await store.readRun(5, 1, segment)).unreadable[0]).toBe(0);
    await store.close();
  });
});

describe("a cartridge that is taken out", () => {
  test("is missed by the next read, and another one is read when it is there", async () => {
    const { store, simulator } = await openBench();
    await store.readRun(2, 1, segment);
    simulator.drive.eject();
    await expect(store.readRun(9, 1, segment)).rejects.toMatchObject({ code: "NO_CARTRIDGE" });
    expect((await store.status()).cartridgePresent).toBe(false);
    simulator.drive.insert(smallMedium());
    expect((await store.readRun(9, 1, segment)).unreadable[0]).toBe(0);
    await store.close();
  });

  test("takes the writes along that were queued for it: the next one does not get them", async () => {
    const { store, simulator } = await openBench();
    await store.writeSegment(3, patternOf(1), { skip: 0 });
    simulator.drive.eject();
    const other = smallMedium();
    simulator.drive.insert(other);
    await expect(store.flush()).rejects.toMatchObject({ code: "EIO", details: { lost: 1 } });
    await store.flush();
    await store.readRun(3, 1, segment);
    expect(segment.every((byte) => byte === 0x6b)).toBe(true);
    await store.close();
  });

  test("takes them along as well when the status tells of it first", async () => {
    const { store, simulator } = await openBench();
    await store.writeSegment(3, patternOf(1), { skip: 0 });
    simulator.drive.eject();
    simulator.drive.insert(smallMedium());
    expect((await store.status()).newCartridge).toBe(true);
    const failure = await store.flush().catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "EIO", details: { lost: 1 } });
    await store.readRun(3, 1, segment);
    expect(segment.every((byte) => byte === 0x6b)).toBe(true);
    await store.close();
  });
});

describe("another cartridge, of which the drive is made to forget that it is new,", () => {
  const ways: readonly [string, (store: DriveStore) => Promise<unknown>][] = [
    ["by a reset", (store) => store.motion("reset")],
    ["by a command that resets", (store) => store.command("soft-reset", { waitMs: 10_000 })],
    ["by a report of its error", (store) => store.report("report-error-code")],
  ];
  for (const [name, forget] of ways)
    test(`is noticed all the same: ${name}`, async () => {
      const cartridge = smallMedium();
      const { store, simulator } = await openBench({ cartridge });
      store.useGeometry(cartridge.type.geometry);
      await store.readRun(2, 1, segment);
      await store.motion("rewind");
      const before = store.contentVersion;
      simulator.drive.eject();
      simulator.drive.insert(smallMedium());
      await forget(store);
      expect(store.contentVersion).toBeGreaterThan(before);
      expect(store.geometry).toBe(undefined);
      expect((await store.readRun(2, 1, segment)).unreadable[0]).toBe(0);
      await store.close();
    });
});

describe("calls", () => {
  test("that come at the same time are done in order", async () => {
    const { store } = await openBench();
    const after = new Uint8Array(32768);
    const done: string[] = [];
    await Promise.all([
      store.writeSegment(4, patternOf(1), { skip: 0 }).then(() => done.push("write")),
      store.readRun(4, 1, segment).then(() => done.push("read")),
      store.writeSegment(4, patternOf(2), { skip: 0 }).then(() => done.push("write again")),
      store.motion("rewind").then(() => done.push("rewind")),
      store.readRun(4, 1, after).then(() => done.push("read again")),
      store.status().then(() => done.push("status")),
    ]);
    expect(done).toEqual(["write", "read", "write again", "rewind", "read again", "status"]);
    expect(segment).toEqual(patternOf(1));
    expect(after).toEqual(patternOf(2));
    await store.close();
  });

  test("close waits for those before it and refuses those behind it", async () => {
    const { store, simulator } = await openBench();
    const read = store.readRun(4, 1, segment);
    const closing = store.close();
    await expect(store.flush()).rejects.toMatchObject({ code: "CLOSED" });
    expect((await read).unreadable[0]).toBe(0);
    await closing;
    expect(simulator.drive.motion).toBe("none");
  });
});

describe("commands by number", () => {
  test("a report's answer comes back, an unknown command is refused", async () => {
    const { store } = await openBench();
    expect(await store.report(32)).toBe(0x11c4);
    expect(await store.report("report-drive-configuration")).toBe(
      (await store.status()).configuration,
    );
    expect(await store.command("seek-head-to-track", { parameter: 1, waitMs: 15_000 })).toBe(0x65);
    await expect(store.command(19)).rejects.toThrow(RangeError);
    await expect(store.command(6)).rejects.toThrow(/use report/);
    await expect(store.report("pause")).rejects.toThrow(RangeError);
    expect((await store.readRun(2, 1, segment)).unreadable[0]).toBe(0);
    await store.close();
  });
});

test("the time for a pass is known with the geometry", async () => {
  const cartridge = smallMedium();
  const { store } = await openBench({ cartridge });
  expect(store.passMs).toBe(undefined);
  store.useGeometry(cartridge.type.geometry);
  expect(store.passMs).toBeCloseTo(36 * 361.6 + 2 * 2000, -2);
  await store.close();
});
