import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { formatRescueMap, openCartridge } from "@floppytape/cartridge";
import { type ExportKind, exportImage } from "@floppytape/cartridge/image";
import { openRawImageFile } from "@floppytape/cartridge/node";
import { expect, test } from "vitest";
import { openMachine, openStore, openTape, openTapeUnit } from "../src/index.js";
import { blocks, makeImage, readVolumes, temporaryFolder, writeVolume } from "./images.js";

/** Writes the cartridge of a raw image as a file of another kind beside it. */
async function exportBeside(image: string, kind: ExportKind): Promise<string> {
  const store = await openRawImageFile(image);
  const parts: Uint8Array[] = [];
  for await (const part of exportImage(await openCartridge(store), kind)) parts.push(part.slice());
  await store.close();
  const path = `${image}.${kind}`;
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

async function imageWithVolume(): Promise<string> {
  const image = await makeImage();
  await writeVolume(image, [1, 2, 3]);
  return image;
}

const kinds = ["data", "slots", "twti", "twtz", "volume-data"] as const;

test.each(kinds)("an image of the kind %s reads as the raw one does", async (kind) => {
  const path = await exportBeside(await imageWithVolume(), kind);
  const before = readFileSync(path);
  const warnings: string[] = [];
  expect(await readVolumes(path, { warn: (text) => void warnings.push(text) })).toEqual([
    blocks(1, 2, 3),
  ]);
  expect(warnings.map((text) => /assumed/.test(text))).toEqual(
    kind === "volume-data" ? [true] : [],
  );
  expect(readFileSync(path).equals(before)).toBe(true);
  expect(existsSync(`${path}.lock`)).toBe(false);
});

test("a compressed image reads as the raw one does", async () => {
  const image = await imageWithVolume();
  writeFileSync(`${image}.gz`, gzipSync(readFileSync(image)));
  expect(await readVolumes(`${image}.gz`)).toEqual([blocks(1, 2, 3)]);
});

test("unwrapping a compressed image can be interrupted", async () => {
  const image = await imageWithVolume();
  writeFileSync(`${image}.gz`, gzipSync(readFileSync(image)));
  const signal = AbortSignal.abort(new Error("enough"));
  await expect(openTape(`${image}.gz`, { mode: "r", signal })).rejects.toThrow();
});

test("of a compressed image that was cut off, a warning says where it ends", async () => {
  const image = await imageWithVolume();
  const whole = gzipSync(readFileSync(image), { level: 0 });
  writeFileSync(`${image}.gz`, whole.subarray(0, whole.length * 0.8));
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  expect(await readVolumes(`${image}.gz`, { warn })).toEqual([blocks(1, 2, 3)]);
  expect(warnings).toEqual([expect.stringContaining("the gzip data is damaged or ends too early")]);
});

test("writing to an image of another kind is refused, and the message says what helps", async () => {
  const path = await exportBeside(await imageWithVolume(), "data");
  const refused = {
    code: "EROFS",
    message: `${path}: is a cartridge image of the kind data, which can only be read; 'floppytape convert' makes an image of it that can be written`,
  };
  await expect(openTape(path, { mode: "rw" })).rejects.toMatchObject(refused);
  await expect(openTape(path, { mode: "w" })).rejects.toMatchObject(refused);
  await expect(openStore(path, { mode: "rw" })).rejects.toMatchObject(refused);
  const { store, release } = await openStore(path, { mode: "r" });
  expect((await store.status()).writeProtected).toBe(true);
  await expect(store.writeSegment(3, new Uint8Array(32768), { skip: 0 })).rejects.toMatchObject({
    code: "WRITE_PROTECTED",
  });
  await release();
});

test("the simulated drive takes raw images only", async () => {
  const path = await exportBeside(await imageWithVolume(), "slots");
  const refused = {
    code: "ENXIO",
    message: expect.stringContaining("the simulated drive takes no other"),
  };
  await expect(openTape(`sim:${path}`, { mode: "r" })).rejects.toMatchObject(refused);
  await expect(openMachine(`sim:${path}`)).rejects.toMatchObject(refused);
});

test("only of a raw image it is said where its segments lie", async () => {
  const image = await imageWithVolume();
  const raw = await openTape(image, { mode: "r" });
  expect(raw.rawPath).toBe(image);
  await raw.release();
  const other = await openTape(await exportBeside(image, "data"), { mode: "r" });
  expect(other.rawPath).toBeUndefined();
  expect(other.store.parityStored).toBe(false);
  await other.release();
});

test("the option header gives an image the header that it lacks", async () => {
  const image = await imageWithVolume();
  const path = await exportBeside(image, "volume-data");
  writeFileSync(join(dirname(image), "header"), readFileSync(image).subarray(0, 32768));
  const warnings: string[] = [];
  const warn = (text: string) => void warnings.push(text);
  const device = `${path},header=${join(dirname(image), "header")}`;
  const tape = await openTape(device, { mode: "r", warn });
  expect((await tape.unit.cartridge()).geometry.segmentsPerTrack).toBe(20);
  await tape.release();
  expect(warnings).toEqual([]);
  writeFileSync(join(dirname(image), "header"), "no header");
  await expect(openTape(device, { mode: "r" })).rejects.toMatchObject({
    code: "EINVAL",
    message: expect.stringContaining("header"),
  });
});

test("the option format insists on a kind", async () => {
  const path = await exportBeside(await imageWithVolume(), "data"); // the same bytes as slots
  const slots = await openTape(`${path},format=slots`, { mode: "r" });
  expect((await slots.store.status()).driveName).toBe("slots image");
  await slots.release();
  await expect(openTape(`${path},format=twti`, { mode: "r" })).rejects.toMatchObject({
    message: expect.stringContaining("as an image of the kind twti: it does not begin with TWTI"),
  });
  const unit = await openTapeUnit(`${path},format=data`, { mode: "r" });
  expect(unit.kind).toBe("image");
  await unit.release();
});

test("holes in the map of a data image are lost bytes", async () => {
  const path = await exportBeside(await imageWithVolume(), "data");
  const { size } = statSync(path);
  const block = (position: number, end: number, status: "+" | "-") => ({
    position,
    sizeBytes: end - position,
    status,
  });
  const table = 2 * 29696;
  writeFileSync(
    `${path}.map`,
    formatRescueMap({
      blocks: [
        block(0, table + 29696, "+"),
        block(table + 29696, table + 29696 + 1024, "-"),
        block(table + 30720, size, "+"),
      ],
    }),
  );
  const { store, release } = await openStore(path, { mode: "r" });
  const cartridge = await openCartridge(store);
  const { report, data } = await cartridge.readSegment(3);
  expect(report).toMatchObject({ how: "lost", lost: 0xe0000001 });
  expect(data.subarray(0, 1024)).toEqual(new Uint8Array(1024));
  await release();
});

test("a write-protected file of another kind, in a folder that takes no files, is read", async () => {
  const path = await exportBeside(await imageWithVolume(), "twti");
  chmodSync(path, 0o444);
  expect(await readVolumes(path)).toEqual([blocks(1, 2, 3)]);
});

test("compressed files that hold no cartridge are refused in words", async () => {
  const path = join(temporaryFolder(), "letter.gz");
  writeFileSync(path, gzipSync("Dear sir or madam"));
  await expect(openTape(path, { mode: "r" })).rejects.toMatchObject({
    code: "ENXIO",
    message: expect.stringContaining("no cartridge image of any kind that is known"),
  });
});
