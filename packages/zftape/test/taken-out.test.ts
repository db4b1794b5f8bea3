/** Cartridges that are taken out before headers and volume table were written. */
import {
  createMemoryStore,
  formatCartridge,
  type MemoryStore,
  SectorFlag,
} from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import { createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { createZftape, type Zftape, type ZftapeState } from "../src/index.js";
import { payload } from "./replay/payload.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 4, tracksPerCartridge: 4 });
const block = payload("rand:1", 0, 10240);

/** A cartridge with a volume whose table is pending, and what was stored. */
async function pending(date: number) {
  const store = createMemoryStore({ segmentCount: 16 });
  await formatCartridge(store, { type: { standard: "QIC-80", geometry }, date });
  let stored: ZftapeState | undefined;
  const persist = async (state: ZftapeState) => {
    stored = JSON.parse(JSON.stringify(state));
  };
  const zftape = createZftape(store, { persist });
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block);
  await unit.close();
  return { store, zftape, stored: () => stored! };
}

const someDate = 0x39ab5678;
const change = (store: MemoryStore) => {
  store.eject();
  store.insert();
};
const volumesOf = async (zftape: Zftape) => {
  const unit = await zftape.open("nqft", "r");
  await unit.operation(MtOp.Load, 1);
  const volumes = await unit.volumes();
  await unit.close();
  return volumes;
};

test("headers and table are never written to a cartridge that was changed, and never given up", async () => {
  const { store, zftape, stored } = await pending(someDate);
  change(store);
  const before = [0, 1, 2].map((segment) => store.segmentBytes(segment));
  await expect(zftape.commit()).rejects.toMatchObject({
    code: "EIO",
    message: expect.stringContaining("changed before headers and volume table could be written"),
  });
  expect(zftape.dirty).toBe(true);
  expect(stored().cartridge?.tableBytes).toBeDefined();
  expect([0, 1, 2].map((segment) => store.segmentBytes(segment))).toEqual(before);
});

test("so with a cartridge that is gone", async () => {
  const { store, zftape } = await pending(someDate);
  store.eject();
  await expect(zftape.commit()).rejects.toMatchObject({ code: "ENXIO" });
});

test.each(["rewind", "close on a rewinding node"])("a change shows at %s", async (when) => {
  const { store, zftape } = await pending(someDate);
  const unit = await zftape.open(when === "rewind" ? "nqft" : "qft", "rw");
  await unit.operation(MtOp.Eom, 1);
  change(store);
  const last = when === "rewind" ? unit.operation(MtOp.Rewind, 1) : unit.close();
  await expect(last).rejects.toMatchObject({ code: "EIO" });
});

test("a cartridge that comes back is known again, with its volume", async () => {
  const { store, zftape } = await pending(someDate);
  store.eject();
  const absent = await zftape.open("nqft", "r");
  await absent.close();
  expect(zftape.remembers).toBe(true);
  store.insert();
  expect(await volumesOf(zftape)).toMatchObject([{ dataBytes: 10240 }]);
  await zftape.commit();
  expect(await volumesOf(createZftape(store))).toMatchObject([{ dataBytes: 10240 }]);
});

test("so by the next process, from what was stored", async () => {
  const { store, zftape, stored } = await pending(someDate);
  store.eject();
  await (await zftape.open("nqft", "r")).close();
  store.insert();
  const next = createZftape(store);
  expect(await next.restore(stored())).toBe("applied");
  expect(await volumesOf(next)).toMatchObject([{ dataBytes: 10240 }]);
});

test("so when it was changed between two processes", async () => {
  const { store, stored } = await pending(someDate);
  change(store);
  const next = createZftape(store);
  expect(await next.restore(stored())).toBe("dropped");
  expect(await volumesOf(next)).toMatchObject([{ dataBytes: 10240 }]);
});

test("another cartridge gets nothing of it, and the first one is still remembered", async () => {
  const { store, zftape, stored } = await pending(someDate);
  change(store);
  await formatCartridge(store, { type: { standard: "QIC-80", geometry }, date: someDate + 60 });
  expect(await volumesOf(zftape)).toEqual([]);
  expect(stored().takenOut).toHaveLength(1);
});

test("cartridges without dates are all alike: nothing is kept", async () => {
  const { store, zftape } = await pending(0);
  change(store);
  expect(await volumesOf(zftape)).toEqual([]);
  expect(zftape.state().takenOut).toBeUndefined();
});

test("a header update that failed does not make a stored state worthless", async () => {
  const { store, zftape, stored } = await pending(someDate);
  for (const segment of [0, 1])
    for (let sector = 0; sector < 8; sector++)
      store.flag(segment, sector, SectorFlag.Unwritable | SectorFlag.CrcError);
  const refused = { code: "EIO" };
  await expect(zftape.commit()).rejects.toMatchObject(refused);
  await expect(zftape.commit()).rejects.toMatchObject(refused);
  for (const segment of [0, 1])
    for (let sector = 0; sector < 8; sector++) store.flag(segment, sector, 0);
  expect(stored().cartridge?.writeCounters.length).toBeGreaterThan(2);
  for (let process = 0; process < 2; process++) {
    const next = createZftape(store);
    expect(await next.restore(stored())).toBe("applied");
    expect(next.state().cartridge).toEqual(stored().cartridge);
  }
});

test("a reset that cannot write headers and table still resets", async () => {
  const { store, zftape } = await pending(someDate);
  const unit = await zftape.open("nqft", "rw");
  change(store);
  await expect(unit.operation(MtOp.Reset, 1)).rejects.toMatchObject({ code: "EIO" });
  expect((await store.status()).newCartridge).toBe(false);
  await unit.close();
  expect(await volumesOf(zftape)).toMatchObject([{ dataBytes: 10240 }]);
});

test("nothing is written on a cartridge that was put in after the unit was opened", async () => {
  const { store, zftape } = await pending(someDate);
  const unit = await zftape.open("nqft", "rw");
  await unit.operation(MtOp.Eom, 1);
  change(store);
  const before = store.segmentBytes(4);
  await expect(unit.write(block)).rejects.toMatchObject({ code: "EIO" });
  expect(store.segmentBytes(4)).toEqual(before);
  await unit.close();
});
