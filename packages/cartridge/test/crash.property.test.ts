import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createMemoryBytes,
  createPlainFraming,
  createRawImageStore,
  createSegmentWriter,
  formatCartridge,
  openCartridge,
} from "../src/index.js";
import { createCrashBytes, PowerCut } from "./crash-store.js";
import { randomPayload } from "./payload.js";
import { smallType } from "./small-cartridge.js";

const tableBytes = (seed: number, entries: number) => randomPayload(seed, entries * 128);

/** A cartridge with a table and three segments of data; all of it is synced. */
async function recorded() {
  const bytes = createMemoryBytes();
  const store = createRawImageStore(bytes);
  await formatCartridge(store, { type: smallType, label: "CRASH", date: 1000 });
  const cartridge = await openCartridge(store);
  await cartridge.writeTable(tableBytes(1, 20));
  const framing = createPlainFraming();
  framing.push(randomPayload(2, 3 * 29696));
  const writer = createSegmentWriter(cartridge, { firstSegment: 3, lastSegment: 119, framing });
  await writer.pump(true);
  await writer.settle();
  await store.flush();
  return bytes.bytes();
}

const image = await recorded();
const before = tableBytes(1, 20);

test("a power cut at any sector leaves a cartridge that can be read", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(fc.nat({ max: 400 }), fc.integer({ min: 165, max: 198 })), // the latter: the table's first step
      fc.infiniteStream(fc.boolean()),
      fc.integer({ min: 1, max: 40 }),
      async (writesLeft, survivors, entries) => {
        const bytes = createCrashBytes(image, writesLeft);
        const after = tableBytes(3, entries);
        const framing = createPlainFraming();
        const settled = { segments: 0, headers: false };
        try {
          const cartridge = await openCartridge(createRawImageStore(bytes));
          const options = { firstSegment: 6, lastSegment: 119, framing };
          const writer = createSegmentWriter(cartridge, options);
          for (let segment = 0; segment < 3; segment++) {
            framing.push(randomPayload(10 + segment, 29696));
            await writer.pump(false);
            await writer.settle();
            settled.segments++;
          }
          await cartridge.writeHeaders({ segmentsWritten: 3, writeDate: 2000 });
          settled.headers = true;
          await cartridge.writeTable(after);
        } catch (error) {
          if (!(error instanceof PowerCut)) throw error;
        }
        const survives = survivors[Symbol.iterator]();
        const rest = createMemoryBytes(bytes.afterCrash(() => survives.next().value === true));

        const cartridge = await openCartridge(createRawImageStore(rest));
        const { writeDate, segmentsWritten, label } = cartridge.header;
        expect(label).toBe("CRASH");
        expect([
          [1000, 240],
          [2000, 245],
        ]).toContainEqual([writeDate, segmentsWritten]);
        if (settled.headers) expect(writeDate).toBe(2000);

        for (let segment = 0; segment < 3 + settled.segments; segment++) {
          const { data, report } = await cartridge.readSegment(3 + segment);
          expect(report.how).toBe("read");
          const payload =
            segment < 3
              ? randomPayload(2, 3 * 29696).subarray(segment * 29696, (segment + 1) * 29696)
              : randomPayload(7 + segment, 29696);
          expect(Buffer.from(data).equals(payload)).toBe(true);
        }

        const table = await cartridge.readTable();
        expect(["read", "corrected"]).toContain(table.report.how);
        for (let sector = 0; sector < 29; sector++) {
          const part = (bytes: Uint8Array) => {
            const padded = new Uint8Array(1024);
            padded.set(bytes.subarray(sector * 1024, (sector + 1) * 1024));
            return padded;
          };
          const stored = Buffer.from(part(table.data));
          expect(stored.equals(part(before)) || stored.equals(part(after))).toBe(true);
        }
      },
    ),
    { numRuns: 120 },
  );
});

test("without a crash all of it is there", async () => {
  const bytes = createCrashBytes(image, 100_000);
  const cartridge = await openCartridge(createRawImageStore(bytes));
  await cartridge.writeTable(tableBytes(3, 232));
  const rest = createMemoryBytes(bytes.afterCrash(() => false));
  const { data, report } = await (await openCartridge(createRawImageStore(rest))).readTable();
  expect(report.how).toBe("read");
  expect(Buffer.from(data).equals(tableBytes(3, 232))).toBe(true);
});
