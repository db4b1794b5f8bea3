import {
  chmodSync,
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { cartridgeTypeNamed } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { createImage, openTape } from "../src/index.js";
import {
  blocks,
  makeImage,
  readVolumes,
  smallType,
  temporaryFolder,
  writeVolume,
} from "./images.js";

test("a new image is a formatted cartridge of the type, and nothing else is left in the folder", async () => {
  const path = join(temporaryFolder(), "new.img");
  const phases = new Set<string>();
  const { header } = await createImage(path, {
    type: cartridgeTypeNamed("qic40-205")!,
    label: "attic",
    onProgress: ({ phase }) => phases.add(phase),
  });
  expect(header).toMatchObject({ label: "attic", segmentsPerTrack: 68, tracksPerCartridge: 20 });
  expect(statSync(path).size).toBe(68 * 20 * 32768);
  expect(readdirSync(dirname(path))).toEqual(["new.img"]);
  expect(phases.size).toBeGreaterThan(0);
  const tape = await openTape(path, { mode: "r" });
  expect((await tape.unit.cartridge()).header.label).toBe("attic");
  await tape.release();
});

describe("a file that is there", () => {
  test("with volumes is refused and stays as it is, unless forced", async () => {
    const image = await makeImage();
    await writeVolume(image, [1]);
    await writeVolume(image, [2]);
    await expect(createImage(image, { type: smallType })).rejects.toMatchObject({
      code: "EEXIST",
      message: `${image}: holds 2 volumes, which formatting would destroy`,
      details: { volumes: 2 },
    });
    expect(await readVolumes(image)).toEqual([blocks(1), blocks(2)]);
    await createImage(image, { type: smallType, force: true });
    expect(await readVolumes(image)).toEqual([]);
  });

  test("with a volume that only its state knows is refused too", async () => {
    const image = await makeImage();
    await writeVolume(image, [1], { deferTable: true });
    await expect(createImage(image, { type: smallType })).rejects.toMatchObject({
      message: `${image}: holds 1 volume, which formatting would destroy`,
    });
    expect(await readVolumes(image)).toEqual([blocks(1)]);
  });

  test("that is no cartridge is refused, unless forced", async () => {
    const path = join(temporaryFolder(), "letter.txt");
    writeFileSync(path, "Dear all,\n");
    await expect(createImage(path, { type: smallType })).rejects.toMatchObject({ code: "EEXIST" });
    expect(readFileSync(path, "latin1")).toBe("Dear all,\n");
    await createImage(path, { type: smallType, force: true });
    expect(await readVolumes(path)).toEqual([]);
  });

  test("that is empty, or a cartridge without volumes, is formatted", async () => {
    const path = join(temporaryFolder(), "empty.img");
    writeFileSync(path, "");
    await createImage(path, { type: smallType });
    await createImage(path, { type: smallType, label: "again" });
    const tape = await openTape(path, { mode: "r" });
    expect((await tape.unit.cartridge()).header.label).toBe("again");
    await tape.release();
  });

  test("keeps its permissions and its place behind a link, and loses state and rescue map", async () => {
    const image = await makeImage();
    await writeVolume(image, [1]);
    chmodSync(image, 0o640);
    writeFileSync(`${image}.map`, "0 ? 1\n0 65536 -\n");
    const link = join(dirname(image), "link.img");
    symlinkSync(image, link);
    await createImage(link, { type: smallType, force: true });
    expect(statSync(image).mode & 0o777).toBe(0o640);
    expect(readdirSync(dirname(image)).toSorted()).toEqual(["link.img", "tape.img"]);
    expect(await readVolumes(link)).toEqual([]);
  });

  test("without write permission is refused, even forced", async () => {
    const image = await makeImage();
    chmodSync(image, 0o444);
    await expect(createImage(image, { type: smallType, force: true })).rejects.toMatchObject({
      code: "EROFS",
    });
  });

  test("in use is refused", async () => {
    const image = await makeImage();
    const tape = await openTape(image, { mode: "rw" });
    await expect(createImage(image, { type: smallType, force: true })).rejects.toMatchObject({
      code: "EBUSY",
    });
    await tape.release();
  });
});

test("a folder, and a place in no folder", async () => {
  const folder = temporaryFolder();
  await expect(createImage(folder, { type: smallType })).rejects.toMatchObject({ code: "EISDIR" });
  const nowhere = join(folder, "nowhere", "x.img");
  await expect(createImage(nowhere, { type: smallType })).rejects.toMatchObject({
    code: "ENOENT",
    message: expect.stringContaining(dirname(nowhere)),
  });
});

test("an interrupted format leaves nothing, and the old file as it was", async () => {
  const image = await makeImage();
  await writeVolume(image, [1]);
  const before = readFileSync(image);
  const abort = new AbortController();
  const options = { type: smallType, force: true, signal: abort.signal };
  const onProgress = ({ done }: { done: number }) => done > 40 && abort.abort();
  await expect(createImage(image, { ...options, onProgress })).rejects.toThrow(/abort/i);
  expect(readFileSync(image).equals(before)).toBe(true);
  expect(existsSync(`${image}.new`)).toBe(false);
  expect(existsSync(`${image}.lock`)).toBe(false);
  expect(await readVolumes(image)).toEqual([blocks(1)]);
});

test("too many bad sectors are said, and leave nothing", async () => {
  const path = join(temporaryFolder(), "bad.img");
  const badSectors = Array.from({ length: 70 }, (_, segment) => [segment, 1] as const);
  await expect(createImage(path, { type: smallType, badSectors })).rejects.toMatchObject({
    code: "EIO",
    message: expect.stringContaining(`${path}: cannot be made: `),
  });
  expect(readdirSync(dirname(path))).toEqual([]);
});
