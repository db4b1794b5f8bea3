import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MtOp } from "@floppytape/magtape";
import { createGeometry } from "@floppytape/qic-format";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createImage, openTape } from "../src/index.js";
import { buildProgram, startProgram } from "./child-program.js";
import { seededRandom, volumeContent } from "./seeded-random.js";

const folder = mkdtempSync(join(tmpdir(), "kill-"));
const blank = join(folder, "blank.img");
/** Every seed is a writer that is killed. */
const seeds = Number(process.env.FLOPPYTAPE_SEEDS ?? 20);
/** One cartridge sees so many of them. */
const killsOfCartridge = 4;
let writer = "";

beforeAll(async () => {
  writer = await buildProgram("kill-writer", folder);
  const geometry = createGeometry({ formatCode: 2, segmentsPerTrack: 15, tracksPerCartridge: 4 });
  await createImage(blank, { type: { standard: "QIC-80", geometry } });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What a line of the writer promises. */
interface Promised {
  readonly overwrites?: true;
  readonly id: number;
  readonly bytes: number;
  readonly closed: boolean;
}

/**
 * Runs the writer to its violent end: at one of its changes of a file, in the middle of a write too, or
 * after so many lines, a little later, wherever it is then.
 */
async function writeAndKill(device: string, seed: number, firstId: number): Promise<Promised[]> {
  const random = seededRandom(seed + 0x5eed);
  const lastOperation = random(2) === 0 ? 1 + random(1 << random(9)) : 0;
  const linesToCome = lastOperation > 0 ? Number.POSITIVE_INFINITY : random(24);
  const delayMs = random(linesToCome === 0 ? 150 : 12);
  const kill = () => setTimeout(() => program.child.kill("SIGKILL"), delayMs);
  let doomed = false;
  const args = [device, `${seed}`, `${firstId}`, `${lastOperation}`];
  const program = startProgram(writer, args, (count) => {
    if (count < linesToCome || doomed) return;
    doomed = true;
    kill();
  });
  if (linesToCome === 0) kill();
  const { code, signal, errors } = await program.ended;
  expect({ errors, ended: code ?? signal }).toEqual({
    errors: "",
    ended: code === 0 ? 0 : "SIGKILL",
  });
  return program.lines.map((line) => JSON.parse(line) as Promised);
}

/** All volumes as they are read from the beginning of the tape. */
async function readVolumes(device: string): Promise<Uint8Array[]> {
  const tape = await openTape(device, { mode: "r", node: "nzqft" });
  try {
    const { unit } = tape;
    await unit.operation(MtOp.Rewind, 1);
    const volumes: Uint8Array[] = [];
    for (const { dataBytes } of await unit.volumes()) {
      const into = new Uint8Array(Math.ceil((dataBytes + 1) / 10240) * 10240);
      const length = await unit.read(into);
      volumes.push(into.subarray(0, length));
      expect(length).toBe(dataBytes);
      expect(await unit.read(new Uint8Array(10240))).toBe(0);
    }
    return volumes;
  } finally {
    await tape.release();
  }
}

interface Recorded {
  readonly id: number;
  readonly bytes: number;
}

const isContentOf = (id: number, data: Uint8Array | undefined) =>
  data !== undefined && Buffer.compare(volumeContent(id, data.length), data) === 0;

/**
 * Holds what is on the tape against what was there before and what the writer was promised; returns
 * what is there.
 */
function checkVolumes(
  volumes: readonly Uint8Array[],
  before: readonly Recorded[],
  firstId: number,
  lines: readonly Promised[],
): Recorded[] {
  const overwrites = lines.some((line) => line.overwrites);
  const promised = new Map<number, Promised>();
  for (const line of lines) if (!line.overwrites) promised.set(line.id, line);
  // Before anything was promised of the new volumes, the old ones may be there still: all of them.
  const oldOnes = before.length > 0 && isContentOf(before[0]!.id, volumes[0]);
  const kept = overwrites && (promised.size > 0 || !oldOnes) ? [] : before;

  const found = volumes.map((data, index): Recorded => {
    const id = kept[index]?.id ?? firstId + index - kept.length;
    expect(`volume ${id}: ${isContentOf(id, data)}`).toBe(`volume ${id}: true`);
    return { id, bytes: data.length };
  });
  expect(found.slice(0, kept.length)).toEqual(kept);
  for (const { id, bytes, closed } of promised.values()) {
    const there = found.find((volume) => volume.id === id)?.bytes ?? -1;
    const holds = closed ? there === bytes : there >= bytes;
    expect(`volume ${id}, ${bytes} promised: ${holds || there}`).toBe(
      `volume ${id}, ${bytes} promised: true`,
    );
  }
  return found;
}

const cartridges = Math.ceil(seeds / killsOfCartridge);
// A drive takes several times as long as its image.
const runs = [
  ...Array.from({ length: cartridges }, (_, cartridge) => ({ prefix: "", cartridge })),
  ...Array.from({ length: Math.ceil(cartridges / 4) }, (_, cartridge) => ({
    prefix: "sim:",
    cartridge,
  })),
];

// Most of the time a process starts or is waited for.
test.concurrent.each(runs)(
  "what was flushed to $prefix survives kill -9, cartridge $cartridge",
  async ({ prefix, cartridge }) => {
    const name = `${prefix.replace(":", "-")}${cartridge}`;
    const image = join(folder, `${name}.img`);
    const device = `${prefix}${image}`;
    const alone = join(folder, `${name}-alone.img`);
    copyFileSync(blank, image);
    let recorded: Recorded[] = [];
    for (let round = 0; round < killsOfCartridge; round++) {
      const firstId = cartridge * 10000 + round * 100;
      const lines = await writeAndKill(device, cartridge * 100 + round, firstId);
      const volumes = await readVolumes(device);
      recorded = checkVolumes(volumes, recorded, firstId, lines);
      // Nobody holds it now, so the file alone is the whole cartridge.
      copyFileSync(image, alone);
      rmSync(`${alone}.state`, { force: true });
      expect((await readVolumes(alone)).map(({ length }) => length)).toEqual(
        recorded.map(({ bytes }) => bytes),
      );
    }
    for (const path of [image, alone])
      for (const end of ["", ".state"]) rmSync(`${path}${end}`, { force: true });
  },
);
