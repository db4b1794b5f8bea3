import { describe, expect, test } from "vitest";
import { openImage, recognizeImage } from "../../src/image/index.js";
import {
  type ByteStore,
  type Cartridge,
  createMemoryBytes,
  isPlainSegments,
  openCartridge,
  rescueMapOf,
} from "../../src/index.js";
import { imageOf, manifestOf, rawStoreOf, recordedNames } from "../recorded-images.js";
import { exported, joined } from "./collect.js";

const manifest = manifestOf("bad-var");
const image = imageOf(manifest);
const cartridge = () => openCartridge(rawStoreOf(manifest, image));
const recognized = (bytes: Uint8Array, options = {}) =>
  recognizeImage(createMemoryBytes(bytes), options);
const opened = (bytes: Uint8Array, options = {}) => openImage(createMemoryBytes(bytes), options);

/** Segments whose data differs, or is lost only in the second. */
async function differing(one: Cartridge, other: Cartridge, first = 0): Promise<number[]> {
  const found: number[] = [];
  for (let segment = first; segment <= one.lastDataSegment; segment++) {
    const data = (await one.readSegment(segment)).data.slice();
    if (Buffer.compare(data, (await other.readSegment(segment)).data) !== 0) found.push(segment);
  }
  return found;
}

test.each(recordedNames)("%s is a raw image, and certainly so", async (name) => {
  const bytes = createMemoryBytes(imageOf(manifestOf(name)));
  const found = await recognizeImage(bytes);
  expect(found).toMatchObject({ kind: "segments", firstSegment: 0, otherwise: undefined });
  expect(found.score).toBeGreaterThan(0.5);
  expect(found.reasons.length).toBeGreaterThan(0);
  expect(found.alternatives.map(({ kind }) => kind).sort()).toEqual([
    "data",
    "packed-segments",
    "slots",
    "twti",
    "volume-data",
  ]);
  for (const { reason } of found.alternatives) expect(reason).not.toBe("");
});

test("a quick look tells raw images from all others, and is in doubt of damaged ones only", async () => {
  const plain = recordedNames.filter((name) => !/deleted-start|header1|headers-|crc-/.test(name));
  for (const name of plain.slice(0, 12))
    expect(await isPlainSegments(createMemoryBytes(imageOf(manifestOf(name))))).toBe(true);
  for (const kind of ["packed-segments", "data", "volume-data", "slots", "twti"] as const) {
    const { bytes } = await exported(await cartridge(), kind);
    expect(await isPlainSegments(createMemoryBytes(bytes))).toBe(false);
  }
  for (const size of [0, 5, 32767])
    expect(await isPlainSegments(createMemoryBytes(image.slice(0, size)))).toBe(false);
});

describe("parts of images", () => {
  test("a raw image from the volume table on: what stands before it is assumed", async () => {
    const part = image.slice(cartridgeStart(await cartridge()) * 32768);
    const found = await recognized(part);
    expect(found).toMatchObject({ kind: "segments", firstSegment: 2 });
    expect(found.findings.map(({ code }) => code)).toEqual(["ASSUMED_HEADER"]);
  });

  test("with its header it reads as the whole one", async () => {
    const whole = await cartridge();
    const first = cartridgeStart(whole);
    const part = await opened(image.slice(first * 32768), { header: whole.headerBytes });
    expect(part.findings).toEqual([]);
    expect(await differing(whole, await openCartridge(part.store), first)).toEqual([]);
  });

  test.each([29696, 32768])("data behind a header dump of %i bytes", async (dumpBytes) => {
    const whole = await cartridge();
    const dump = new Uint8Array(dumpBytes);
    dump.set(whole.headerBytes);
    const { bytes } = await exported(whole, "volume-data");
    const part = await opened(joined([dump, bytes]));
    expect(part.kind).toBe("volume-data");
    const first = cartridgeStart(whole);
    expect(await differing(whole, await openCartridge(part.store), first)).toEqual([]);
  });

  test("data behind a whole header segment, which alone would be a raw image", async () => {
    const whole = await cartridge();
    const { bytes } = await exported(whole, "volume-data");
    const file = joined([image.slice(0, 32768), bytes]);
    expect(await isPlainSegments(createMemoryBytes(file))).toBe(false);
    const part = await opened(file);
    expect(part.kind).toBe("volume-data");
    const first = cartridgeStart(whole);
    expect(await differing(whole, await openCartridge(part.store), first)).toEqual([]);
  });

  test("one 32 KiB dump of the table is known for what it is", async () => {
    const first = cartridgeStart(await cartridge());
    const found = await recognized(image.slice(first * 32768, (first + 1) * 32768));
    expect(found).toMatchObject({ kind: "segments", firstSegment: 2 });
  });

  test("a lone header dump opens", async () => {
    for (const size of [29696, 32768]) {
      const { store } = await opened(image.slice(0, size));
      expect((await openCartridge(store)).header.label).toBe((await cartridge()).header.label);
    }
  });

  test.each(["segments", "data", "slots", "twti"] as const)(
    "a torn file of the kind %s reads as far as it goes",
    async (kind) => {
      const whole = await cartridge();
      const { bytes } = await exported(whole, kind);
      const torn = await opened(bytes.slice(0, bytes.length / 2 + 100));
      expect(torn.kind).toBe(kind);
      const part = await openCartridge(torn.store);
      expect(await differing(whole, part)).not.toContain(40);
      expect((await part.readSegment(100)).report.how).toBe("lost");
    },
  );
});

const cartridgeStart = ({ firstDataSegment }: Cartridge) => firstDataSegment;

describe("images of the 86Box emulator", () => {
  test("an empty file is a blank cartridge", async () => {
    const found = await recognized(new Uint8Array(0));
    expect(found.kind).toBe("segments");
    expect(found.reasons[0]).toMatch(/never formatted/);
    const { store } = await opened(new Uint8Array(0));
    await expect(openCartridge(store)).rejects.toMatchObject({ code: "NOT_FORMATTED" });
  });

  test("a file that ends with the last sector written", async () => {
    const short = image.slice(0, 40 * 32768 + 5 * 1024);
    expect((await recognized(short)).kind).toBe("segments");
    const { store } = await opened(short);
    expect(await differing(await cartridge(), await openCartridge(store))).not.toContain(39);
  });
});

describe("damage", () => {
  test.each([1, 2, 3, 4, 5])(
    "%i missing sectors in every segment hide no raw image",
    async (count) => {
      const holes = new Map(
        Array.from({ length: 120 }, (_, segment) => [
          segment,
          ((1 << count) - 1) << (segment % 25),
        ]),
      );
      const map = rescueMapOf(new Map([...holes].map(([s, m]) => [s, m >>> 0])), image.length);
      expect((await recognized(image, { map })).kind).toBe("segments");
    },
  );

  test("of damaged headers in a data image the other copy serves, by map or by signature", async () => {
    const whole = await cartridge();
    const { bytes } = await exported(whole, "data");
    const [first] = whole.header.headerSegments;
    const broken = bytes.slice();
    broken.fill(0, 0, 1024);
    const map = { blocks: [{ position: 1024, sizeBytes: 5, status: "-" as const }] };
    for (const [file, options] of [
      [broken, {}],
      [bytes, { map }],
    ] as const) {
      const { kind, store } = await opened(file, options);
      expect(kind).toBe("data");
      const part = await openCartridge(store);
      expect(await differing(whole, part, first + 2)).toEqual([]);
    }
  });

  test("a TWTI file without its header segments goes by its JSON object and table", async () => {
    const whole = await cartridge();
    const { bytes } = await exported(whole, "twti");
    const table = 10 + new DataView(bytes.buffer).getUint32(6, true);
    for (const segment of whole.header.headerSegments)
      bytes.fill(0, table + 8 * segment, table + 8 * segment + 4);
    const file = await opened(bytes);
    expect(file.findings.map(({ code }) => code)).toContain("HEADER_FROM_JSON");
    const part = await openCartridge(file.store);
    expect(part.header).toMatchObject({
      label: whole.header.label,
      formatDate: whole.header.formatDate,
    });
    expect(await differing(whole, part, cartridgeStart(whole))).toEqual([]);
  });

  test("a TWTI segment that could not be corrected is lost as a whole", async () => {
    const { bytes } = await exported(await cartridge(), "twti");
    const table = 10 + new DataView(bytes.buffer).getUint32(6, true);
    bytes[table + 8 * 20] = 3;
    const part = await openCartridge((await opened(bytes)).store);
    expect((await part.readSegment(20)).report).toMatchObject({ how: "lost", lost: 0xffffffff });
  });
});

/** An entry of a volume table, and at once what would be in the first data segment. */
function qicFile(): Uint8Array {
  const file = new Uint8Array(128 + 2 * 29696);
  file.set(new TextEncoder().encode("VTBL"));
  file.set([0, 0, 0, 0, 0, 0, 0, 0, 0xf8, 0x1f, 0x33, 0xcc], 128);
  return file;
}

describe("what is no cartridge image", () => {
  const units = new Uint8Array(8 * 32768);
  for (let at = 0; at < units.length; at++)
    units[at] = Math.imul(at ^ (at >> 9), 2654435761) >>> 24;
  for (let start = 0; start < units.length; start += 32768)
    for (let column = 0; column < 1024; column++) {
      let sum = 0;
      for (let sector = 0; sector < 31; sector++) sum ^= units[start + sector * 1024 + column]!;
      units[start + 31 * 1024 + column] = sum;
    }

  test.each([
    ["flux", new TextEncoder().encode("TWRF\u0002\0 and more"), /raw flux/],
    ["a volume as a file", new TextEncoder().encode("TWVL\u0001\0 and more"), /one volume/],
    ["gzip", Uint8Array.of(0x1f, 0x8b, 8, 0, 0), /gzip/],
    ["units with one sector of parity", units, /QIC-02/],
    ["text", new TextEncoder().encode("no tape ".repeat(20000)), undefined],
    ["a .QIC file of Windows", qicFile(), undefined],
    ["zeros", new Uint8Array(32768 * 3), undefined],
    ["one byte", Uint8Array.of(7), undefined],
  ])("%s", async (_, bytes, otherwise) => {
    const found = await recognized(bytes);
    expect(found.kind).toBeUndefined();
    if (otherwise === undefined) expect(found.otherwise).toBeUndefined();
    else expect(found.otherwise).toMatch(otherwise);
    expect(found.alternatives).toHaveLength(6);
    await expect(opened(bytes)).rejects.toMatchObject({ code: "UNKNOWN_IMAGE" });
  });

  test("a kind that is insisted on and does not fit says why", async () => {
    await expect(opened(units, { kind: "data" })).rejects.toMatchObject({
      code: "BAD_IMAGE",
      message:
        "as an image of the kind data: no header segment can be read that says where the bad sectors are",
    });
  });
});

test("however large a file is, few bytes of it are read", async () => {
  let read = 0;
  const huge: ByteStore = {
    sizeBytes: 2 ** 33,
    async read(position, into) {
      read += into.length;
      for (let i = 0; i < into.length; i++) into[i] = Math.imul(position + i, 2654435761) >>> 24;
      return into.length;
    },
    async write() {},
    async sync() {},
    async close() {},
  };
  expect((await recognizeImage(huge)).kind).toBeUndefined();
  expect(read).toBeLessThan(16_000_000);
});
