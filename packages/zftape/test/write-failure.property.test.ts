import { CartridgeError, type SegmentStore } from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createZftape, type NodeName } from "../src/index.js";
import { payload } from "./replay/payload.js";
import { smallCartridge } from "./small-cartridge.js";

/** A disk that is full for a while, from the given write on. */
async function fillingDisk(queueDepth: number) {
  const inner = await smallCartridge({ queueDepth });
  let writesLeft = Number.POSITIVE_INFINITY;
  const store: SegmentStore = {
    ...inner,
    get geometry() {
      return inner.geometry;
    },
    get segmentCount() {
      return inner.segmentCount;
    },
    get contentVersion() {
      return inner.contentVersion;
    },
    async writeSegment(segment, sectors, options) {
      if (--writesLeft < 0) throw new CartridgeError("ENOSPC", "no space left on the disk");
      await inner.writeSegment(segment, sectors, options);
    },
  };
  return { store, allow: (writes: number) => void (writesLeft = writes) };
}

const anyFailure = fc.record({
  node: fc.constantFrom<NodeName>("nqft", "nzqft"),
  queueDepth: fc.nat({ max: 3 }),
  writes: fc.nat({ max: 8 }),
  /** After which blocks to flush. */
  flushes: fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 4 }),
});

test("when the store refuses, the volume ends where it is good and the error says what is lost", async () => {
  await fc.assert(
    fc.asyncProperty(anyFailure, async ({ node, queueDepth, writes, flushes }) => {
      const { store, allow } = await fillingDisk(queueDepth);
      const zftape = createZftape(store);
      const unit = await zftape.open(node, "rw");
      await unit.operation(MtOp.Nop, 1);
      const bytes = payload("rand:9", 0, 31 * 10240);
      allow(writes);
      let flushed = 0;
      let failure: { code: string; details: Record<string, number> } | undefined;
      for (let block = 0; block < 31 && failure === undefined; block++) {
        const accept = async () => {
          await unit.write(bytes.subarray(block * 10240, (block + 1) * 10240));
          if (!flushes.includes(block)) return;
          await unit.flush();
          flushed = (block + 1) * 10240;
        };
        await accept().catch((error) => void (failure = error));
      }
      const { code, details } = failure!;
      expect(code).toBe("ENOSPC");
      expect(details.writtenBytes).toBeGreaterThanOrEqual(flushed);
      allow(Number.POSITIVE_INFINITY);
      await unit.close();

      const reader = await zftape.open(node, "r");
      await reader.operation(MtOp.Rewind, 1);
      const sizes = (await reader.volumes()).map(({ dataBytes }) => dataBytes);
      const written = details.writtenBytes!;
      expect(sizes).toEqual(written > 0 ? [written] : []);
      for (let place = 0; place < written; place += 10240) {
        const into = new Uint8Array(10240);
        const count = await reader.read(into);
        expect(count).toBe(Math.min(10240, written - place));
        expect(Buffer.compare(into.subarray(0, count), bytes.subarray(place, place + count))).toBe(
          0,
        );
      }
    }),
    { numRuns: 40 },
  );
});
