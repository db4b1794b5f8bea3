import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { DriveTraceRecord } from "@floppytape/fdc";
import { createFaults } from "@floppytape/fdc/sim";
import { MtOp } from "@floppytape/magtape";
import { cartridgeTypeNamed } from "@floppytape/qic-format";
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import { createImage, driveForBlank, openMachine, openStore, openTape } from "../src/index.js";
import { block } from "./block.js";
import { buildProgram, startProgram } from "./child-program.js";
import {
  blocks,
  makeImage,
  readVolumes,
  smallType,
  temporaryFolder,
  writeVolume,
} from "./images.js";

const segmentBytes = 32768;

vi.setConfig({ testTimeout: 120_000 }); // of a machine that is busy with other things

/** A tape in the drive, given back when the test ends. */
async function inDrive(image: string, options = "", mode: "r" | "rw" = "rw") {
  const tape = await openTape(`sim:${image}${options}`, { mode });
  onTestFinished(() => tape.release());
  return tape;
}

describe("an image in the simulated drive", () => {
  test("is as complete after a release as the image alone, and read by both", async () => {
    const image = await makeImage();
    await writeVolume(`sim:${image}`, [1, 2]);
    await writeVolume(image, [3]);
    await writeVolume(`sim:${image}`, [4]);
    const expected = [blocks(1, 2), blocks(3), blocks(4)];
    expect(await readVolumes(image)).toEqual(expected);
    expect(await readVolumes(`sim:${image}`)).toEqual(expected);
    const alone = join(temporaryFolder(), "alone.img");
    copyFileSync(image, alone);
    expect(await readVolumes(alone)).toEqual(expected);
  });

  test("position and block size last from one to the other", async () => {
    const image = await makeImage();
    await writeVolume(image, [1]);
    const first = await openTape(`sim:${image}`, { mode: "r" });
    await first.unit.operation(MtOp.Rewind, 1);
    await first.unit.operation(MtOp.SetBlockSize, 5120);
    await first.unit.operation(MtOp.Fsf, 1);
    await first.release();
    const second = await openTape(image, { mode: "r" });
    expect(await second.unit.status()).toMatchObject({ fileno: 1 });
    expect(second.zftape.state().blockSize).toBe(5120);
    await second.release();
  });

  test("has a drive that the image alone has not", async () => {
    const image = await makeImage();
    const { drive, unit, store, release } = await inDrive(image);
    await unit.volumes();
    expect(drive?.rates).toEqual([1000, 500, 250]);
    expect(drive?.passMs).toBeGreaterThan(50_000);
    expect(drive?.counters.segmentsRead).toBeGreaterThan(2);
    expect((await store.status()).driveName).toBe("Colorado DJ-10/DJ-20 (new)");
    await release();
    const alone = await openTape(image, { mode: "r" });
    expect(alone.drive).toBeUndefined();
    await alone.release();
  });

  test("flushed data are in the file while the drive still has it", async () => {
    const image = await makeImage();
    const { unit } = await inDrive(image);
    await unit.write(block(7));
    await unit.flush();
    expect(readFileSync(image).includes(block(7).subarray(0, 1000))).toBe(true);
  });
});

describe("damage", () => {
  /** Puts a rescue map beside an image in which one sector of the first data segment was not read. */
  const lose = (image: string, position: number) => {
    const { length } = readFileSync(image);
    const hex = (value: number) => `0x${value.toString(16)}`;
    writeFileSync(
      `${image}.map`,
      `0 + 1\n0 ${hex(position)} +\n${hex(position)} 0x400 -\n${hex(position + 1024)} ${hex(length - position - 1024)} +\n`,
    );
  };

  test("sectors of the rescue map are not read, and corrected; writing over them heals the map", async () => {
    const image = await makeImage();
    await writeVolume(image, [1]);
    const at = 3 * segmentBytes;
    const bytes = readFileSync(image);
    bytes.fill(0xee, at, at + 1024);
    writeFileSync(image, bytes);
    lose(image, at);
    expect(await readVolumes(`sim:${image}`)).toEqual([blocks(1)]);
    const { store, release } = await openStore(`sim:${image}`, { mode: "r" });
    const { unreadable } = await store.readRun(3, 1, new Uint8Array(segmentBytes));
    expect([...unreadable]).toEqual([1]);
    await release();
    const tape = await openTape(`sim:${image}`, { mode: "w" });
    await tape.unit.operation(MtOp.Rewind, 1);
    await tape.unit.write(block(2));
    await tape.release();
    expect(readFileSync(`${image}.map`, "utf8")).not.toContain("-");
    expect(await readVolumes(image)).toEqual([blocks(2)]);
  });

  test("a rescue map that is none is named", async () => {
    const image = await makeImage();
    writeFileSync(`${image}.map`, "this is no map\n");
    await expect(openTape(`sim:${image}`, { mode: "r" })).rejects.toMatchObject({
      code: "EINVAL",
      message: expect.stringContaining(image),
    });
  });

  test("a torn image is read as far as it goes", async () => {
    const image = await makeImage();
    await writeVolume(image, [1]);
    await writeVolume(image, [2]);
    truncateSync(image, 4 * segmentBytes);
    const { unit, store } = await inDrive(image, "", "r");
    expect(store.segmentCount).toBe(4);
    expect(await unit.volumes()).toHaveLength(2);
    await unit.operation(MtOp.Rewind, 1);
    const back = new Uint8Array(10240);
    expect(await unit.read(back)).toBe(10240);
    expect(Buffer.from(back).equals(block(1))).toBe(true);
    await unit.operation(MtOp.Fsf, 1);
    await expect(unit.read(back)).rejects.toMatchObject({ code: "EIO" });
  });

  test("a file that is no cartridge is a cartridge that cannot be read, and stays as it is", async () => {
    const path = join(temporaryFolder(), "photo.jpg");
    const photo = Buffer.from("ffd8ffe000104a464946".repeat(5000), "hex");
    writeFileSync(path, photo);
    const tape = await openTape(`sim:${path}`, { mode: "rw" });
    await expect(tape.unit.volumes()).rejects.toMatchObject({ name: "TapeError" });
    await tape.release();
    expect(readFileSync(path).equals(photo)).toBe(true);
  });
});

describe("protection", () => {
  test("a file without write permission has its tab set", async () => {
    const image = await makeImage();
    chmodSync(image, 0o444);
    await expect(openTape(`sim:${image}`, { mode: "w" })).rejects.toMatchObject({ code: "EROFS" });
    await expect(openMachine(`sim:${image}`, { write: true })).rejects.toMatchObject({
      code: "EROFS",
    });
    const { store } = await inDrive(image, "", "r");
    expect((await store.status()).writeProtected).toBe(true);
  });

  test("read only, nothing of the file changes", async () => {
    const image = await makeImage();
    const before = readFileSync(image);
    const { store, release } = await openStore(`sim:${image}`, { mode: "r" });
    expect((await store.status()).writeProtected).toBe(false);
    await release();
    expect(readFileSync(image).equals(before)).toBe(true);
    expect(readdirSync(dirname(image))).toEqual(["tape.img"]);
  });
});

describe("other processes", () => {
  const folder = mkdtempSync(join(tmpdir(), "floppytape-sim-"));
  let program = "";
  beforeAll(async () => {
    program = await buildProgram("hold-tape", folder);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test("the drive and the bare image share one lock, and a holder that was killed leaves a whole image", async () => {
    const image = await makeImage();
    await writeVolume(image, [1]);
    const running = await new Promise<ReturnType<typeof startProgram>>((resolve, reject) => {
      const started = startProgram(program, [`sim:${image}`, "2"], () => resolve(started));
      started.ended.then(({ errors }) => reject(new Error(errors)), reject);
    });
    const busy = { code: "EBUSY", details: { holderPid: running.child.pid } };
    for (const device of [image, `sim:${image}`]) {
      await expect(openTape(device, { mode: "rw" })).rejects.toMatchObject(busy);
      await expect(openTape(device, { mode: "r" })).rejects.toMatchObject(busy);
    }
    await expect(openMachine(`sim:${image}`)).rejects.toMatchObject(busy);
    running.child.kill("SIGKILL");
    await running.ended;
    expect(await readVolumes(`sim:${image}`)).toEqual([blocks(1), blocks(2)]);
    expect(await readVolumes(image)).toEqual([blocks(1), blocks(2)]);
    expect(existsSync(`${image}.lock`)).toBe(false);
  });
});

describe("options", () => {
  test.each([
    [",drive=archive-xl9250i", "Archive XL9250i [Conner/Escom]"],
    [",drive=INSIGHT-80,board=fc-20,unit=2", "Insight 80Mb, Irwin 80SX"],
    [",chip=82078,transfer=pio", "Colorado DJ-10/DJ-20 (new)"],
  ])("%s is a drive that works", async (options, name) => {
    const image = await makeImage();
    await writeVolume(`sim:${image}${options}`, [1]);
    const { store } = await inDrive(image, options, "r");
    expect((await store.status()).driveName).toBe(name);
    expect(await readVolumes(`sim:${image}${options}`)).toEqual([blocks(1)]);
  });

  test("rate is the highest to use", async () => {
    const image = await makeImage();
    const { drive } = await inDrive(image, ",rate=500");
    expect(drive?.rate).toBe(500);
  });

  test.each([
    ["drive=foo", "drive is one of colorado-dj20, "],
    ["chip=foo", "chip is one of 8272A, "],
    ["unit=4", "unit is one of 0, 1, 2, 3"],
    ["rate=300", "rate is one of 250, 500, "],
    ["transfer=both", "transfer is one of dma, pio"],
    ["board=foo", "board is "],
    ["cartridge=foo", "cartridge is one of qic40-205, "],
    ["seed=-1", "seed is a whole number up to 4294967295"],
    ["driv=foo", "simulated drives have no option driv, only "],
    ["defer-table=maybe", "defer-table is yes or no"],
  ])("%s is refused with what could be said", async (option, words) => {
    const image = await makeImage();
    await expect(openTape(`sim:${image},${option}`, { mode: "r" })).rejects.toMatchObject({
      code: "EINVAL",
      message: expect.stringContaining(words),
    });
  });

  test("a fault script makes the drive fail as it says, the same for the same seed", async () => {
    const image = await makeImage();
    await writeVolume(image, [1, 2, 3]);
    const script = join(dirname(image), "faults.json");
    writeFileSync(script, JSON.stringify([{ kind: "dataCrc", when: { probability: 0.2 } }]));
    expect(() => createFaults(JSON.parse(readFileSync(script, "utf8")))).not.toThrow();
    const told = async (seed: number) => {
      const records: DriveTraceRecord[] = [];
      const tape = await openTape(`sim:${image},faults=${script},seed=${seed}`, {
        mode: "r",
        trace: { level: 2, add: (record) => void records.push(record) },
      });
      await tape.unit.volumes();
      await tape.release();
      return records;
    };
    expect(await told(5)).toEqual(await told(5));
    expect(await told(5)).not.toEqual(await told(6));
    appendFileSync(script, "]");
    await expect(openTape(`sim:${image},faults=${script}`, { mode: "r" })).rejects.toMatchObject({
      code: "EINVAL",
      message: expect.stringContaining(`${script}: cannot be used as a fault script`),
    });
    await expect(openTape(`sim:${image},faults=none`, { mode: "r" })).rejects.toMatchObject({
      code: "ENOENT",
    });
  });

  test("cartridge says what an image without a header is", async () => {
    const path = join(temporaryFolder(), "blank.img");
    writeFileSync(path, new Uint8Array(segmentBytes));
    const { store } = await inDrive(path, ",cartridge=qic3020-400", "r");
    expect((await store.status()).driveName).toBe("Colorado 1400");
  });
});

test("the drive that would format a new cartridge is known before", async () => {
  expect(await driveForBlank("a.img", "QIC-80")).toBeUndefined();
  expect(await driveForBlank("sim:a.img", "QIC-3020")).toEqual({
    vendorId: 0x11c3,
    name: "Colorado 1400",
  });
  expect(await driveForBlank("sim:a.img,drive=ditto-2gb", "QIC-80")).toMatchObject({
    vendorId: 0x8883,
  });
});

test("formatting in the drive leaves the same bytes as without, and nothing when it is refused", async () => {
  const folder = temporaryFolder();
  const options = { type: smallType, label: "TWINS", date: 0x12345678 };
  await createImage(join(folder, "image"), options);
  await createImage(`sim:${join(folder, "drive")}`, options);
  expect(readFileSync(join(folder, "drive")).equals(readFileSync(join(folder, "image")))).toBe(
    true,
  );
  await expect(
    createImage(`sim:${join(folder, "new")},chip=8272A`, {
      type: cartridgeTypeNamed("qic3020-400")!,
    }),
  ).rejects.toMatchObject({
    code: "EIO",
    message: expect.stringContaining("does not support QIC-3020"),
  });
  expect(readdirSync(folder).sort()).toEqual(["drive", "image"]);
});
