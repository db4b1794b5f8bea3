import fc from "fast-check";
import { expect, test } from "vitest";
import { type ImageKind, openImage } from "../../src/image/index.js";
import {
  type Cartridge,
  CartridgeError,
  createMemoryBytes,
  openCartridge,
} from "../../src/index.js";
import { imageOf, manifestOf, rawStoreOf } from "../recorded-images.js";
import { exported } from "./collect.js";

const manifest = manifestOf("full-tape");
const cartridge = (): Promise<Cartridge> => openCartridge(rawStoreOf(manifest, imageOf(manifest)));

const kinds: readonly (ImageKind | undefined)[] = [
  undefined,
  "segments",
  "packed-segments",
  "data",
  "volume-data",
  "slots",
  "twti",
];

/** Opens a file in every way and reads the ends of what it claims to hold. */
async function openAnyhow(bytes: Uint8Array): Promise<void> {
  for (const kind of kinds) {
    try {
      const { store } = await openImage(createMemoryBytes(bytes), { kind });
      const into = new Uint8Array(2 * 32768);
      const count = store.segmentCount ?? 0;
      expect(count).toBeLessThanOrEqual(261120);
      for (const first of [0, Math.max(0, count - 1)]) await store.readRun(first, 2, into);
      await openCartridge(store);
    } catch (error) {
      if (!(error instanceof CartridgeError)) throw error;
    }
  }
}

const edits = fc.array(
  fc.record({ at: fc.nat(3000), bytes: fc.uint8Array({ minLength: 1, maxLength: 8 }) }),
  { minLength: 1, maxLength: 6 },
);

test.each(["segments", "data", "slots", "twti"] as const)(
  "whatever is changed in the head of a file of the kind %s, nothing breaks",
  async (kind) => {
    const { bytes } = await exported(await cartridge(), kind);
    await fc.assert(
      fc.asyncProperty(edits, fc.nat(bytes.length), async (changes, length) => {
        const changed = bytes.slice(0, length);
        for (const { at, bytes: put } of changes)
          if (at + put.length <= length) changed.set(put, at);
        await openAnyhow(changed);
      }),
      { numRuns: 6 },
    );
  },
);

/** A TWTI file with this JSON, and nothing behind it. */
function twtiWith(json: string, jsonBytes = json.length): Uint8Array {
  const bytes = new Uint8Array(10 + json.length + 64);
  bytes.set(new TextEncoder().encode(`TWTI\u0001\0`));
  new DataView(bytes.buffer).setUint32(6, jsonBytes, true);
  bytes.set(new TextEncoder().encode(json), 10);
  return bytes;
}

test.each([
  ["a header longer than the file", twtiWith("{}", 0xffffffff), /longer than it can be/],
  ["no JSON", twtiWith("{"), /no JSON$/],
  ["no object", twtiWith("[1]"), /no JSON object/],
  ["no count", twtiWith("{}"), /segment_count is no number/],
  ["too many segments", twtiWith('{"segment_count":1e9}'), /segment_count is no number from 1/],
  ["half a segment", twtiWith('{"segment_count":1.5}'), /no whole number/],
  [
    "a table behind the end",
    twtiWith('{"segment_count":100}'),
    /ends in its table of 100 segments/,
  ],
  ["another stride", twtiWith('{"segment_count":1,"segment_stride":5}'), /segment_stride/],
  ["nothing behind the magic", new TextEncoder().encode("TWTI"), /ends after 4 bytes/],
  ["no geometry", twtiWith('{"segment_count":3}'), /neither a header segment nor a geometry/],
  [
    "a geometry that contradicts itself",
    twtiWith('{"segment_count":3,"geometry":{"tracks":255,"segments_per_track":65535}}'),
    /the TWTI file's header: /,
  ],
])("a TWTI file with %s is refused in words", async (_, bytes, message) => {
  await expect(openImage(createMemoryBytes(bytes))).rejects.toMatchObject({
    code: "BAD_IMAGE",
    message: expect.stringMatching(message),
  });
});
