import { TapeError } from "@floppytape/magtape";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type ClusterVolume, createClusterFraming, createClusterReader } from "../src/index.js";

/** Blocks that compress well, badly, and not at all. */
const anyBlock = (blockSize: number) =>
  fc.oneof(
    fc.integer({ min: 0, max: 255 }).map((byte) => new Uint8Array(blockSize).fill(byte)),
    fc.uint8Array({ minLength: blockSize, maxLength: blockSize }),
    fc
      .uint8Array({ minLength: 1, maxLength: 60 })
      .map((pattern) =>
        Uint8Array.from({ length: blockSize }, (_, i) => pattern[(i + (i >> 5)) % pattern.length]!),
      ),
  );

const anyVolume = fc.constantFrom(1024, 2048, 5120).chain((blockSize) =>
  fc.record({
    blockSize: fc.constant(blockSize),
    wide: fc.boolean(),
    blocks: fc.array(anyBlock(blockSize), { minLength: 1, maxLength: 24 }),
    /** Data bytes of the segments, in turn; 0: no room. */
    sizes: fc
      .array(
        fc.integer({ min: 0, max: 6 }).map((kib) => kib * 1024),
        { minLength: 1, maxLength: 7 },
      )
      .filter((sizes) => sizes.some((size) => size > 0)),
    /** Segments that are laid out twice, the second time with a sector less. */
    failing: fc.array(fc.nat({ max: 30 }), { maxLength: 3 }),
  }),
);

type Volume = typeof anyVolume extends fc.Arbitrary<infer T> ? T : never;

/** Writes block by block, as a unit does; a failing segment takes back itself and what followed. */
function writeVolume({ blockSize, wide, blocks, sizes, failing }: Volume): Uint8Array[] {
  const framing = createClusterFraming({ blockSize, wide });
  const segments: Uint8Array[] = [];
  const failed = new Set<number>();
  const pump = (final: boolean) => {
    for (;;) {
      const segment = segments.length;
      const size = sizes[segment % sizes.length]!;
      if (size === 0) {
        segments.push(new Uint8Array(0));
        continue;
      }
      const shrunk = failed.has(segment) && size > 1024 ? size - 1024 : size;
      const before = framing.checkpoint();
      const contents = framing.next(shrunk, final)?.slice();
      const fails = contents && failing.includes(segment) && !failed.has(segment);
      if (fails) {
        failed.add(segment);
        framing.next(1024, final); // a later one is on its way already
        framing.rewindTo(before);
      }
      framing.release(before);
      if (contents === undefined) return;
      if (!fails) segments.push(contents);
    }
  };
  for (const block of blocks) {
    framing.push(block);
    pump(false);
  }
  pump(true);
  while (segments.at(-1)?.length === 0) segments.pop();
  expect(framing.pendingBytes).toBe(0);
  expect(framing.completeBytes).toBe(blocks.length * blockSize);
  return segments;
}

function volumeOver(
  segments: readonly Uint8Array[],
  volume: Volume,
): ClusterVolume & { reads: number } {
  const { blockSize, wide, blocks } = volume;
  return {
    firstSegment: 0,
    lastSegment: segments.length - 1,
    blockSize,
    bytes: blocks.length * blockSize,
    wide,
    reads: 0,
    holdsData: (segment) => segments[segment]!.length > 0,
    async read(segment) {
      this.reads++;
      return segments[segment]!;
    },
  };
}

test("whatever is written through failing segments reads back in any order", async () => {
  await fc.assert(
    fc.asyncProperty(anyVolume, fc.array(fc.nat(), { maxLength: 20 }), async (volume, order) => {
      const segments = writeVolume(volume);
      const reader = createClusterReader(volumeOver(segments, volume));
      const into = new Uint8Array(volume.blockSize);
      const all = volume.blocks.map((_, block) => block);
      for (const block of [...all, ...order.map((n) => n % volume.blocks.length)]) {
        await reader.readBlock(block, into);
        expect(Buffer.compare(into, volume.blocks[block]!)).toBe(0);
      }
    }),
    { numRuns: 60 },
  );
});

const anyDamage = fc.array(
  fc.record({
    at: fc.nat({ max: 0xffff }),
    byte: fc.integer({ min: 0, max: 255 }),
    near: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);

test("damaged clusters give EIO or bytes, within bounds", async () => {
  await fc.assert(
    fc.asyncProperty(anyVolume, anyDamage, fc.nat(), async (volume, damage, start) => {
      const segments = writeVolume(volume);
      for (const { at, byte, near } of damage) {
        const segment = segments[at % segments.length]!;
        if (segment.length > 0) segment[near ? at % 16 : at % segment.length] = byte;
      }
      const source = volumeOver(segments, volume);
      const reader = createClusterReader(source);
      const into = new Uint8Array(volume.blockSize);
      for (let block = start % volume.blocks.length; block < volume.blocks.length; block++)
        await reader.readBlock(block, into).catch((error: unknown) => {
          expect(error).toBeInstanceOf(TapeError);
          expect(error).toMatchObject({ code: "EIO" });
        });
      expect(source.reads).toBeLessThan(200 * volume.blocks.length + 20 * segments.length ** 2);
    }),
    { numRuns: 80 },
  );
});

test("arbitrary bytes as clusters end in EIO", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.uint8Array({ maxLength: 2048 }), { minLength: 1, maxLength: 5 }),
      fc.boolean(),
      fc.integer({ min: 0, max: 2 ** 53 }),
      async (segments, wide, bytes) => {
        const reader = createClusterReader({
          firstSegment: 0,
          lastSegment: segments.length - 1,
          blockSize: 1024,
          bytes,
          wide,
          holdsData: (segment) => segments[segment]!.length > 0,
          read: async (segment) => segments[segment]!,
        });
        for (const block of [0, 1, Math.floor(bytes / 1024)])
          await reader
            .readBlock(block, new Uint8Array(1024))
            .catch((error: unknown) => expect(error).toMatchObject({ code: "EIO" }));
      },
    ),
    { numRuns: 200 },
  );
});
