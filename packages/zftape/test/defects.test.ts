/** What happens instead of the original's defects, by the identifiers of the recordings. */
import { MtOp, MtStatus } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { createZftape, type ZftapeUnit } from "../src/index.js";
import { payload } from "./replay/payload.js";
import { driveWith, vectors } from "./replay/recorded-cases.js";
import { smallCartridge } from "./small-cartridge.js";

const block = (seed: number, length = 10240) => payload(`rand:${seed}`, 0, length);

async function read(unit: ZftapeUnit, length = 10240): Promise<Uint8Array> {
  const into = new Uint8Array(length);
  return into.subarray(0, await unit.read(into));
}

async function bits(unit: ZftapeUnit): Promise<(keyof typeof MtStatus)[]> {
  const { gstat } = await unit.status();
  const names = Object.keys(MtStatus) as (keyof typeof MtStatus)[];
  return names.filter((name) => (gstat & MtStatus[name]) !== 0);
}

async function fresh(options = {}) {
  const store = await smallCartridge();
  return { store, zftape: createZftape(store, options) };
}

/** A cartridge whose volume table was prepared by another program. */
function prepared(cart: string, options = {}) {
  const store = driveWith(vectors("zftape-transcript").carts[cart]!);
  return { store, zftape: createZftape(store, options) };
}

test("D1: the residual count is what was asked for less what was delivered, across segments", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1, 51200));
  await unit.operation(MtOp.Rewind, 1);
  expect((await read(unit, 102400)).length).toBe(51200);
  expect((await unit.status()).resid).toBe(51200);
});

test("D2: after erase no volume comes back, also not on a cartridge that is put in again", async () => {
  const { store, zftape } = await fresh();
  const unit = await zftape.open("qft", "rw");
  await unit.write(block(1));
  await unit.close();
  const again = await zftape.open("nqft", "rw");
  await again.operation(MtOp.Erase, 1);
  await again.close();
  store.insert();
  const last = await createZftape(store).open("nqft", "r");
  expect(await last.volumes()).toEqual([]);
  expect((await read(last)).length).toBe(0);
});

test("D3: a write refused for its size does no harm to those before it", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  await expect(unit.write(block(2, 1000))).rejects.toMatchObject({
    code: "EINVAL",
    message: expect.stringMatching(/1000 bytes .* 10240 bytes/),
    details: { requested: 1000, blockSize: 10240 },
  });
  await unit.close();
  const reader = await zftape.open("nqft", "r");
  await reader.operation(MtOp.Rewind, 1);
  expect(await read(reader)).toEqual(block(1));
});

test("D4: writing behind a full tape is ENOSPC and leaves no volume", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  const filled = await unit.write(block(1, 620 * 1024));
  await unit.close();
  const more = await zftape.open("nqft", "rw");
  await expect(more.write(block(2))).rejects.toMatchObject({ code: "ENOSPC" });
  await expect(more.write(block(2))).rejects.toMatchObject({ code: "ENOSPC" });
  expect((await more.volumes()).map(({ dataBytes }) => dataBytes)).toEqual([filled]);
  expect(await more.status()).toMatchObject({ fileno: 1, resid: 10240 });
});

test("D5: the block number counts on when a write fills the last segment", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.operation(MtOp.SetBlockSize, 1024);
  const blocks = (await unit.write(block(1, 640 * 1024))) / 1024;
  expect(blocks).toBe(21 * 29);
  expect(await unit.status()).toMatchObject({ fileno: 0, blkno: blocks });
});

test("D6: a partial block at the end of the tape is kept and reads back short", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  const written = await unit.write(block(1, 645120));
  expect(written % 10240).toBe(9216);
  await unit.operation(MtOp.Rewind, 1);
  await unit.operation(MtOp.Seek, Math.floor(written / 10240));
  expect(await read(unit)).toEqual(block(1, written).subarray(written - 9216));
  expect(await bits(unit)).toContain("EndOfFile");
});

test("D7: a write of zero bytes at the beginning leaves what is recorded alone", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("qft", "rw");
  expect(await unit.write(new Uint8Array(0))).toBe(0);
  expect(zftape.dirty).toBe(false);
  await unit.write(block(1));
  await unit.close();
  const again = await zftape.open("qft", "rw");
  expect(await again.write(new Uint8Array(0))).toBe(0);
  await again.operation(MtOp.Weof, 0);
  expect((await again.volumes()).length).toBe(1);
});

test("D7: a read of zero bytes in front of a mark does not cross it", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  await unit.operation(MtOp.Bsfm, 0);
  expect(await bits(unit)).toContain("EndOfFile");
  expect((await read(unit, 0)).length).toBe(0);
  expect((await unit.status()).fileno).toBe(0);
});

test.each([
  ["rewind", MtOp.Rewind, 1],
  ["seek", MtOp.Seek, 0],
  ["bsf", MtOp.Bsf, 4],
])("D8: one zero-length read per empty file, reached by %s", async (_, operation, count) => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.operation(MtOp.Weof, 3);
  await unit.operation(operation, count);
  for (const file of [1, 2, 3]) {
    expect((await read(unit)).length).toBe(0);
    expect((await unit.status()).fileno).toBe(file);
  }
});

test.each([
  ["bsf 1", MtOp.Bsf, 1],
  ["fsfm 1", MtOp.Fsfm, 1],
  ["bsr 0", MtOp.Bsr, 0],
  ["seek", MtOp.Seek, 2],
])("D8: no end of file at the end of data, reached by %s", async (_, operation, count) => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  await unit.close();
  const again = await zftape.open("nqft", "rw");
  await again.operation(operation, count);
  expect(await bits(again)).toEqual(["EndOfData", "Online"]);
});

test("D9: reads at the end of data give 0, 0, EIO anew in every open", async () => {
  const { zftape } = await fresh();
  for (let opened = 0; opened < 2; opened++) {
    const unit = await zftape.open("nqft", "r");
    expect((await read(unit)).length).toBe(0);
    expect((await read(unit)).length).toBe(0);
    await expect(read(unit)).rejects.toMatchObject({ code: "EIO" });
    await expect(read(unit)).rejects.toMatchObject({ code: "EIO" });
    await unit.close();
  }
});

test("D11: questions leave the volume being written open, positioning closes it", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  expect(await unit.position()).toBe(1);
  expect(await unit.volumeInfo()).toEqual({
    volno: 0,
    blockSize: 10240,
    rawSizeKb: 29,
    sizeKb: 10,
    compressed: false,
  });
  expect(await unit.sizeInfo()).toEqual({ capacityKb: 22 * 29, usedKb: 58 });
  expect(await unit.recordedBlockSize()).toBe(10240);
  await unit.write(block(2));
  await unit.operation(MtOp.Nop, 1);
  await expect(unit.write(block(3))).rejects.toMatchObject({ code: "EACCES" });
  expect((await unit.volumes()).map(({ dataBytes }) => dataBytes)).toEqual([20480]);
});

test.each(["var+exvt", "var+order", "var+overlap"])(
  "D12: %s is not overwritten at the beginning unless forced",
  async (cart) => {
    const { zftape } = prepared(cart);
    const unit = await zftape.open("nqft", "rw");
    await unit.operation(MtOp.Nop, 1);
    const refused = { code: "EACCES", message: expect.stringContaining("forced") };
    await expect(unit.write(block(1))).rejects.toMatchObject(refused);
    await expect(unit.operation(MtOp.Weof, 1)).rejects.toMatchObject(refused);
    await expect(unit.operation(MtOp.Erase, 1)).rejects.toMatchObject(refused);
    expect(await bits(unit)).toContain("WriteProtected");
    expect(zftape.dirty).toBe(false);
    const forced = await prepared(cart, { force: true }).zftape.open("nqft", "rw");
    expect(await forced.write(block(1))).toBe(10240);
  },
);

test("D13: foreign table entries survive an append, wherever they stand", async () => {
  const { store, zftape } = prepared("var+utid");
  const unit = await zftape.open("qft", "rw");
  const before = (await (await unit.cartridge()).readTable()).data.slice();
  await unit.operation(MtOp.Eom, 1);
  await unit.write(block(1));
  await unit.close();
  store.insert();
  const reader = await createZftape(store).open("nqft", "r");
  const after = (await (await reader.cartridge()).readTable()).data;
  const used = before.findLastIndex((byte) => byte !== 0);
  const end = Math.ceil((used + 1) / 128) * 128;
  expect(after.subarray(0, end)).toEqual(before.subarray(0, end));
  expect(new TextDecoder().decode(after.subarray(end, end + 4))).toBe("VTBL");
  expect(after.subarray(end + 128).every((byte) => byte === 0)).toBe(true);
});

test("D14: close reports what it could not write", async () => {
  const { store, zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  store.eject();
  await expect(unit.close()).rejects.toMatchObject({ code: "ENXIO" });
  store.insert();
  const again = await zftape.open("nqft", "r");
  expect(await again.volumes()).toEqual([]);
});

test("D15: setdensity is refused whatever the count; buffers may number 3 to 16", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "r");
  for (const count of [0, 3, 8])
    await expect(unit.operation(MtOp.SetDensity, count)).rejects.toMatchObject({ code: "EINVAL" });
  for (const count of [2, 17, 32768])
    await expect(unit.operation(MtOp.SetDriveBuffer, count)).rejects.toMatchObject({
      code: "EINVAL",
    });
  await unit.operation(MtOp.SetDriveBuffer, 16);
});

test("D16: reset keeps the volumes, also one that is being written", async () => {
  const { store, zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.operation(MtOp.SetBlockSize, 2048);
  await unit.write(block(1, 20480));
  await unit.operation(MtOp.Reset, 1);
  expect(await unit.status()).toMatchObject({ fileno: -1, blkno: -1 });
  expect((await unit.volumes()).map(({ dataBytes }) => dataBytes)).toEqual([20480]);
  await unit.operation(MtOp.Eom, 1);
  await expect(unit.write(block(2, 2048))).rejects.toMatchObject({ code: "EINVAL" });
  expect(
    (
      await (
        await createZftape(store)
          .open("nqft", "r")
          .catch(() => unit)
      ).volumes()
    ).length,
  ).toBe(1);
});

test("D17: what precedes an unreadable segment is delivered first, then EIO; a seek leads on", async () => {
  const { store, zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.operation(MtOp.SetBlockSize, 1024);
  await unit.write(block(1, 4 * 29696));
  for (const sector of [5, 6, 7, 8]) store.flag(4, sector, 1);
  await unit.operation(MtOp.Rewind, 1);
  expect(await read(unit, 2 * 29696)).toEqual(block(1, 29696));
  expect(await unit.status()).toMatchObject({ blkno: 29, resid: 29696 });
  await expect(read(unit, 1024)).rejects.toMatchObject({
    code: "EIO",
    details: { segment: 4, how: "lost" },
  });
  expect(await unit.position()).toBe(29);
  await unit.operation(MtOp.Fsr, 29);
  expect(await read(unit, 29696)).toEqual(block(1, 3 * 29696).subarray(2 * 29696));
  expect(unit.reports().map(({ segment, how }) => [segment, how])).toEqual([
    [3, "read"],
    [4, "lost"],
    [5, "read"],
  ]);
});
