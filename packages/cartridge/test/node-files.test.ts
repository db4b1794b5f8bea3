import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSegmentPool } from "@floppytape/ecc";
import { afterAll, beforeAll, expect, test } from "vitest";
import { formatCartridge, openCartridge } from "../src/index.js";
import {
  openFileBytes,
  openRawImageFile,
  readRescueMapFile,
  rescueMapPath,
  writeRescueMapFile,
} from "../src/node/index.js";
import { smallType } from "./small-cartridge.js";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cartridge-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("reads land in the caller's memory, also in WebAssembly's, and stop at the end", async () => {
  const path = join(folder, "bytes");
  await writeFile(path, Uint8Array.of(1, 2, 3, 4, 5));
  const bytes = await openFileBytes(path);
  expect(bytes.sizeBytes).toBe(5);
  const pool = createSegmentPool(1);
  const into = pool.segment(0).subarray(100, 110).fill(9);
  expect(await bytes.read(3, into)).toBe(2);
  expect([...pool.bytes.subarray(99, 105)]).toEqual([0, 4, 5, 9, 9, 9]);
  expect(await bytes.read(5, into)).toBe(0);
  await expect(bytes.write(0, into)).rejects.toMatchObject({
    code: "EIO",
    message: expect.stringContaining(`cannot write ${path}`),
    details: { path, errno: "EBADF", position: 0 },
  });
  await bytes.close();
  await bytes.close();
});

test("a file grows with what is written and can be cut", async () => {
  const path = join(folder, "grows");
  const bytes = await openFileBytes(path, { write: true, create: true });
  await bytes.write(4, Uint8Array.of(7, 8));
  expect(bytes.sizeBytes).toBe(6);
  await bytes.sync();
  await bytes.truncate?.(5);
  expect(bytes.sizeBytes).toBe(5);
  await bytes.close();
  expect([...(await readFile(path))]).toEqual([0, 0, 0, 0, 7]);
});

test("what is not there or no file is refused with code and path", async () => {
  const missing = join(folder, "missing");
  await expect(openFileBytes(missing)).rejects.toMatchObject({
    name: "CartridgeError",
    code: "ENOENT",
    message: `cannot open ${missing}: ENOENT: no such file or directory`,
    details: { path: missing, errno: "ENOENT" },
  });
  await expect(openFileBytes(join(missing, "x"), { write: true })).rejects.toMatchObject({
    code: "ENOENT",
  });
  await expect(openFileBytes(folder)).rejects.toMatchObject({ code: "EISDIR" });
  await expect(openFileBytes("/dev/null", { write: true })).rejects.toMatchObject({
    code: "EIO",
    message: "cannot open /dev/null: it is not a regular file",
  });
});

test("a cartridge in an image file: formatted, reopened read-only, holes beside it", async () => {
  const path = join(folder, "tape.img");
  const writable = await openRawImageFile(path, { write: true, create: true });
  await formatCartridge(writable, { type: smallType, label: "FILE" });
  await writable.close();
  expect(await readRescueMapFile(path)).toBeUndefined();

  const blocks = [{ position: 1024, sizeBytes: 4 * 1024, status: "-" as const }];
  await writeRescueMapFile(path, { blocks });
  const store = await openRawImageFile(path);
  const cartridge = await openCartridge(store);
  expect(cartridge.header.label).toBe("FILE");
  expect(cartridge.headerCopies[0]?.report.lost).toBe(0b11110);
  await expect(cartridge.writeHeaders({ segmentsWritten: 0, writeDate: 0 })).rejects.toMatchObject({
    code: "WRITE_PROTECTED",
  });
  await store.close();

  const again = await openRawImageFile(path, { write: true });
  await (await openCartridge(again)).writeHeaders({ segmentsWritten: 0, writeDate: 0 });
  await again.close();
  expect((await readRescueMapFile(path))?.blocks).toEqual([
    { position: 0, sizeBytes: 120 * 32768, status: "+" },
  ]);
  expect((await readdir(folder)).filter((name) => name.endsWith(".new"))).toEqual([]);
});

test("a rescue map that is none is named with its path and line", async () => {
  const path = join(folder, "odd.img");
  await writeFile(path, "");
  await writeFile(rescueMapPath(path), "0x0 ?\nnonsense\n");
  await expect(openRawImageFile(path)).rejects.toMatchObject({
    code: "BAD_RESCUE_MAP",
    details: { path: rescueMapPath(path), line: 2 },
  });
  await rm(rescueMapPath(path));
  await mkdir(rescueMapPath(path));
  await expect(openRawImageFile(path)).rejects.toMatchObject({ code: "EISDIR" });
  await expect(writeRescueMapFile(path, { blocks: [] })).rejects.toMatchObject({
    code: "EISDIR",
    details: { path: rescueMapPath(path) },
  });
});
