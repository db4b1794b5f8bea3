import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createPlainFraming,
  createSegmentWriter,
  openCartridge,
  SectorFlag,
} from "../src/index.js";
import { randomPayload } from "./payload.js";
import { formattedStore } from "./small-cartridge.js";

const unwritable = fc.array(
  fc.record({ segment: fc.integer({ min: 3, max: 10 }), sector: fc.integer({ min: 0, max: 31 }) }),
  { maxLength: 40 },
);
const pieces = fc.array(fc.integer({ min: 1, max: 50_000 }), { minLength: 1, maxLength: 8 });

test("whatever fails while writing, everything is read back in order", async () => {
  await fc.assert(
    fc.asyncProperty(
      unwritable,
      pieces,
      fc.integer({ min: 0, max: 6 }),
      fc.boolean(),
      async (failing, lengths, queueDepth, settleBetween) => {
        const store = await formattedStore("", queueDepth);
        for (const { segment, sector } of failing)
          store.flag(segment, sector, SectorFlag.Unwritable);
        const cartridge = await openCartridge(store);
        const framing = createPlainFraming();
        const options = { firstSegment: 3, lastSegment: 119, framing };
        const writer = createSegmentWriter(cartridge, options);
        const data = randomPayload(
          5,
          lengths.reduce((sum, length) => sum + length, 0),
        );
        let done = 0;
        for (const length of lengths) {
          framing.push(data.subarray(done, done + length));
          done += length;
          await writer.pump(false);
          if (settleBetween) await writer.settlePartial();
        }
        await writer.pump(true);
        await writer.settle();
        writer.close();
        const { segmentsWritten } = writer;
        await cartridge.writeHeaders({ segmentsWritten, writeDate: 0 });

        const again = await openCartridge(store);
        const back: Uint8Array[] = [];
        for (let segment = 3; segment <= writer.lastWritten!; segment++)
          back.push((await again.readSegment(segment)).data.slice());
        const bytes = Buffer.concat(back);
        expect(bytes.subarray(0, data.length).equals(data)).toBe(true);
        expect(bytes.subarray(data.length).every((byte) => byte === 0)).toBe(true);
        expect(bytes.length - data.length).toBeLessThan(29696);
        expect(again.dataPosition(writer.lastWritten! + 1) - again.dataPosition(3)).toBe(
          bytes.length,
        );
      },
    ),
    { numRuns: 40 },
  );
});
