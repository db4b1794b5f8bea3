import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { MtOp, MtStatus } from "@floppytape/magtape";
import { describe, expect, test } from "vitest";
import { openStore, openTape, parseDeviceString } from "../src/index.js";
import { block } from "./block.js";
import { blocks, makeImage, readVolumes, temporaryFolder, writeVolume } from "./images.js";

describe("what is no image", () => {
  test("a missing file: the message says how one is made", async () => {
    const path = join(temporaryFolder(), "new.img");
    await expect(openTape(path, { mode: "rw" })).rejects.toMatchObject({
      code: "ENOENT",
      message: `${path}: no such file; a cartridge image is made with: ftformat -f ${path} --cartridge=qic80-307`,
    });
    expect(existsSync(path)).toBe(false);
  });

  test("the bare name of a node: the message names it in /dev", async () => {
    await expect(openTape("nqft0", { mode: "r" })).rejects.toMatchObject({
      code: "ENOENT",
      message: expect.stringContaining("the node of a drive is /dev/nqft0"),
    });
  });

  test("a folder, an empty file, a device", async () => {
    const folder = temporaryFolder();
    await expect(openTape(folder, { mode: "r" })).rejects.toMatchObject({
      code: "EISDIR",
      message: `${folder}: is a folder, where an image file was expected`,
    });
    const empty = join(folder, "empty.img");
    writeFileSync(empty, "");
    await expect(openTape(empty, { mode: "r" })).rejects.toMatchObject({
      code: "ENXIO",
      message: `${empty}: is empty, where a cartridge image of 32768 bytes a segment was expected`,
    });
    await expect(openTape("./../../../../../../dev/null", { mode: "r" })).rejects.toMatchObject({
      code: "ENXIO",
    });
    const below = join(empty, "x.img");
    await expect(openTape(below, { mode: "r" })).rejects.toMatchObject({
      code: "ENOENT",
      message: expect.stringContaining(below),
    });
  });

  test("other files open, and say what is wrong when they are used; they stay as they are", async () => {
    const path = join(temporaryFolder(), "photo.jpg");
    const photo = Buffer.from("ffd8ffe000104a464946".repeat(5000), "hex");
    writeFileSync(path, photo);
    const tape = await openTape(path, { mode: "rw" });
    await expect(tape.unit.volumes()).rejects.toMatchObject({ name: "TapeError" });
    await tape.release();
    expect(readFileSync(path).equals(photo)).toBe(true);
    expect(existsSync(`${path}.state`)).toBe(false);
  });
});

describe("back ends that are not there", () => {
  test.each([
    ["fdc:0x3f0", "@floppytape/portio-native"],
    ["/dev/nst0", "@floppytape/portio-native"],
    ["./a.tap", "record image"],
    ["box:/dev/nst0", "remote tape"],
  ])("%s: ENXIO names the missing part", async (device, part) => {
    const error = { code: "ENXIO", message: expect.stringContaining(part) };
    await expect(openTape(device, { mode: "r" })).rejects.toMatchObject(error);
    await expect(openStore(device, { mode: "r" })).rejects.toMatchObject(error);
  });

  test("so does a tapecap name", async () => {
    const spec = parseDeviceString("mta", { isTapecapName: () => true, isFile: () => false });
    await expect(openTape(spec, { mode: "r" })).rejects.toMatchObject({ code: "ENXIO" });
  });
});

test("images know no options but defer-table", async () => {
  const image = await makeImage();
  const refused = (option: string) =>
    expect(openTape(`${image},${option}`, { mode: "r" })).rejects.toMatchObject({ code: "EINVAL" });
  await refused("rate=500");
  await refused("defer-table=maybe");
});

describe("nodes", () => {
  test("the string's node wins over the caller's, which wins over nqft", async () => {
    const image = await makeImage();
    await writeVolume(image, [1], { node: "qft" });
    const isAtEnd = async (device: string, node?: "qft" | "nqft") => {
      await writeVolume(device, [2], node ? { node } : {});
      const tape = await openTape(image, { mode: "r" });
      const { gstat } = await tape.unit.status();
      await tape.release();
      await openTape(`qft:${image}`, { mode: "r" }).then((rewinding) => rewinding.release());
      return (gstat & MtStatus.EndOfData) !== 0;
    };
    expect(await isAtEnd(image)).toBe(true);
    expect(await isAtEnd(image, "qft")).toBe(false);
    expect(await isAtEnd(`nqft:${image}`, "qft")).toBe(true);
  });
});

describe("write protection", () => {
  test("a file without write permission is a protected cartridge that can be read", async () => {
    const image = await makeImage();
    await writeVolume(image, [1]);
    chmodSync(image, 0o444);
    for (const mode of ["w", "rw"] as const)
      await expect(openTape(image, { mode })).rejects.toMatchObject({
        code: "EROFS",
        message: `${image}: write-protected: the file has no write permission`,
      });
    await expect(openStore(image, { mode: "rw" })).rejects.toMatchObject({ code: "EROFS" });
    const tape = await openTape(image, { mode: "r" });
    expect((await tape.store.status()).writeProtected).toBe(true);
    await tape.release();
    expect(await readVolumes(image)).toEqual([blocks(1)]);
  });

  test("a file that is only opened for reading is not, but nothing is written to it", async () => {
    const image = await makeImage();
    const before = readFileSync(image);
    const tape = await openTape(image, { mode: "r" });
    expect(await tape.store.status()).toMatchObject({
      writeProtected: false,
      vendorId: 0xffff,
      driveName: "raw image",
    });
    await expect(tape.unit.write(block(1))).rejects.toMatchObject({ code: "EACCES" });
    await expect(tape.unit.operation(MtOp.Weof, 1)).rejects.toMatchObject({ code: "EACCES" });
    await tape.release();
    expect(readFileSync(image).equals(before)).toBe(true);
  });
});

test("all names of an image share its lock and its state", async () => {
  const image = await makeImage();
  const folder = join(dirname(image), "elsewhere");
  mkdirSync(folder);
  const link = join(folder, "link.img");
  symlinkSync(image, link);
  const tape = await openTape(link, { mode: "rw" });
  await expect(openTape(image, { mode: "rw" })).rejects.toMatchObject({ code: "EBUSY" });
  await tape.unit.write(block(1));
  await tape.release();
  const other = await openTape(image, { mode: "r" });
  expect((await other.unit.status()).fileno).toBe(1);
  await other.release();
});

test("holes of the rescue map are lost to the reader, and written to are holes no more", async () => {
  const image = await makeImage();
  await writeVolume(image, [1, 2, 3, 4], { node: "qft" });
  const hole = 3 * 32768;
  const map = (status: string) =>
    `0 ${status} 1\n0 ${hole} +\n${hole} 32768 -\n${hole + 32768} ${117 * 32768 - hole} +\n`;
  writeFileSync(`${image}.map`, map("?"));
  const tape = await openTape(image, { mode: "rw" });
  await expect(tape.unit.read(Buffer.alloc(10240))).rejects.toMatchObject({ code: "EIO" });
  await tape.unit.operation(MtOp.Rewind, 1);
  await tape.unit.write(blocks(5, 6, 7, 8));
  await tape.release();
  expect(await readVolumes(image)).toEqual([blocks(5, 6, 7, 8)]);
  expect(readFileSync(`${image}.map`, "latin1")).not.toMatch(/-$/m);
});

test("a map that is none is named", async () => {
  const image = await makeImage();
  writeFileSync(`${image}.map`, "no map\n");
  await expect(openTape(image, { mode: "r" })).rejects.toMatchObject({
    code: "EINVAL",
    message: expect.stringContaining(`${image}.map`),
  });
});

test("released twice is released once", async () => {
  const image = await makeImage();
  const tape = await openTape(image, { mode: "rw" });
  await tape.unit.write(block(1));
  await tape.release();
  await tape.release();
  await expect(tape.unit.write(block(2))).rejects.toMatchObject({ code: "EBADF" });
  const store = await openStore(image, { mode: "rw" });
  await store.release();
  await store.release();
  expect(await readVolumes(image)).toEqual([blocks(1)]);
});

test("a unit that was closed before is released all the same", async () => {
  const image = await makeImage();
  const tape = await openTape(image, { mode: "rw" });
  await tape.unit.write(block(1));
  await tape.unit.close();
  await tape.release();
  const copy = join(temporaryFolder(), "copy.img");
  copyFileSync(image, copy);
  expect(await readVolumes(copy)).toEqual([blocks(1)]);
});
