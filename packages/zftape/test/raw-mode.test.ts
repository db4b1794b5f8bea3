/** Raw mode: what happens instead of the original's defect D10. */
import { MtOp, MtStatus } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { createZftape, type ZftapeUnit } from "../src/index.js";
import { afterCrash, recordWrites } from "./crash-store.js";
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

test("a crash while the table's segment is written leaves the old table, the new one, or one between", async () => {
  const inner = await smallCartridge();
  const writer = await createZftape(inner).open("qft", "rw");
  await writer.operation(MtOp.Weof, 10); // more entries than a sector holds
  await writer.close();
  const segments = Array.from({ length: inner.segmentCount! }, (_, at) => inner.segmentBytes(at));
  const before = new Uint8Array(Buffer.concat(segments));

  const { store, happenings } = recordWrites(inner);
  const unit = await createZftape(store).open("nqft", "rw");
  await unit.setRawMode(true);
  const { data: oldTable } = await unit.readSegment(2);
  const between = oldTable.slice();
  between.set(new TextEncoder().encode("another description"), 8 * 128 + 8);
  const newTable = between.slice();
  newTable.set(new TextEncoder().encode("another description"), 8);
  const tables = { oldTable, between, newTable };
  await unit.writeSegment(2, newTable, 2);
  await unit.close();

  const seen = new Set<string>();
  for (let at = 0; at <= happenings.length; at++)
    for (let tornSectors = 0; tornSectors <= 32; tornSectors++)
      for (const survives of [() => true, () => false]) {
        const { store: left } = afterCrash(before, happenings, {
          at,
          tornSectors,
          failing: [],
          survives,
        });
        const next = await createZftape(left).open("nrawqft", "r");
        const { result, data } = await next.readSegment(2);
        expect(result).toBe(29696);
        const found = Object.entries(tables).find(([, bytes]) => Buffer.compare(data, bytes) === 0);
        expect(found, `crash before happening ${at}, ${tornSectors} sectors later`).toBeDefined();
        seen.add(found![0]);
      }
  expect([...seen].sort()).toEqual(["between", "newTable", "oldTable"]);
});
