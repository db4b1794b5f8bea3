import { TapeError } from "@floppytape/magtape";
import { decodeVolumeEntry } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { type ClusterVolume, createClusterFraming, createClusterReader } from "../src/index.js";
import { bytesOfRecipe, type Recipe } from "./replay/recipe.js";
import { vectors } from "./replay/recorded-cases.js";
import { sha256Of } from "./replay/sha256.js";

interface Layout {
  readonly name: string;
  readonly formatCode: number;
  readonly blockSize: number;
  readonly recipe: Recipe;
  readonly inputSha256: string;
  readonly volumeTableEntry: string;
  readonly segments: readonly {
    readonly segment: number;
    readonly size: number;
    readonly sha256: string;
  }[];
}

const { clusterLayouts } = vectors<{ clusterLayouts: Layout[] }>("lzrw3");

function layOut(layout: Layout): Map<number, Uint8Array> {
  const { blockSize, formatCode } = layout;
  const input = bytesOfRecipe(layout.recipe);
  const framing = createClusterFraming({ blockSize, wide: formatCode === 4 });
  for (let place = 0; place < input.length; place += blockSize)
    framing.push(input.subarray(place, place + blockSize));
  const segments = new Map<number, Uint8Array>();
  for (const { segment, size } of layout.segments) segments.set(segment, framing.next(size, true)!);
  expect(framing.next(29696, true)).toBeUndefined();
  return segments;
}

function volumeOf(
  layout: Layout,
  segments: Map<number, Uint8Array>,
): ClusterVolume & { reads: number[] } {
  const numbers = layout.segments.map(({ segment }) => segment);
  const reads: number[] = [];
  return {
    firstSegment: numbers[0]!,
    lastSegment: numbers.at(-1)!,
    blockSize: layout.blockSize,
    bytes: layout.recipe.length,
    wide: layout.formatCode === 4,
    reads,
    holdsData: () => true,
    async read(segment) {
      reads.push(segment);
      const data = segments.get(segment);
      if (data === undefined) throw new TapeError("EIO", "dead", { segment });
      return data;
    },
  };
}

describe.each(clusterLayouts)("$name", (layout) => {
  const input = bytesOfRecipe(layout.recipe);
  const blocks = input.length / layout.blockSize;
  const blockOf = (block: number) =>
    input.subarray(block * layout.blockSize, (block + 1) * layout.blockSize);

  test("is laid out as recorded", () => {
    expect(sha256Of(input)).toBe(layout.inputSha256);
    const digests = [...layOut(layout)].map(([segment, data]) => [segment, sha256Of(data)]);
    expect(digests).toEqual(layout.segments.map(({ segment, sha256 }) => [segment, sha256]));
  });

  test("its table entry says what the layout takes", () => {
    const entry = decodeVolumeEntry(
      Buffer.from(layout.volumeTableEntry, "hex"),
      layout.formatCode === 4 ? "qic113" : "rev-k",
    );
    expect(entry).toMatchObject({
      firstSegment: 3,
      lastSegment: 2 + layout.segments.length,
      dataBytes: input.length,
    });
  });

  test("reads back in order, backwards and after seeks", async () => {
    const volume = volumeOf(layout, layOut(layout));
    const reader = createClusterReader(volume);
    const into = new Uint8Array(layout.blockSize);
    const forward = Array.from({ length: blocks }, (_, block) => block);
    const jumps = forward.map((block) => (block * 7 + 3) % blocks);
    for (const block of [...forward, ...forward.toReversed(), ...jumps]) {
      await reader.readBlock(block, into);
      expect(Buffer.compare(into, blockOf(block))).toBe(0);
    }
    await expect(reader.readBlock(blocks, into)).rejects.toMatchObject({ code: "EIO" });
  });

  test("a dead segment costs only the blocks that have a part in it", async () => {
    const segments = layOut(layout);
    for (const { segment: dead } of layout.segments) {
      const volume = volumeOf(layout, new Map([...segments].filter(([at]) => at !== dead)));
      const reader = createClusterReader(volume);
      const into = new Uint8Array(layout.blockSize);
      const lost: number[] = [];
      for (let block = 0; block < blocks; block++) {
        const read = await reader.readBlock(block, into).then(
          () => true,
          (error: unknown) => {
            expect(error).toMatchObject({ code: "EIO" });
            return false;
          },
        );
        if (!read) lost.push(block);
        else expect(Buffer.compare(into, blockOf(block))).toBe(0);
      }
      expect(lost.length).toBeGreaterThan(0);
      expect(lost.at(-1)! - lost[0]! + 1).toBe(lost.length); // one gap
      const motions = volume.reads.filter((segment, i) => segment !== volume.reads[i - 1]);
      expect(motions.length).toBeLessThan(10 * blocks);
    }
  });
});

test("an unknown checkpoint, or a block of another size, is a caller's mistake", () => {
  const framing = createClusterFraming({ blockSize: 1024, wide: false });
  expect(() => framing.push(new Uint8Array(1023))).toThrow(RangeError);
  expect(() => framing.rewindTo({})).toThrow(RangeError);
  expect(() => framing.release({})).toThrow(RangeError);
});

test("a cluster begins with 19 bytes left, not with 18", () => {
  const twoBlocks = 2 + 4 + 2 * (2 + 1024); // words, file offset and two stored blocks
  for (const [left, part] of [
    [18, undefined],
    [19, 17],
  ] as const) {
    const framing = createClusterFraming({ blockSize: 1024, wide: false });
    const bytes = bytesOfRecipe({ kind: "random", seed: 1, length: 3072 });
    for (const block of [0, 1, 2]) framing.push(bytes.subarray(block * 1024, (block + 1) * 1024));
    const segment = framing.next(twoBlocks + left, false)!;
    const word = new DataView(segment.buffer).getUint16(twoBlocks, true);
    expect(word).toBe(part === undefined ? 0 : 0x8000 + part);
    expect(new DataView(framing.next(2048, true)!.buffer).getUint16(0, true)).toBe(
      2 + (part === undefined ? 0 : 1024 - part),
    );
  }
});
