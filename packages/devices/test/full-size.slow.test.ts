/** Whole cartridges through the registers of the simulated drive, beside the same work on plain images. */
import { closeSync, mkdtempSync, openSync, readSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MtOp, TapeError } from "@floppytape/magtape";
import { cartridgeTypeNamed, segmentCountOf } from "@floppytape/qic-format";
import { expect, onTestFinished, test } from "vitest";
import { createImage, openTape } from "../src/index.js";

/** A packed QIC date: what the programs write does not depend on the day. */
const date = 0x1f60a000;
const BlockBytes = 10240;
const ChunkBytes = 100 * BlockBytes;

test.each(["qic40-205", "qic80-307", "qic3010-400", "qic3020-400"])(
  "%s: formatted, filled, verified and read as on a plain image",
  async (name) => {
    const folder = mkdtempSync(join(process.env.FLOPPYTAPE_TMP ?? tmpdir(), "floppytape-full-"));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const type = cartridgeTypeNamed(name)!;
    const plain = join(folder, "plain.img");
    const driven = join(folder, "driven.img");
    const reports = [];
    for (const device of [plain, `sim:${driven}`])
      reports.push(await createImage(device, { type, date, label: "FULL SIZE" }));
    // those that the standard wants to be called bad
    const [bad, badInDrive] = reports.map(({ badSectors }) => [...badSectors.entries()]);
    expect(badInDrive).toEqual(bad);
    expect(firstDifference(plain, driven)).toBe(-1);

    const written: number[] = [];
    for (const device of [plain, `sim:${driven}`]) written.push(await fill(device));
    expect(written[1]).toBe(written[0]);
    expect(written[0]).toBeGreaterThan(segmentCountOf(type.geometry) * 28_900);
    expect(firstDifference(plain, driven)).toBe(-1);

    expect(await compareAll(`sim:${driven}`)).toBe(written[0]);
    expect(firstDifference(plain, driven)).toBe(-1);
  },
);

/** Writes a volume until the cartridge is full; how many bytes it took. */
async function fill(device: string): Promise<number> {
  const tape = await openTape(device, { mode: "w", clock: () => date });
  let total = 0;
  try {
    for (;;) {
      const taken = await tape.unit.write(chunkAt(total));
      total += taken;
      if (taken < ChunkBytes) break;
    }
  } catch (error) {
    if (!(error instanceof TapeError && error.code === "ENOSPC")) throw error;
  } finally {
    await tape.release();
  }
  return total;
}

/** Reads the volume back; how many bytes were as written. */
async function compareAll(device: string): Promise<number> {
  const tape = await openTape(device, { mode: "r" });
  try {
    const { unit } = tape;
    await unit.operation(MtOp.Rewind, 1);
    const into = new Uint8Array(ChunkBytes);
    let total = 0;
    for (;;) {
      const got = await unit.read(into);
      if (got === 0) return total;
      const right = chunkAt(total).subarray(0, got);
      if (Buffer.compare(into.subarray(0, got), right) !== 0)
        throw new Error(`wrong data between bytes ${total} and ${total + got}`);
      total += got;
    }
  } finally {
    await tape.release();
  }
}

const noise = new Uint8Array(ChunkBytes + 0x10000);
let state = 0x2545f491;
for (let i = 0; i < noise.length; i++) {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  noise[i] = state >>> 24;
}

/** The bytes from a place in the volume on: no two chunks of a cartridge are alike. */
function chunkAt(position: number): Uint8Array {
  const from = Math.floor(position / ChunkBytes) % 0x10000;
  return noise.subarray(from, from + ChunkBytes);
}

/** Where two files differ first, -1: nowhere; they may have holes. */
function firstDifference(a: string, b: string): number {
  if (statSync(a).size !== statSync(b).size) return Math.min(statSync(a).size, statSync(b).size);
  const files = [openSync(a, "r"), openSync(b, "r")] as const;
  const buffers = [Buffer.alloc(1 << 20), Buffer.alloc(1 << 20)] as const;
  try {
    for (let at = 0; ; at += 1 << 20) {
      const [got, other] = files.map((file, i) => readSync(file, buffers[i]!, 0, 1 << 20, at));
      if (got !== other) return at;
      if (got === 0) return -1;
      if (!buffers[0].subarray(0, got).equals(buffers[1].subarray(0, got))) return at;
    }
  } finally {
    for (const file of files) closeSync(file);
  }
}
