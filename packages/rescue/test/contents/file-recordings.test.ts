import { createMemoryBytes, openCartridge } from "@floppytape/cartridge";
import { expect, test } from "vitest";
import { openFileRecording, openRecording, recordingOf } from "../../src/contents/index.js";
import { packTar } from "./archive-trees.js";
import { readBytes, readEntries } from "./read-all.js";
import { damage, tapeWith } from "./tape-fixture.js";

const node = {
  path: "file",
  type: "file" as const,
  contents: new Uint8Array(2000).fill(9),
  target: "",
  mode: 0o600,
  seconds: 1000,
};

const openBytes = (bytes: Uint8Array) => openFileRecording(createMemoryBytes(bytes));

function twvl(body: Uint8Array, description: object): Buffer {
  const json = Buffer.from(JSON.stringify({ volume_size: body.length, holes: [], ...description }));
  const preamble = Buffer.from("TWVL\x01\0\0\0\0\0", "latin1");
  preamble.writeUInt32LE(json.length, 6);
  return Buffer.concat([preamble, json, body]);
}

test("a file that is none of these is not recognised", async () => {
  expect(await openBytes(new Uint8Array(0))).toBeUndefined();
  expect(await openBytes(new Uint8Array(5000))).toBeUndefined();
  expect(await openBytes(Buffer.from("just some text\n".repeat(1000)))).toBeUndefined();
});

test.each([
  ["1f8b0800", ".gz", "gzip"],
  ["1f9d90", ".Z", "compress"],
  ["425a6839", ".bz2", "bzip2"],
  [`${"00".repeat(24)}6cea0000`, ".dump", "dump(8)"],
])("a volume that begins with %s is one entry ending in %s", async (hex, ending, title) => {
  const bytes = Buffer.alloc(3000, 1);
  bytes.set(Buffer.from(hex, "hex"));
  const recording = await openBytes(bytes);
  const contents = await recording!.volumes[0]!.contents();
  expect(contents.kind).toBe("raw");
  expect(contents.findings[0]).toMatchObject({ code: "NOT_TAKEN_APART" });
  expect(contents.findings[0]!.message).toContain(title);
  const [entry] = await readEntries(contents);
  expect(entry!.entry.path).toBe(`volume-000${ending}`);
  expect(entry!.bytes).toEqual(bytes);
});

test("nothing vouches for the bytes of a file", async () => {
  const recording = await openBytes(await packTar([node]));
  const { spans } = await readBytes(await recording!.volumes[0]!.bytes());
  expect(spans).toMatchObject([{ start: 0, state: "read", verified: false }]);
});

test("a TWVL file is a volume with holes", async () => {
  const body = Buffer.from(await packTar([node]));
  const recording = await openBytes(
    twvl(body, {
      holes: [
        [1000, 1024],
        [2000, 2048],
      ],
      vtbl: { description: "WEEKLY  ", date: 0x37cac9ff, start_seg: 3, end_seg: 9 },
    }),
  );
  const [volume] = recording!.volumes;
  expect(volume).toMatchObject({
    label: "WEEKLY",
    date: "1997-12-07T23:59:59",
    firstSegment: 3,
    lastSegment: 9,
  });
  const [entry] = await readEntries(await volume!.contents());
  expect(entry!.entry.path).toBe("file");
  expect(entry!.report.holes.map(({ start, end }) => [start, end])).toEqual([
    [488, 512],
    [1488, 1536],
  ]);
});

test.each([
  ["a size that is not there", { volume_size: 2 ** 52 }, "TWVL_SIZE"],
  [
    "holes that overlap",
    {
      holes: [
        [5, 9],
        [7, 12],
      ],
    },
    "TWVL_HOLES",
  ],
  ["holes that are no list", { holes: "many" }, "TWVL_HOLES"],
])("a TWVL file with %s is read with a finding", async (_, description, code) => {
  const recording = await openBytes(twvl(await packTar([node]), description));
  expect(recording!.findings.map((finding) => finding.code)).toContain(code);
  await readBytes(await recording!.volumes[0]!.bytes());
});

test("a TWVL file with a broken description is none", async () => {
  const bytes = twvl(new Uint8Array(100), {});
  bytes[10] = 0x78;
  expect(await openBytes(bytes)).toBeUndefined();
  const endless = Buffer.from(bytes);
  endless.writeUInt32LE(0xffffffff, 6);
  expect(await openBytes(endless)).toBeUndefined();
});

test("an open cartridge gives the volumes that a unit knows", async () => {
  const store = await tapeWith([{ bytes: await packTar([node]) }]);
  const cartridge = await openCartridge(store);
  const pending = {
    index: 1,
    firstSegment: 4,
    lastSegment: 5,
    dataBytes: 2048,
    blockSize: 1024,
    compressed: false,
    zftape: true,
    description: "not yet in the table",
    date: 0,
  };
  const fromTable = await recordingOf({ cartridge });
  expect(fromTable.volumes.map(({ label }) => label)).toEqual(["zftape volume 000"]);
  const fromUnit = await recordingOf({ cartridge, volumes: [pending] });
  expect(fromUnit.volumes).toMatchObject([{ index: 1, label: "not yet in the table" }]);
});

test("an image without parity delivers nothing that is verified", async () => {
  const store = await tapeWith([{ bytes: await packTar([node]) }]);
  const { volumes } = await openRecording(Object.assign(store, { parityStored: false }));
  const [entry] = await readEntries(await volumes[0]!.contents());
  expect(entry!.report.account).toEqual({ read: 2000, corrected: 0, lost: 0, unverified: 2000 });
});

test("a volume that states more than its segments hold ends where they do", async () => {
  const store = await tapeWith([{ bytes: await packTar([node]) }]);
  const cartridge = await openCartridge(store);
  const volume = {
    index: 0,
    firstSegment: 3,
    lastSegment: 3,
    blockSize: 10240,
    zftape: true,
    description: "",
    date: 0,
  };
  const [plain, compressed, blockless] = (
    await recordingOf({
      cartridge,
      volumes: [
        { ...volume, dataBytes: 2 ** 40, compressed: false },
        { ...volume, dataBytes: 2 ** 40, compressed: true },
        { ...volume, dataBytes: 2 ** 40, compressed: true, blockSize: 1 },
      ],
    })
  ).volumes;
  expect((await plain!.bytes()).sizeBytes).toBe(29696);
  const expanded = await readBytes(await compressed!.bytes());
  expect(expanded.spans.map(({ state }) => state)).toEqual(["lost"]);
  expect(compressed!.findings.map(({ code }) => code)).toEqual(["VOLUME_SIZE"]);
  expect((await blockless!.bytes()).sizeBytes).toBe(29696);
  expect(blockless!.findings.map(({ code }) => code)).toEqual(["NO_BLOCK_SIZE"]);
});

test("blocks are corrected, and unverified, when a segment that they lie in is", async () => {
  const random = Uint8Array.from({ length: 81_920 }, (_, i) => Math.imul(i * i, 2654435761) >>> 13);
  const store = await tapeWith([{ bytes: random, compressed: true }]);
  // Stored as they are: blocks of 10 KiB, three of which begin in a segment.
  damage(
    store,
    new Map([
      [4, 0x0000_0010],
      [5, 0x0000_0007],
    ]),
  );
  const { volumes } = await openRecording(store);
  const { bytes, spans } = await readBytes(await volumes[0]!.bytes());
  expect(Buffer.compare(bytes, random)).toBe(0);
  expect(spans).toEqual([
    { start: 0, end: 20480, state: "read", verified: true },
    { start: 20480, end: 51200, state: "corrected", verified: true },
    { start: 51200, end: 81920, state: "corrected", verified: false },
  ]);
});

test("an entry of zftape with something behind it is no container: raw, with a finding", async () => {
  const bytes = Buffer.alloc(40_000, 0x41);
  bytes.fill(0, 0, 128);
  bytes.write("VTBL");
  bytes.write("LINUX ZFT", 58, "latin1");
  const recording = await openBytes(bytes);
  const contents = await recording!.volumes[0]!.contents();
  expect(contents.kind).toBe("raw");
  expect(contents.findings.map(({ code }) => code)).toContain("NOT_A_FILE_SET");
  const [entry] = await readEntries(contents);
  expect(entry!.bytes.length).toBeGreaterThan(0);
});
