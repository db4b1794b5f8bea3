/** Where this package follows zftape 3.04d, or goes its own way, without a defect of the recordings. */
import { MtOp } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { createZftape, type ZftapeUnit } from "../src/index.js";
import { payload } from "./replay/payload.js";
import { smallCartridge } from "./small-cartridge.js";

const block = (seed: number, length = 10240) => payload(`rand:${seed}`, 0, length);

async function read(unit: ZftapeUnit, length = 10240): Promise<Uint8Array> {
  const into = new Uint8Array(length);
  return into.subarray(0, await unit.read(into));
}

async function fresh(options = {}) {
  const store = await smallCartridge();
  return { store, zftape: createZftape(store, options) };
}

test("zip nodes are writable; nodes that are raw and compressing do not exist", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("zqft", "w");
  await unit.write(block(1));
  await unit.close();
  for (const minor of [48, 40, 56, 64, 255, -1, 1.5])
    await expect(zftape.open(minor, "r")).rejects.toMatchObject({ code: "ENXIO" });
  const raw = await zftape.open(36 + 1, "r");
  await raw.readSegment(0);
});

test("MTCOMPRESSION: plain nodes compress, until it is switched off", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.operation(MtOp.Compression, 1);
  await unit.write(new Uint8Array(102400));
  await unit.operation(MtOp.Weof, 1);
  await unit.operation(MtOp.Compression, 0);
  await unit.write(new Uint8Array(10240));
  await unit.operation(MtOp.Rewind, 1);
  expect((await unit.volumes()).map(({ compressed }) => compressed)).toEqual([true, false]);
  await expect(unit.operation(MtOp.Compression, 2)).rejects.toMatchObject({ code: "EINVAL" });
  await unit.operation(MtOp.SetBlockSize, 0);
  await expect(unit.operation(MtOp.Compression, 1)).rejects.toMatchObject({ code: "EINVAL" });
});

test("a compressed volume through a plain node is its stored bytes in blocks of 1 KiB", async () => {
  const { zftape } = await fresh();
  const writer = await zftape.open("nzqft", "rw");
  await writer.write(block(1, 30720));
  await writer.close();
  const unit = await zftape.open("nqft", "r");
  await unit.operation(MtOp.Rewind, 1);
  expect(await unit.volumeInfo()).toMatchObject({ blockSize: 10240, sizeKb: 30, compressed: true });
  const stored = await read(unit, 100 * 1024);
  expect(stored.length).toBe(2 * 29696);
  expect(stored.subarray(0, 2)).toEqual(Uint8Array.of(2, 0));
  expect(await unit.position()).toBe(58);
});

test("weof 0 while writing flushes, and writing goes on in the same volume", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.write(block(1));
  await unit.operation(MtOp.Weof, 0);
  await unit.write(block(1, 20480).subarray(10240));
  await unit.operation(MtOp.Rewind, 1);
  expect(await read(unit, 40960)).toEqual(block(1, 20480));
});
