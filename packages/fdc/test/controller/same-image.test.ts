import { createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { type ControllerOptions, openDrive } from "../../src/index.js";
import { createImageMedium, createSimulator, createSyncMemory } from "../../src/sim/index.js";
import { patternOf } from "./tape-bench.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 6, tracksPerCartridge: 2 });
const type = { standard: "QIC-80", wide: false, feet: 205, geometry } as const;
const bad = 0x00000420;

/** Formats a cartridge, writes some segments, one around bad sectors, and gives its image. */
async function imageBy(transfer: NonNullable<ControllerOptions["transfer"]>): Promise<Uint8Array> {
  const image = createSyncMemory();
  const { hardware } = createSimulator({ cartridge: createImageMedium(image, { type }) });
  const store = await openDrive(hardware, { transfer });
  const { bad: found } = await store.format({ geometry, standard: "QIC-80", filler: 0x6b });
  expect(found.size).toBe(0);
  for (const segment of [2, 3, 5, 6, 9])
    await store.writeSegment(segment, patternOf(segment), { skip: segment === 5 ? bad : 0 });
  await store.close();
  return image.bytes();
}

test("processor and DMA make the same image", async () => {
  const byDma = await imageBy("dma");
  expect(byDma.subarray(3 * 32768, 4 * 32768)).toEqual(patternOf(3));
  expect(byDma.subarray(5 * 32768 + 5 * 1024, 5 * 32768 + 6 * 1024)).toEqual(
    new Uint8Array(1024).fill(0x6b),
  );
  expect(await imageBy("pio")).toEqual(byDma);
});
