/** The goals that are counts: they hold exactly, on every machine. */
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLzrw3Engine, createLzsEngine } from "@floppytape/lz";
import { expect, test } from "vitest";
import { bundledFiles, LargestFileBytes } from "../src/cli-group.js";
import { countCopiedBytes } from "../src/copy-counter.js";
import { loadCorpora } from "../src/corpora.js";
import { copiedWhileScanning } from "../src/cross-group.js";
import { withFolder, writeImage } from "../src/image-file.js";
import { blocksOf, compareWithReference } from "../src/lz-correctness.js";
import { FrameBytes, fastEngines } from "../src/lzs-contenders.js";
import { countLost } from "../src/lzs-correctness.js";
import { writeFrom } from "../src/streaming.js";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("E10: no byte is copied between reading an image and the verdict", async () => {
  const copied = await withFolder((folder) => {
    writeImage(join(folder, "image"), 64);
    return copiedWhileScanning(join(folder, "image"), 64);
  });
  expect(copied).toBe(0);
});

test("copies of every kind are counted, and only while the work runs", async () => {
  const from = new Uint8Array(100);
  const copied = await countCopiedBytes(async () => {
    new Uint8Array(200).set(from, 3);
    from.slice(10, 30);
    from.copyWithin(0, 50);
    Buffer.from(from.buffer).copy(new Uint8Array(40));
  });
  expect(copied).toBe(100 + 20 + 100 + 40);
  const after = await countCopiedBytes(async () => {});
  from.slice();
  expect(after).toBe(0);
});

const corpora = loadCorpora(root, 2 ** 17);
test.each(["typescript", "wasm"] as const)(
  "L5: %s compresses to the reference's bytes, all corpora, blocks of 1 to 32 KiB",
  (name) => {
    const engine = createLzrw3Engine(name);
    for (const { bytes } of corpora)
      for (const kib of [1, 5, 10, 28, 32]) {
        const { blocks, differences } = compareWithReference(engine, bytes, kib * 1024);
        expect(blocks).toBeGreaterThan(0);
        expect(differences).toBe(0);
      }
  },
);

test.each(fastEngines)("L8: what LZS makes of all corpora comes back: $name", (engine) => {
  const expanders = (["reference", "typescript"] as const).map((name) => createLzsEngine(name));
  for (const { bytes } of corpora) {
    const frames = blocksOf(bytes, FrameBytes);
    expect(frames.length).toBeGreaterThan(4);
    expect(countLost(engine, expanders, frames)).toBe(0);
  }
});

test("corpora are what their names say, and hash the same twice", () => {
  const again = loadCorpora(root, 2 ** 17);
  expect(corpora.map(({ digest }) => digest)).toEqual(again.map(({ digest }) => digest));
  for (const { bytes } of corpora) expect(bytes.length).toBe(2 ** 17);
});

test("C2: no file of the command line is larger than 150 KB", () => {
  const files = bundledFiles(root);
  expect(files.map(({ name }) => name)).toContain(join("floppytape", "main.js"));
  expect(files.filter(({ bytes }) => bytes > LargestFileBytes)).toEqual([]);
});

const usual = { segments: 450, buffers: 64, startPolicy: "stream" } as const;

test("T1: a source that is faster than the tape never makes it stop", async () => {
  for (const rate of [1.1, 1.5])
    expect(await writeFrom({ ...usual, rate })).toMatchObject({ repositions: 0 });
});

test("T2, T3: a slower one keeps its pace, at a twentieth of the stops of old", async () => {
  const { repositions, effectiveAfterFill } = await writeFrom({ ...usual, rate: 0.5 });
  expect(effectiveAfterFill).toBeGreaterThanOrEqual(0.97);
  const original = { ...usual, buffers: 3, startPolicy: "original" } as const;
  const old = await writeFrom({ ...original, rate: 0.5 });
  expect(old.repositions).toBeGreaterThan(100);
  expect(repositions).toBeLessThanOrEqual(old.repositions / 20);
});
