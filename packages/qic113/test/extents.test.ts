import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openVolume, readVolumeEntry } from "../src/index.js";
import { entryA, entryC } from "./entries.js";
import { concat, fromHex, memorySegments } from "./segments.js";

interface ExtentVector {
  readonly name: string;
  readonly spanning: boolean;
  readonly segmentDataSize: number;
  readonly offsetWidth: 4 | 8;
  readonly uncompressedOffset?: number;
  readonly frames: readonly { readonly plainHex?: string; readonly plainLength?: number }[];
  readonly segmentHex?: string;
  readonly segmentsHex?: readonly string[];
  readonly plain?: { readonly hex: string };
}

const { extents }: { extents: ExtentVector[] } = JSON.parse(
  readFileSync(new URL("./vectors/file-sets.json", import.meta.url), "utf8"),
);

/** A compressed volume of the given segments, of `sizeBytes` uncompressed. */
async function compressedVolume(
  segments: readonly Uint8Array[],
  sizeBytes: number,
  { spanning, offsetWidth }: Pick<ExtentVector, "spanning" | "offsetWidth">,
) {
  const fields = {
    lastSegment: 2 + segments.length,
    flags: spanning ? 0x10 : 0,
    dataBytes: sizeBytes,
    compression: 0x81,
  };
  const bytes = offsetWidth === 4 ? entryC(fields) : entryA(fields);
  const layout = offsetWidth === 4 ? "c" : "a-plain";
  const volume = readVolumeEntry(bytes, { firstSegment: 3, lastSegment: 99 }, { layout })!;
  const source = memorySegments(segments);
  return { source, opened: await openVolume(volume, source) };
}

describe.each(extents)("$name", (vector) => {
  const plain = fromHex(
    vector.plain?.hex ?? vector.frames.map(({ plainHex }) => plainHex).join(""),
  );
  const start = vector.uncompressedOffset ?? 0;
  const segments = (vector.segmentsHex ?? [vector.segmentHex!]).map(fromHex);

  test("expands to its bytes, and nothing else is there", async () => {
    const { opened } = await compressedVolume(segments, start + plain.length + 10, vector);
    const into = new Uint8Array(plain.length + 10);
    const { holes } = await opened.read(start, into);
    expect(into.subarray(0, plain.length)).toEqual(plain);
    const end = start + plain.length;
    expect(holes).toEqual([{ start: end, end: end + 10 }]);
    if (start > 0)
      expect((await opened.read(start - 5, new Uint8Array(6))).holes).toEqual([
        { start: start - 5, end: start },
      ]);
    expect(opened.findings).toEqual([]);
  });

  test("can be read from anywhere", async () => {
    const { opened } = await compressedVolume(segments, start + plain.length, vector);
    for (let from = 0; from < plain.length; from += 7) {
      const into = new Uint8Array(Math.min(11, plain.length - from));
      expect((await opened.read(start + from, into)).holes).toEqual([]);
      expect(into).toEqual(plain.subarray(from, from + into.length));
    }
  });
});

describe("damage to a spanning volume", () => {
  const vector = extents.find(({ spanning }) => spanning)!;
  const plain = fromHex(vector.plain!.hex);
  const segments = vector.segmentsHex!.map(fromHex);

  test.each([
    [3, 0, 240], // two frames begin in the first segment, or have parts there
    [4, 120, 240],
    [5, 240, 342],
  ])("segment %i lost: bytes %i to %i are", async (lost, start, end) => {
    const { source, opened } = await compressedVolume(segments, plain.length, vector);
    source.lostSegments.add(lost);
    const into = new Uint8Array(plain.length);
    const { holes } = await opened.read(0, into);
    const masked = plain.slice();
    for (const hole of holes) masked.fill(0, hole.start, hole.end);
    expect(into).toEqual(masked);
    expect({ start: holes[0]!.start, end: holes.at(-1)!.end }).toEqual({ start, end });
  });
});

test("positions in 4 bytes are recognised where 8 were to be expected", async () => {
  const vector = extents.find(({ name }) => name === "doubleword-offset")!;
  const { opened } = await compressedVolume([fromHex(vector.segmentHex!)], 29_706, {
    spanning: false,
    offsetWidth: 8,
  });
  const into = new Uint8Array(16);
  expect((await opened.read(29_690, into)).holes).toEqual([]);
  expect(into).toEqual(fromHex(vector.frames[0]!.plainHex!));
  expect(opened.findings.map(({ code }) => code)).toEqual(["POSITION_WIDTH"]);
});

test("an extent beyond the volume is not believed, and reported", async () => {
  const [vector] = extents;
  const segment = fromHex(vector!.segmentHex!);
  const liar = segment.slice();
  liar[3] = 1; // 16 MiB further
  const { opened } = await compressedVolume([segment, liar], 71_988, vector!);
  expect((await opened.read(71_724, new Uint8Array(264))).holes).toEqual([]);
  expect((await opened.read(0, new Uint8Array(10))).holes).toEqual([{ start: 0, end: 10 }]);
  const codes = opened.findings.map(({ code, details }) => [code, details?.segment]);
  expect(codes).toEqual([["EXTENT_REJECTED", 4]]);
});

test("frames in front of a broken one stay, those behind it are lost", async () => {
  const vector = extents.find(({ name }) => name === "two-frames")!;
  const segment = fromHex(vector.segmentHex!);
  const at = 8 + 2 + 58 + 2; // the stored frame's first byte
  const { source, opened } = await compressedVolume([segment], 71_988, vector);
  source.lostParts.set(3, [{ start: at + 10, end: at + 20 }]);
  const into = new Uint8Array(264);
  const { holes } = await opened.read(71_724, into);
  expect(holes).toEqual([{ start: 71_724 + 210, end: 71_724 + 220 }]); // of a stored frame only these
  // Of a compressed one nothing is left, and where the next one belongs nobody knows.
  const again = await compressedVolume([segment], 71_988, vector);
  again.source.lostParts.set(3, [{ start: 20, end: 30 }]);
  expect((await again.opened.read(71_724, into)).holes).toEqual([{ start: 71_724, end: 71_988 }]);
  expect(again.opened.findings.map(({ code }) => code)).toEqual(["FRAME_LOST"]);
});

test("whichever byte of a compressed frame is lost, nothing of the frame is delivered", async () => {
  const [vector] = extents;
  const segment = fromHex(vector!.segmentHex!);
  const [first] = vector!.frames;
  const end = 71_724 + first!.plainHex!.length / 2;
  for (let at = 10; at < 68; at++) {
    const { source, opened } = await compressedVolume([segment], 71_988, vector!);
    source.lostParts.set(3, [{ start: at, end: at + 1 }]);
    const { holes } = await opened.read(71_724, new Uint8Array(264));
    expect(holes, `byte ${at}`).toEqual([{ start: 71_724, end: 71_988 }]);
  }
  expect(end).toBe(71_924);
});

test("a spanning segment whose extent would begin behind its end is not believed", async () => {
  const vector = extents.find(({ spanning }) => spanning)!;
  const segments = vector.segmentsHex!.map(fromHex);
  segments[1]![0] = 97; // of 96
  const { opened } = await compressedVolume(segments, 342, vector);
  const { holes } = await opened.read(0, new Uint8Array(342));
  expect(holes).toEqual([{ start: 120, end: 240 }]);
});

test("an algorithm other than QIC-122 is refused by its number", async () => {
  const bytes = entryA({ compression: 0xbf, dataBytes: 10 });
  const volume = readVolumeEntry(bytes, { firstSegment: 3, lastSegment: 99 })!;
  const source = memorySegments([concat(new Uint8Array(64))]);
  await expect(openVolume(volume, source)).rejects.toMatchObject({
    code: "UNKNOWN_COMPRESSION",
    details: { compression: 0x3f },
  });
});
