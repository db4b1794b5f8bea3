import fc from "fast-check";
import { expect, test } from "vitest";
import { createClusterFraming, createSalvageReader } from "../src/index.js";

const blockSize = 1024;

/** A block that shrinks to about `stored` bytes. */
function block(seed: number, stored: number): Uint8Array {
  const bytes = new Uint8Array(blockSize);
  let state = seed >>> 0;
  for (let i = 0; i < Math.min(stored, blockSize); i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    bytes[i] = state >>> 24;
  }
  return bytes;
}

interface Laid {
  readonly blocks: readonly Uint8Array[];
  readonly segments: readonly Uint8Array[];
}

function layOut(seed: number, sizes: readonly number[], rooms: readonly number[]): Laid {
  const blocks = sizes.map((stored, index) => block(seed + index, stored));
  const framing = createClusterFraming({ blockSize, wide: false });
  for (const bytes of blocks) framing.push(bytes);
  const segments: Uint8Array[] = [];
  for (let index = 0; ; index++) {
    const data = framing.next(1024 * rooms[index % rooms.length]!, true);
    if (data === undefined) return { blocks, segments };
    segments.push(data.slice());
  }
}

function readerOf({ blocks, segments }: Laid, lost: ReadonlySet<number>) {
  let reads = 0;
  const reader = createSalvageReader({
    firstSegment: 0,
    lastSegment: segments.length - 1,
    blockSize,
    bytes: blocks.length * blockSize,
    wide: false,
    holdsData: () => true,
    async read(segment) {
      reads++;
      return lost.has(segment) ? undefined : segments[segment];
    },
  });
  return { reader, reads: () => reads };
}

const anyLayout = fc
  .record({
    seed: fc.nat(),
    sizes: fc.array(fc.constantFrom(0, 10, 300, 1020, 1024), { minLength: 1, maxLength: 60 }),
    rooms: fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 1, maxLength: 4 }),
    lost: fc.uniqueArray(fc.nat(80), { maxLength: 12 }),
  })
  .map(({ seed, sizes, rooms, lost }) => ({ laid: layOut(seed, sizes, rooms), lost }));

test("exactly the blocks that lie in a lost segment are lost", async () => {
  await fc.assert(
    fc.asyncProperty(anyLayout, async ({ laid, lost }) => {
      const whole = readerOf(laid, new Set()).reader;
      const { reader } = readerOf(laid, new Set(lost));
      const into = new Uint8Array(blockSize);
      for (const [index, bytes] of laid.blocks.entries()) {
        const place = await whole.readBlock(index, into);
        expect(into).toEqual(bytes);
        const damaged = lost.some(
          (segment) => segment >= place!.firstSegment && segment <= place!.lastSegment,
        );
        const found = await reader.readBlock(index, into);
        expect(found).toEqual(damaged ? undefined : place);
        if (found) expect(into).toEqual(bytes);
      }
    }),
    { numRuns: 50 },
  );
});

test("a volume of which nothing is left costs one look at each segment", async () => {
  const laid = layOut(1, new Array(3000).fill(1024), [2]);
  const everything = new Set(laid.segments.keys());
  const { reader, reads } = readerOf(laid, everything);
  const into = new Uint8Array(blockSize);
  for (const index of laid.blocks.keys())
    expect(await reader.readBlock(index, into)).toBeUndefined();
  expect(reads()).toBe(laid.segments.length);
});
