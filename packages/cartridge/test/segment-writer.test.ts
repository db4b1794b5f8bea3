import { readFileSync } from "node:fs";
import { UnsetQicTime } from "@floppytape/qic-format";
import { expect, test } from "vitest";
import {
  createPlainFraming,
  createSegmentWriter,
  type MemoryStore,
  openCartridge,
  SectorFlag,
} from "../src/index.js";
import { randomPayload } from "./payload.js";
import { imageOf, type Manifest, manifestOf, sha256Of } from "./recorded-images.js";
import { formattedStore, openSmallCartridge } from "./small-cartridge.js";

const queueDepths = [0, 1, 3, 8];

/** Writes one volume from segment 3 on in pieces, then headers and table as the driver does. */
async function writeVolume(store: MemoryStore, data: Uint8Array, table: Uint8Array) {
  const cartridge = await openCartridge(store);
  const framing = createPlainFraming();
  const writer = createSegmentWriter(cartridge, { firstSegment: 3, lastSegment: 119, framing });
  for (let done = 0; done < data.length; done += 10240) {
    framing.push(data.subarray(done, done + 10240));
    await writer.pump(false);
  }
  await writer.pump(true);
  await writer.settle();
  const { segmentsWritten, lastWritten } = writer;
  writer.close();
  const { findings } = await cartridge.writeHeaders({ segmentsWritten, writeDate: UnsetQicTime });
  expect(findings).toEqual([]);
  expect(await cartridge.writeTable(table)).toEqual([]);
  return { cartridge, lastWritten };
}

const table = (manifest: Manifest) =>
  Uint8Array.from(Buffer.from(manifest.volumeTable[0]!.hex, "hex"));

test.each(queueDepths)("failing sectors give the recorded image, queue of %i", async (depth) => {
  const manifest = manifestOf("hard-write-error");
  const store = await formattedStore(manifest.label, depth);
  store.flag(5, 10, SectorFlag.Unwritable);
  store.flag(9, 31, SectorFlag.Unwritable);
  const { lastWritten } = await writeVolume(store, randomPayload(2311, 237568), table(manifest));
  expect(lastWritten).toBe(11);
  const recorded = imageOf(manifest);
  for (let segment = 0; segment < 120; segment++)
    expect(sha256Of(store.segmentBytes(segment)), `segment ${segment}`).toBe(
      sha256Of(recorded.subarray(segment * 32768, (segment + 1) * 32768)),
    );
});

interface HardWriteErrors {
  readonly cases: readonly {
    readonly name: string;
    readonly segmentsChanged: Readonly<Record<string, string>>;
    readonly flags: readonly {
      readonly seg: number;
      readonly sector: number;
      readonly bits: number;
    }[];
    readonly writes: readonly { readonly len: number; readonly gen: string }[];
  }[];
}

const { cases }: HardWriteErrors = JSON.parse(
  readFileSync(new URL("./vectors/hard-write-errors.json", import.meta.url), "utf8"),
);

test.each(cases)(
  "$name: data segments as the driver left them",
  async ({ segmentsChanged, flags, writes }) => {
    const store = await formattedStore("oracle");
    for (const { seg, sector, bits } of flags) store.flag(seg, sector, bits);
    const [write] = writes;
    const data = randomPayload(Number(write!.gen.split(":")[1]), write!.len);
    await writeVolume(store, data, new Uint8Array(128));
    for (const [segment, digest] of Object.entries(segmentsChanged))
      if (segment !== "2")
        // the table is zftape's
        expect(sha256Of(store.segmentBytes(Number(segment))).slice(0, 16), segment).toBe(digest);
  },
);

test("all sectors of a segment that fail cost the segment, not the data", async () => {
  const { store, cartridge } = await openSmallCartridge();
  for (let sector = 0; sector < 32; sector++) store.flag(4, sector, SectorFlag.NoId);
  const framing = createPlainFraming();
  const writer = createSegmentWriter(cartridge, { firstSegment: 3, lastSegment: 119, framing });
  const data = randomPayload(7, 3 * 29696);
  framing.push(data);
  await writer.pump(true);
  await writer.settle();
  expect(cartridge.dataBytes(4)).toBe(0);
  expect([writer.lastWritten, writer.nextSegment, writer.segmentsWritten]).toEqual([6, 7, 3]);
  const back: Uint8Array[] = [];
  for (const segment of [3, 5, 6]) back.push((await cartridge.readSegment(segment)).data.slice());
  expect(Buffer.concat(back).equals(data)).toBe(true);
});

test("what does not fit is an error, and stays in the framing", async () => {
  const { cartridge } = await openSmallCartridge();
  const framing = createPlainFraming();
  const writer = createSegmentWriter(cartridge, { firstSegment: 118, lastSegment: 119, framing });
  framing.push(randomPayload(1, 2 * 29696 + 5));
  await expect(writer.pump(true)).rejects.toMatchObject({
    code: "NO_SPACE",
    details: { lastSegment: 119 },
  });
  expect(framing.pendingBytes).toBe(5);
  expect(writer.lastWritten).toBe(119);
});

test("a tape that fills up through failing sectors says so", async () => {
  const { store, cartridge } = await openSmallCartridge();
  store.flag(119, 3, SectorFlag.Unwritable);
  const framing = createPlainFraming();
  const writer = createSegmentWriter(cartridge, { firstSegment: 118, lastSegment: 119, framing });
  framing.push(randomPayload(1, 2 * 29696));
  await expect(writer.pump(true)).rejects.toMatchObject({ code: "NO_SPACE" });
  expect(cartridge.badSectors.get(119)).toBe(8);
});

test("a partial segment is safe after settlePartial and goes on filling", async () => {
  const { cartridge } = await openSmallCartridge();
  const framing = createPlainFraming();
  const writer = createSegmentWriter(cartridge, { firstSegment: 3, lastSegment: 119, framing });
  const data = randomPayload(3, 29696 + 20000);
  framing.push(data.subarray(0, 29696 + 700));
  await writer.settlePartial();
  const partial = await cartridge.readSegment(4);
  expect(partial.data.subarray(0, 700)).toEqual(data.subarray(29696, 29696 + 700));
  expect(partial.data.subarray(700).every((byte) => byte === 0)).toBe(true);
  expect([writer.nextSegment, writer.segmentsWritten, framing.pendingBytes]).toEqual([4, 1, 700]);
  framing.push(data.subarray(29696 + 700));
  await writer.pump(true);
  await writer.settle();
  const { data: second } = await cartridge.readSegment(4);
  expect(second.subarray(0, 20000)).toEqual(data.subarray(29696));
  expect(writer.segmentsWritten).toBe(2);
});

test("settlePartial with nothing left over changes nothing", async () => {
  const { cartridge } = await openSmallCartridge();
  const framing = createPlainFraming();
  const writer = createSegmentWriter(cartridge, { firstSegment: 3, lastSegment: 119, framing });
  framing.push(randomPayload(3, 29696));
  await writer.settlePartial();
  expect([writer.nextSegment, writer.segmentsWritten, writer.lastWritten]).toEqual([4, 1, 3]);
});

test("a store that refuses leaves the data in the framing", async () => {
  const { store, cartridge } = await openSmallCartridge();
  const framing = createPlainFraming();
  const writer = createSegmentWriter(cartridge, { firstSegment: 3, lastSegment: 119, framing });
  framing.push(randomPayload(3, 2 * 29696));
  store.setWriteProtected(true);
  await expect(writer.pump(false)).rejects.toMatchObject({ code: "WRITE_PROTECTED" });
  expect([writer.nextSegment, framing.pendingBytes]).toEqual([3, 2 * 29696]);
  store.setWriteProtected(false);
  await writer.pump(false);
  await writer.settle();
  expect([writer.lastWritten, writer.segmentsWritten]).toEqual([4, 2]);
});
