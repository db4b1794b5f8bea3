import { buildSegment, type MemoryStore } from "@floppytape/cartridge";
import { createEccEngine } from "@floppytape/ecc";
import { expect, test } from "vitest";
import { openRecording } from "../../src/contents/index.js";
import { type Node, packCpio, packTar } from "./archive-trees.js";
import { readBytes, readEntries } from "./read-all.js";
import { lose, tapeWith } from "./tape-fixture.js";

/** Bytes that cannot be compressed, so that zftape stores their blocks as they are. */
function noise(size: number, seed: number): Uint8Array {
  let state = seed;
  return Uint8Array.from({ length: size }, () => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return state >>> 23;
  });
}

const file = (path: string, contents: Uint8Array): Node => ({
  path,
  type: "file",
  contents,
  target: "",
  mode: 0o644,
  seconds: 800_000_000,
});

const members = Array.from({ length: 40 }, (_, i) => file(`member${i}`, noise(3000 + 37 * i, i)));

test.each([
  [2, "newc", [3]],
  [4, "odc", [3]],
  [4, "newc", [3, 4]],
] as const)(
  "a compressed volume without its beginning is found as one (format code %i, %s, lost %j)",
  async (formatCode, form, lost) => {
    const bytes = packCpio(members, form);
    const store = await tapeWith([{ bytes, compressed: true }], { formatCode });
    lose(store, 2, ...lost);
    const { volumes } = await openRecording(store);
    expect(
      volumes.map(({ compressed, firstSegment }) => [compressed, firstSegment]),
    ).toContainEqual([true, 3]);
    for (const volume of volumes) {
      const contents = await volume.contents();
      const entries = await readEntries(contents);
      const whole = entries.filter(({ report }) => report.grade === "whole");
      if (volume.compressed) {
        expect(contents.kind).toBe("cpio");
        expect(whole.length).toBeGreaterThan(5);
      } else expect(contents.kind).toBe("raw");
      for (const { entry, bytes: got } of whole) {
        const member = members.find(({ path }) => path === entry.path);
        if (volume.compressed) expect(Buffer.compare(got, member!.contents)).toBe(0);
      }
    }
    const compressed = volumes.find((volume) => volume.compressed)!;
    const read = await readBytes(await compressed.bytes());
    for (const { start, end, state } of read.spans)
      if (state !== "lost" && end <= bytes.length)
        expect(Buffer.compare(read.bytes.subarray(start, end), bytes.subarray(start, end))).toBe(0);
  },
);

test.each([2, 4] as const)(
  "nor is one carved out of it without a header (format code %i)",
  async (formatCode) => {
    const bytes = packCpio(members, "newc");
    const store = await tapeWith([{ bytes, compressed: true }], { formatCode });
    lose(store, 0, 1, 2, 3);
    const { volumes } = await openRecording(store);
    expect(volumes).toHaveLength(1);
    const { kind } = await volumes[0]!.contents();
    // Without a header nothing tells the format: a guess that is wrong cannot expand anything.
    expect([kind, volumes[0]!.compressed]).toEqual(
      formatCode === 4 ? ["cpio", true] : ["raw", false],
    );
  },
);

/** Writes a segment as it is, parity included. */
async function put(store: MemoryStore, segment: number, data: Uint8Array) {
  const sectors = new Uint8Array(32768);
  buildSegment(data, 0, createEccEngine(), sectors);
  await store.writeSegment(segment, sectors, { skip: 0 });
}

test("archives inside of blocks that cannot be expanded are no archives", async () => {
  const store = await tapeWith([]);
  const archive = await packTar([file("inside", noise(9000, 3))]);
  for (const segment of [4, 5, 6]) {
    const data = noise(29696, segment);
    const view = new DataView(data.buffer);
    view.setUint16(0, 2, true);
    view.setBigUint64(2, BigInt((segment - 3) * 30720), true);
    view.setUint16(10, 0x7fff, true);
    data.set(archive, 1024);
    await put(store, segment, data);
  }
  lose(store, 2, 3);
  const { volumes } = await openRecording(store);
  expect(volumes).toHaveLength(1);
  const contents = await volumes[0]!.contents();
  expect(contents.kind).toBe("raw");
  expect(contents.findings.map(({ code }) => code)).toEqual(["COMPRESSED_REMAINS"]);
});
