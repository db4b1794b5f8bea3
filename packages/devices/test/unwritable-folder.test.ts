import { chmodSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { createImage, openTape } from "../src/index.js";
import { blocks, makeImage, readVolumes, smallType, writeVolume } from "./images.js";

const nobody = 65534;
const isRoot = process.getuid?.() === 0;
let image = "";
let warnings: string[] = [];
const warn = (text: string) => warnings.push(text);

// Windows folders have other rules.
describe.skipIf(process.platform === "win32")("in a folder that takes no files", () => {
  beforeEach(async () => {
    warnings = [];
    image = await makeImage();
    chmodSync(image, 0o666);
    chmodSync(dirname(image), 0o555);
    if (isRoot) process.seteuid?.(nobody); // permissions don't bind a superuser
  });
  const backToNormal = () => {
    if (isRoot) process.seteuid?.(0);
  };
  afterEach(() => {
    backToNormal();
    chmodSync(dirname(image), 0o755);
  });
  afterAll(backToNormal);

  const memoryOnly = () =>
    `${image}: its folder takes no files, so the unit's state lives in memory and no lock keeps others from the image`;

  test("an image is written all the same, completely, and a warning says what is missing", async () => {
    await writeVolume(image, [1, 2], { warn });
    expect(warnings).toEqual([memoryOnly()]);
    expect(readdirSync(dirname(image))).toEqual(["tape.img"]);
    expect(await readVolumes(image)).toEqual([blocks(1, 2)]);
  });

  test("a position is not kept, and a warning says so; looking around needs none", async () => {
    await writeVolume(image, [1, 2]);
    const tape = await openTape(image, { mode: "r", warn });
    await tape.unit.volumes();
    await tape.release();
    expect(warnings).toEqual([]);
    const moved = await openTape(image, { mode: "r", warn });
    await moved.unit.read(Buffer.alloc(10240));
    await moved.release();
    expect(warnings).toEqual([
      `${image}: its folder takes no files, so the tape's position is not kept`,
    ]);
  });

  test("no image is made, and the one there stays as it was", async () => {
    const before = readFileSync(image);
    await expect(createImage(image, { type: smallType, force: true })).rejects.toMatchObject({
      code: "EACCES",
      message: `${image}: cannot be made: permission denied`,
    });
    expect(readFileSync(image).equals(before)).toBe(true);
  });

  test("another user's lock counts", async () => {
    backToNormal();
    chmodSync(dirname(image), 0o755);
    const host = encodeURIComponent(hostname());
    writeFileSync(`${image}.lock`, `\n${process.pid} - 0123456789abcdef ${host}\n`);
    chmodSync(`${image}.lock`, 0o444);
    chmodSync(dirname(image), 0o555);
    if (isRoot) process.seteuid?.(nobody);
    for (const mode of ["r", "rw"] as const)
      await expect(openTape(image, { mode })).rejects.toMatchObject({
        code: "EBUSY",
        details: { holderPid: process.pid },
      });
  });
});
