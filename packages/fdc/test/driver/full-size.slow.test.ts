/** Whole cartridges of every standard through the registers: the same as in memory. */
import { createMemoryStore, formatCartridge, type SegmentStore } from "@floppytape/cartridge";
import { cartridgeTypeNamed, segmentCountOf } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { type ChipName, openDrive } from "../../src/index.js";
import {
  createMemoryMedium,
  createSimulator,
  type DriveModelName,
  driveModels,
} from "../../src/sim/index.js";

const cases: readonly (readonly [string, DriveModelName, ChipName])[] = [
  ["qic40-307", "colorado-dj10-old", "8272A"],
  ["qic80-307", "colorado-dj20", "82077AA"],
  ["qic3010-400", "conner-tsm850r", "82077"],
  ["qic3020-400", "iomega-3200", "82078-1"],
];

const chunk = 64;

for (const [name, model, chip] of cases)
  test(`${name} in ${model} with ${chip}`, async () => {
    const type = cartridgeTypeNamed(name)!;
    const total = segmentCountOf(type.geometry);
    const cartridge = createMemoryMedium({ type });
    const { hardware } = createSimulator({ cartridge, drive: driveModels[model], chip });
    const drive = await openDrive(hardware);
    const memory = createMemoryStore({ segmentCount: total });
    const formatted = [];
    for (const store of [drive, memory]) {
      const { header, badSectors } = await formatCartridge(store, { type, label: name });
      formatted.push({ header, bad: badSectors.get(0) });
      await writeHereAndThere(store, total);
    }
    expect(formatted[0]).toEqual(formatted[1]);

    const [these, those] = [new Uint8Array(chunk * 32768), new Uint8Array(chunk * 32768)];
    for (let first = 0; first < total; first += chunk) {
      const count = Math.min(chunk, total - first);
      const fromDrive = await drive.readRun(first, count, these);
      const fromMemory = await memory.readRun(first, count, those);
      expect([first, ...fromDrive.unreadable]).toEqual([first, ...fromMemory.unreadable]);
      expect(
        Buffer.compare(these.subarray(0, count * 32768), those.subarray(0, count * 32768)),
      ).toBe(0);
    }
    expect(drive.counters).toMatchObject({ repositions: 0, softErrors: 0, overruns: 0 });
    await drive.close();
  }, 300_000);

/** Runs around every change of track, and single segments between. */
async function writeHereAndThere(store: SegmentStore, total: number): Promise<void> {
  const { segmentsPerTrack } = store.geometry!;
  const contents = new Uint8Array(32768);
  for (let segment = 3; segment < total; segment++) {
    const position = segment % segmentsPerTrack;
    const nearTurn = position < 3 || position > segmentsPerTrack - 4;
    if (!nearTurn && segment % 97 !== 0) continue;
    contents.fill(segment % 251);
    await store.writeSegment(segment, contents, { skip: 0 });
  }
  await store.flush();
}
