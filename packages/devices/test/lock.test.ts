import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { MtOp } from "@floppytape/magtape";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createImage, openStore, openTape } from "../src/index.js";
import { buildProgram, type RunningProgram, startProgram } from "./child-program.js";
import { blocks, makeImage, readVolumes, smallType, writeVolume } from "./images.js";

const folder = mkdtempSync(join(tmpdir(), "floppytape-lock-"));
let program = "";

beforeAll(async () => {
  program = await buildProgram("hold-tape", folder);
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A process that has written and flushed one block and holds the image until its input ends. */
async function holdTape(image: string, seed: number): Promise<RunningProgram> {
  return new Promise((resolve, reject) => {
    const running = startProgram(program, [image, `${seed}`], () => resolve(running));
    onTestFinished(() => void running.child.kill("SIGKILL"));
    running.ended.then(({ errors }) => reject(new Error(errors)), reject);
  });
}

test("who opens an image that a process writes gets EBUSY and its pid, reading or writing", async () => {
  const image = await makeImage();
  const { child, ended } = await holdTape(image, 5);
  const busy = {
    code: "EBUSY",
    details: { holderPid: child.pid, holderHost: hostname(), path: image },
    message: `${image}: in use by process ${child.pid}`,
  };
  await expect(openTape(image, { mode: "rw" })).rejects.toMatchObject(busy);
  await expect(openTape(image, { mode: "r" })).rejects.toMatchObject(busy);
  await expect(openStore(image, { mode: "rw" })).rejects.toMatchObject(busy);
  await expect(createImage(image, { type: smallType, force: true })).rejects.toMatchObject(busy);
  child.stdin?.end();
  await ended;
  expect(await readVolumes(image)).toEqual([blocks(5)]);
});

test("a process that waits gets the image when the other is done with it", async () => {
  const image = await makeImage();
  const { child } = await holdTape(image, 5);
  const waiting = openTape(image, { mode: "w", waitMs: 20_000 });
  child.stdin?.end();
  const tape = await waiting;
  expect(await tape.unit.volumes()).toHaveLength(1);
  await tape.release();
});

test("waiting ends when it is interrupted", async () => {
  const image = await makeImage();
  await holdTape(image, 5);
  const abort = new AbortController();
  const waiting = openTape(image, { mode: "r", waitMs: 20_000, signal: abort.signal });
  abort.abort();
  await expect(waiting).rejects.toMatchObject({ code: "EINTR" });
});

test("the lock of a killed process is taken over, and what it flushed is there", async () => {
  const image = await makeImage();
  const { child, ended } = await holdTape(image, 5);
  child.kill("SIGKILL");
  await ended;
  expect(existsSync(`${image}.lock`)).toBe(true);
  const warnings: string[] = [];
  expect(await readVolumes(image, { warn: (text) => warnings.push(text) })).toEqual([blocks(5)]);
  expect(warnings).toEqual([
    `${image}: a process that wrote it was stopped; what it left was completed`,
  ]);
  // The state is the reader's: what its last read could not deliver.
  expect(readdirSync(dirname(image))).toEqual(["tape.img", "tape.img.state"]);
  await writeVolume(`nqft:${image}`, [6]);
});

test("of many that find a dead process's lock exactly one gets it", async () => {
  const image = await makeImage();
  const { child, ended } = await holdTape(image, 5);
  child.kill("SIGKILL");
  await ended;
  const tries = await Promise.allSettled(
    Array.from({ length: 12 }, () => openTape(image, { mode: "rw" })),
  );
  const won = tries.flatMap((result) => (result.status === "fulfilled" ? [result.value] : []));
  const lost = tries.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  expect(won).toHaveLength(1);
  for (const error of lost)
    expect(error).toMatchObject({ code: "EBUSY", details: { holderPid: process.pid } });
  await won[0]?.release();
});

test("many that wait get the image one after the other, and each one's volume is there", async () => {
  const image = await makeImage();
  await Promise.all(
    [1, 2, 3, 4, 5, 6].map(async (seed) => {
      const tape = await openTape(image, { mode: "w", waitMs: 20_000 });
      const alone = readFileSync(`${image}.lock`, "latin1");
      expect(alone).toContain(String(process.pid));
      await tape.unit.operation(12, 1);
      await tape.unit.write(blocks(seed));
      await tape.release();
    }),
  );
  const seeds = (await readVolumes(image)).map((volume) => volume.readUInt32LE(0));
  expect(seeds.toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
  expect(existsSync(`${image}.lock`)).toBe(false);
});

test("a process of another host is taken to be alive", async () => {
  const image = await makeImage();
  writeFileSync(`${image}.lock`, "\n1 - 0123456789abcdef other%20host\n");
  await expect(openTape(image, { mode: "r" })).rejects.toMatchObject({
    code: "EBUSY",
    message: `${image}: in use by process 1 on other host (if that has ended, remove ${image}.lock)`,
  });
});

test("a number that is another process's by now does not hold the lock", async () => {
  const image = await makeImage();
  const line = `\n${process.pid} 00000000-1 0123456789abcdef ${encodeURIComponent(hostname())}\n`;
  appendFileSync(`${image}.lock`, line);
  await writeVolume(image, [1]);
  expect(await readVolumes(image)).toEqual([blocks(1)]);
});

test("rubbish in the lock file claims nothing", async () => {
  const image = await makeImage();
  writeFileSync(`${image}.lock`, "no\n-5 x y z\n1 - 0123456789abcdef %E0%A4%A\n\0");
  await writeVolume(image, [1]);
  expect(existsSync(`${image}.lock`)).toBe(false);
});

test("several processes may read, and keep their positions without disturbing each other", async () => {
  const image = await makeImage();
  await writeVolume(image, [1, 2, 3, 4], { node: "qft" });
  const reader = async (seed: number) => {
    for (let round = 0; round < 6; round++) {
      const tape = await openTape(image, { mode: "r" });
      await tape.unit.operation(MtOp.Rewind, 1);
      await tape.unit.operation(MtOp.Fsr, seed - 1);
      const data = Buffer.alloc(10240);
      await tape.unit.read(data);
      await tape.release();
      expect(data.equals(blocks(seed))).toBe(true);
    }
  };
  await Promise.all([reader(1), reader(2), reader(3), reader(4)]);
  expect(existsSync(`${image}.lock`)).toBe(false);
});
