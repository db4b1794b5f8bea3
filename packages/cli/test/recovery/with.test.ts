import { writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  buildSegment,
  createMemoryStore,
  formatCartridge,
  openCartridge,
} from "@floppytape/cartridge";
import { eccEngine, SegmentBytes } from "@floppytape/ecc";
import { createGeometry, encodeVolumeEntry } from "@floppytape/qic-format";
import { beforeAll, expect, test } from "vitest";
import { noise, temporaryFolder } from "../run-bin.js";
import { runInside } from "../run-inside.js";

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);
const floppytape = (...args: string[]) => runInside("floppytape", args);
const contents = noise(50_000);

/** A Basic file set with one file: directory, data entry. */
function fileSet(): { bytes: Buffer; directoryBytes: number; dataBytes: number } {
  const name = "BIG.DAT";
  const entry = Buffer.alloc(12 + name.length);
  entry.set([10, 0xc3]);
  entry.writeUInt32LE(4 + entry.length + 1 + contents.length, 6);
  entry[11] = name.length;
  entry.write(name, 12);
  const copy = Buffer.from(entry);
  copy[1] = 3;
  const data = Buffer.concat([Buffer.from("cc33cc33", "hex"), copy, Buffer.alloc(1), contents]);
  const bytes = Buffer.concat([entry, data]);
  return { bytes, directoryBytes: entry.length, dataBytes: data.length };
}

/** Writes one cartridge of a set of several, with its part of the bytes. */
async function placePart(number: number, part: Buffer, sizes: object): Promise<void> {
  const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 10, tracksPerCartridge: 4 });
  const store = createMemoryStore({ segmentCount: 40 });
  await formatCartridge(store, { type: { standard: "QIC-80", geometry }, date: 0x3adf7e70 });
  const cartridge = await openCartridge(store);
  const firstSegment = cartridge.firstDataSegment + 1;
  const sectors = new Uint8Array(SegmentBytes);
  let segment = firstSegment;
  for (let from = 0; from < part.length; from += 29_696) {
    buildSegment(part.subarray(from, from + 29_696), 0, eccEngine(), sectors);
    await store.writeSegment(segment++, sectors, { skip: 0 });
  }
  await cartridge.writeTable(
    encodeVolumeEntry({
      layout: "qic113",
      firstSegment,
      lastSegment: segment - 1,
      description: "TWO TAPES",
      date: 0x32df8efa,
      flags: 2,
      cartridgeNumber: number,
      vendor: new Uint8Array(26),
      password: new Uint8Array(8),
      directoryBytes: 0,
      dataBytes: 0,
      osVersion: 7,
      sourceDrive: "",
      logicalDevice: 3,
      compression: 0,
      osType: 1,
      ...sizes,
    }),
  );
  await store.flush();
  const image = Array.from({ length: 40 }, (_, index) => store.segmentBytes(index));
  writeFileSync(at(`tape${number}.img`), Buffer.concat(image));
}

beforeAll(async () => {
  const { bytes, ...sizes } = fileSet();
  await placePart(1, bytes.subarray(0, 29_696), sizes);
  await placePart(2, bytes.subarray(29_696), sizes);
});

test("alone the first cartridge gives what it has", async () => {
  const { status, stderr } = await floppytape("extract", at("tape1.img"), "-o", at("alone"));
  expect(stderr).toBe("");
  expect(status).toBe(3);
});

test.each([
  ["tape1.img", "tape2.img"],
  ["tape2.img", "tape1.img"],
])("extract %s --with %s puts a file over two cartridges together", async (first, second) => {
  const output = at(`both-${first}`);
  const done = await floppytape("extract", at(first), "--with", at(second), "-o", output);
  expect(done).toMatchObject({ status: 0, stderr: "" });
  expect(Buffer.compare(await readFile(join(output, "BIG.DAT")), contents)).toBe(0);
});

test("ls and cat do so, too", async () => {
  const { stdout, status } = await floppytape(
    "ls",
    at("tape1.img"),
    "--with",
    at("tape2.img"),
    "--check",
  );
  expect(status).toBe(0);
  expect(stdout).toContain("BIG.DAT");
  const json = await floppytape("ls", at("tape1.img"), "--with", at("tape2.img"), "--json");
  expect(JSON.parse(json.stdout).volumes).toHaveLength(1);
  const cat = await floppytape("cat", at("tape1.img"), "BIG.DAT", "--with", at("tape2.img"));
  expect(cat.status).toBe(0);
});

test("a cartridge that is not there is named", async () => {
  const { stderr, status } = await floppytape("ls", at("tape1.img"), "--with", at("tape3.img"));
  expect(status).toBe(2);
  expect(stderr).toMatch(/tape3\.img/);
  expect(stderr).not.toMatch(/tape1\.img/);
});
