import { SectorFlag } from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createZftape, type NodeName } from "../src/index.js";
import { payload } from "./replay/payload.js";
import { smallCartridge } from "./small-cartridge.js";

const anyTrouble = fc.record({
  node: fc.constantFrom<NodeName>("nqft", "nzqft"),
  kind: fc.constantFrom("rand", "mix", "text"),
  queueDepth: fc.nat({ max: 5 }),
  blockSize: fc.constantFrom(1024, 10240, 32768),
  /** Lengths of the volumes, and of the pieces they are written in, in blocks. */
  volumes: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
  piece: fc.integer({ min: 1, max: 4 }),
  flushes: fc.boolean(),
  failing: fc.array(fc.tuple(fc.integer({ min: 3, max: 20 }), fc.nat({ max: 31 })), {
    maxLength: 6,
  }),
});

test("sectors that fail while writing lose nothing, plain or compressed", async () => {
  await fc.assert(
    fc.asyncProperty(anyTrouble, async (trouble) => {
      const { node, kind, blockSize, volumes, piece, failing, queueDepth } = trouble;
      const store = await smallCartridge({ queueDepth, segmentsPerTrack: 10 });
      for (const [segment, sector] of failing) store.flag(segment, sector, SectorFlag.Unwritable);
      const zftape = createZftape(store);
      const unit = await zftape.open(node, "rw");
      await unit.operation(MtOp.SetBlockSize, blockSize);
      const written = volumes.map((blocks, i) =>
        payload(`${kind}:${i + 1}`, 0, blocks * blockSize),
      );
      for (const bytes of written) {
        for (let place = 0; place < bytes.length; place += piece * blockSize) {
          const part = bytes.subarray(place, place + piece * blockSize);
          expect(await unit.write(part)).toBe(part.length);
          if (trouble.flushes) await unit.flush();
        }
        await unit.operation(MtOp.Weof, 1);
      }
      await unit.operation(MtOp.Rewind, 1);
      await unit.close();
      store.insert();

      const reader = await createZftape(store).open(node, "r");
      for (const bytes of written) {
        const into = new Uint8Array(bytes.length);
        expect(await reader.read(into)).toBe(bytes.length);
        expect(Buffer.compare(into, bytes)).toBe(0);
        expect(await reader.read(new Uint8Array(blockSize))).toBe(0);
      }
      const { badSectors } = await reader.cartridge();
      for (const [segment, map] of badSectors.entries())
        for (let sector = 0; sector < 32; sector++)
          if ((map >>> sector) & 1) expect(failing).toContainEqual([segment, sector]);
    }),
    { numRuns: 40 },
  );
});
