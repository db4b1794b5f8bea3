import {
  createMemoryStore,
  createPlainFraming,
  createSegmentWriter,
  formatCartridge,
  openCartridge,
  SectorFlag,
  type SegmentStore,
} from "@floppytape/cartridge";
import { expect, test } from "vitest";
import { openStream, record, recorded } from "./stream-bench.js";

const payload = Uint8Array.from({ length: 12 * 29_696 - 5_000 }, (_, i) => (i * 2654435761) >>> 13);
const lastSegment = 60;

async function writePayload(store: SegmentStore) {
  const cartridge = await openCartridge(store);
  const framing = createPlainFraming();
  const writer = createSegmentWriter(cartridge, { firstSegment: 3, lastSegment, framing });
  for (let done = 0; done < payload.length; done += 10_240) {
    framing.push(payload.subarray(done, done + 10_240));
    await writer.pump(false);
  }
  await writer.pump(true);
  await writer.settle();
  const { segmentsWritten, lastWritten } = writer;
  writer.close();
  await cartridge.writeHeaders({ segmentsWritten, writeDate: 0 });
  return { cartridge, lastWritten };
}

test("sectors that fail go into the map, their data move on, and the tape is what memory would be", async () => {
  const flags = [
    [5, 10],
    [9, 0],
    [9, 31],
    [11, 7],
  ] as const;
  const { store, medium } = await openStream({ unknownGeometry: true });
  const { geometry } = medium.type;
  const memory = createMemoryStore({ segmentCount: 180 });
  await formatCartridge(memory, { type: { standard: "QIC-80", geometry } });
  for (let segment = 0; segment < 180; segment++)
    record(medium, segment, memory.segmentBytes(segment));
  for (const [segment, sector] of flags) {
    memory.flag(segment, sector, SectorFlag.Unwritable);
    medium.flag(segment, sector, SectorFlag.Unwritable);
  }
  const expected = await writePayload(memory);
  const written = await writePayload(store);
  expect(written.lastWritten).toBe(expected.lastWritten);
  for (const [segment, sector] of flags)
    expect((written.cartridge.badSectors.get(segment) >>> sector) & 1).toBe(1);
  for (let segment = 0; segment < 180; segment++) {
    const bad = expected.cartridge.badSectors.get(segment);
    expect(written.cartridge.badSectors.get(segment)).toBe(bad);
    const [tape, image] = [recorded(medium, segment), memory.segmentBytes(segment)];
    for (let sector = 0; sector < 32; sector++) {
      if ((bad >>> sector) & 1) continue;
      const [from, to] = [sector * 1024, (sector + 1) * 1024];
      expect(
        Buffer.compare(tape.subarray(from, to), image.subarray(from, to)),
        `segment ${segment}, sector ${sector}`,
      ).toBe(0);
    }
  }
});
