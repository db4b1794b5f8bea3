import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { MtOp } from "@floppytape/magtape";
import { describe, expect, test } from "vitest";
import { openStore, openTape } from "../src/index.js";
import { block } from "./block.js";
import { blocks, makeImage, readVolumes, temporaryFolder, writeVolume } from "./images.js";

/** Runs a motion in an open of its own and tells where the next open finds the tape. */
async function placeAfter(image: string, op: number, count: number) {
  const tape = await openTape(image, { mode: "r" });
  await tape.unit.operation(op, count);
  await tape.release();
  const next = await openTape(image, { mode: "r" });
  const { fileno, blkno } = await next.unit.status();
  await next.release();
  return { fileno, blkno };
}

/** A copy of the image alone, without what lies beside it. */
function copyAlone(image: string): string {
  const copy = join(temporaryFolder(), "copy.img");
  copyFileSync(image, copy);
  return copy;
}

describe("between processes", () => {
  test("the position lasts, as the driver's did; at the beginning nothing is kept", async () => {
    const image = await makeImage();
    await writeVolume(image, [1, 2]);
    await writeVolume(image, [3]);
    expect(await placeAfter(image, MtOp.Bsfm, 1)).toMatchObject({ fileno: 1 });
    expect(existsSync(`${image}.state`)).toBe(true);
    expect(await placeAfter(image, MtOp.Rewind, 1)).toEqual({ fileno: -1, blkno: -1 });
    expect(readdirSync(dirname(image))).toEqual(["tape.img"]);
    expect(await placeAfter(image, MtOp.Fsr, 1)).toEqual({ fileno: 0, blkno: 1 });
  });

  test("the block size lasts", async () => {
    const image = await makeImage();
    const tape = await openTape(image, { mode: "r" });
    await tape.unit.operation(MtOp.SetBlockSize, 29696);
    await tape.release();
    const next = await openTape(image, { mode: "rw" });
    await expect(next.unit.write(block(1))).rejects.toMatchObject({
      code: "EINVAL",
      details: { blockSize: 29696, requested: 10240 },
    });
    await next.release();
  });

  test("looking at an image leaves nothing beside it", async () => {
    const image = await makeImage();
    await writeVolume(image, [1], { node: "qft" });
    const tape = await openTape(image, { mode: "r" });
    await tape.unit.volumes();
    await tape.release();
    expect(readdirSync(dirname(image))).toEqual(["tape.img"]);
  });
});

describe("an image that nobody holds", () => {
  test("is complete, wherever the tape stands", async () => {
    const image = await makeImage();
    await writeVolume(image, [1, 2]);
    expect(await readVolumes(copyAlone(image))).toEqual([blocks(1, 2)]);
  });

  test("is not with defer-table, until the tape is rewound", async () => {
    const image = await makeImage();
    await writeVolume(`${image},defer-table`, [1, 2]);
    expect(await readVolumes(copyAlone(image))).toEqual([]);
    const tape = await openTape(`qft:${image},defer-table`, { mode: "r" });
    expect(await tape.unit.volumes()).toHaveLength(1);
    await tape.release();
    expect(await readVolumes(copyAlone(image))).toEqual([blocks(1, 2)]);
  });

  test("becomes so with the next open that does not defer", async () => {
    const image = await makeImage();
    await writeVolume(image, [1, 2], { deferTable: true });
    const tape = await openTape(image, { mode: "r" });
    expect(await tape.unit.volumes()).toHaveLength(1);
    await tape.release();
    expect(await readVolumes(copyAlone(image))).toEqual([blocks(1, 2)]);
  });

  test("is so after a store was opened for writing, which forgets the state", async () => {
    const image = await makeImage();
    await writeVolume(image, [1, 2], { deferTable: true });
    const { store, release } = await openStore(image, { mode: "rw" });
    expect(store.segmentCount).toBe(120);
    await release();
    expect(existsSync(`${image}.state`)).toBe(false);
    expect(await readVolumes(image)).toEqual([blocks(1, 2)]);
  });
});

describe("a state that does not fit", () => {
  const openWarned = async (image: string) => {
    const warnings: string[] = [];
    const tape = await openTape(image, { mode: "r", warn: (text) => warnings.push(text) });
    const volumes = await tape.unit.volumes();
    await tape.release();
    return { warnings, volumes: volumes.length };
  };

  test("is dropped when the image was written elsewhere meanwhile", async () => {
    const image = await makeImage();
    await writeVolume(image, [1]);
    const copy = copyAlone(image);
    await writeVolume(copy, [2], { node: "qft" });
    copyFileSync(copy, image);
    expect(await openWarned(image)).toEqual({
      volumes: 1,
      warnings: [
        `${image}.state: belongs to the image as it was at another time, and was dropped; the tape is at its beginning`,
      ],
    });
    expect(await openWarned(image)).toEqual({ volumes: 1, warnings: [] });
    expect(await readVolumes(image)).toEqual([blocks(2)]);
  });

  test.each([
    ["nothing", ""],
    ["no JSON", "{"],
    ["JSON of something else", '{"position":3}'],
    ["null", "null"],
    ["a list", '["format"]'],
    ["eight megabytes", " ".repeat(8 * 1024 * 1024 + 1)],
  ])("is dropped when it is %s", async (_, text) => {
    const image = await makeImage();
    await writeVolume(image, [1], { node: "qft" });
    writeFileSync(`${image}.state`, text);
    expect(await openWarned(image)).toEqual({
      volumes: 1,
      warnings: [`${image}.state: is not the state of a unit, and was dropped`],
    });
    expect(existsSync(`${image}.state`)).toBe(false);
  });

  test.each([
    ["of a version to come", { version: 2 }],
    ["of nonsense", { version: 1, blockSize: -1, cartridge: null }],
    ["with nonsense pending", { version: 1, cartridge: { headerBytes: "?", tail: 3 } }],
  ])("is dropped when it is %s", async (_, unit) => {
    const image = await makeImage();
    await writeVolume(image, [1], { node: "qft" });
    const before = readFileSync(image);
    writeFileSync(`${image}.state`, JSON.stringify({ format: "floppytape unit state", unit }));
    const { volumes, warnings } = await openWarned(image);
    expect(volumes).toBe(1);
    expect(warnings[0]).toContain("was dropped");
    expect(readFileSync(image).equals(before)).toBe(true);
    expect(existsSync(`${image}.state`)).toBe(false);
  });
});

test("a reader whose state cannot be stored warns, and nothing else happens", async () => {
  const image = await makeImage();
  await writeVolume(image, [1], { node: "qft" });
  mkdirSync(`${image}.state.new`); // in the way of the file that would be written
  const warnings: string[] = [];
  const tape = await openTape(image, { mode: "r", warn: (text) => warnings.push(text) });
  await tape.unit.operation(MtOp.Fsf, 1);
  await tape.release();
  expect(warnings).toEqual([expect.stringMatching(/^the tape's position is not kept: .*state/)]);
  expect(existsSync(`${image}.state`)).toBe(false);
  expect(existsSync(`${image}.lock`)).toBe(false);
});
