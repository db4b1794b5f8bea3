import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGeometry } from "@floppytape/qic-format";
import type { ZftapeUnit } from "@floppytape/zftape";
import { onTestFinished } from "vitest";
import { createImage, type OpenOptions, openTape } from "../src/index.js";
import { BlockBytes, block } from "./block.js";

/** A short QIC-80 cartridge: 20 segments on each of 6 tracks, 3.9 MB. */
export const smallType = {
  standard: "QIC-80",
  geometry: createGeometry({ formatCode: 4, segmentsPerTrack: 20, tracksPerCartridge: 6 }),
} as const;

/** An empty folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "floppytape-devices-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A formatted image, in a folder of its own unless there is one. */
export async function makeImage(folder = temporaryFolder()): Promise<string> {
  const path = join(folder, "tape.img");
  await createImage(path, { type: smallType });
  return path;
}

/** Appends a volume of one block for each seed, or what the options say. */
export async function writeVolume(
  image: string,
  seeds: readonly number[],
  options: Partial<OpenOptions> = {},
): Promise<void> {
  const tape = await openTape(image, { mode: "w", ...options });
  try {
    for (const seed of seeds) await tape.unit.write(block(seed));
  } finally {
    await tape.release();
  }
}

/** The volumes of an image, each as the bytes read from it. */
export async function readVolumes(
  image: string,
  options: Partial<OpenOptions> = {},
): Promise<Buffer[]> {
  const tape = await openTape(`qft:${image}`, { mode: "r", ...options });
  try {
    const { unit } = tape;
    await unit.operation(6, 1);
    const contents: Buffer[] = [];
    for (const _ of await unit.volumes()) contents.push(await readToMark(unit));
    return contents;
  } finally {
    await tape.release();
  }
}

/** Reads to the next file mark. */
async function readToMark(unit: ZftapeUnit): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (;;) {
    const part = Buffer.alloc(BlockBytes);
    const count = await unit.read(part);
    if (count === 0) return Buffer.concat(parts);
    parts.push(part.subarray(0, count));
  }
}

/** What {@link writeVolume} writes for these seeds. */
export function blocks(...seeds: readonly number[]): Buffer {
  return Buffer.concat(seeds.map(block));
}
