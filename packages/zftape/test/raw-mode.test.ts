/** Raw mode: what happens instead of the original's defect D10. */
import { MtOp, MtStatus } from "@floppytape/magtape";
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

async function bits(unit: ZftapeUnit): Promise<(keyof typeof MtStatus)[]> {
  const { gstat } = await unit.status();
  const names = Object.keys(MtStatus) as (keyof typeof MtStatus)[];
  return names.filter((name) => (gstat & MtStatus[name]) !== 0);
}

test("D10: raw mode begins at the beginning both ways, and ends with the open", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("qft", "rw");
  await unit.write(block(1));
  await unit.close();
  const raw = await zftape.open("nqft", "r");
  await raw.setRawMode(true);
  expect(await bits(raw)).toEqual(["BeginOfTape", "Online"]);
  expect(new TextDecoder().decode((await read(raw)).subarray(0, 4))).toBe("VTBL");
  await expect(raw.operation(MtOp.Fsf, 1)).rejects.toMatchObject({ code: "EACCES" });
  await raw.setRawMode(false);
  expect(await bits(raw)).toEqual(["BeginOfTape", "Online"]);
  expect(await read(raw)).toEqual(block(1));
  await raw.setRawMode(true);
  await raw.close();
  const plain = await zftape.open("nqft", "r");
  await plain.operation(MtOp.Fsf, 1);
  expect((await plain.status()).fileno).toBe(1);
});

test("D10: a raw node is raw at once", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("rawqft", "r");
  expect((await unit.readSegment(0)).result).toBe(29696);
});

test("D10: seeks in raw mode go to the block from the first data segment on", async () => {
  const { zftape } = await fresh();
  const unit = await zftape.open("nqft", "rw");
  await unit.operation(MtOp.SetBlockSize, 1024);
  await unit.write(block(1, 40960));
  await unit.close();
  const raw = await zftape.open("nrawqft", "r");
  await raw.operation(MtOp.Seek, 29 + 5);
  expect(await read(raw, 2048)).toEqual(block(1, 7168).subarray(5120));
  await raw.operation(MtOp.Bsr, 3);
  expect(await raw.position()).toBe(29 + 4);
  expect(await read(raw, 1024)).toEqual(block(1, 5120).subarray(4096));
});
