import {
  createMemoryBytes,
  createRawImageStore,
  formatCartridge,
  openCartridge,
  type SegmentStore,
} from "@floppytape/cartridge";
import { createGeometry } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import { openDrive } from "../../src/index.js";
import { createImageMedium, createSimulator, createSyncMemory } from "../../src/sim/index.js";

const geometry = createGeometry({ formatCode: 4, segmentsPerTrack: 20, tracksPerCartridge: 3 });
const type = { standard: "QIC-80", wide: false, feet: 205, geometry } as const;

/** What somebody does with a cartridge; the same for every store. */
async function use(store: SegmentStore): Promise<string[]> {
  const account: string[] = [];
  const { header } = await formatCartridge(store, { type, label: "TWIN", date: 1234567 });
  account.push(`headers ${header.headerSegments.join()}, data from ${header.firstDataSegment}`);
  const contents = new Uint8Array(32768);
  for (const segment of [3, 4, 5, 19, 20, 41, 40, 59]) {
    contents.fill(segment);
    await store.writeSegment(segment, contents, { skip: segment === 41 ? 0x10 : 0 });
  }
  await store.flush();
  await store.motion("rewind");
  const cartridge = await openCartridge(store);
  account.push(`${cartridge.header.label}, ${cartridge.capacityBytes()} bytes`);
  const { unreadable } = await store.readRun(0, 60, new Uint8Array(60 * 32768));
  account.push([...unreadable].join());
  await store.close();
  return account;
}

test("a cartridge in the drive ends up with the bytes of an image file", async () => {
  const plain = createMemoryBytes();
  const fromImage = await use(createRawImageStore(plain));

  const image = createSyncMemory();
  const cartridge = createImageMedium(image, { type });
  const { hardware } = createSimulator({ cartridge });
  const fromDrive = await use(await openDrive(hardware));
  cartridge.sync();

  expect(fromDrive).toEqual(fromImage);
  expect(image.sizeBytes).toBe(plain.sizeBytes);
  expect(Buffer.compare(image.bytes(), plain.bytes())).toBe(0);
});
