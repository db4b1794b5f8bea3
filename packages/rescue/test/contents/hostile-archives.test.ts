import { createMemoryBytes } from "@floppytape/cartridge";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openFileRecording, type VolumeContents } from "../../src/contents/index.js";
import { cpioForms, packCpio, packTar } from "./archive-trees.js";
import { readEntries, readEntry } from "./read-all.js";
import { tarHeader } from "./tar-header.js";

const node = {
  path: "victim",
  type: "file" as const,
  contents: new Uint8Array(3000).fill(7),
  target: "",
  mode: 0o600,
  seconds: 1000,
};

async function open(bytes: Uint8Array): Promise<VolumeContents> {
  const recording = await openFileRecording(createMemoryBytes(bytes));
  return recording!.volumes[0]!.contents();
}

const names = async (contents: VolumeContents) =>
  (await readEntries(contents)).map(({ entry }) => entry.originalPath);

const codes = ({ findings }: VolumeContents) => findings.map(({ code }) => code);

test("paths lead nowhere else, whatever was recorded", async () => {
  const hostile = [
    ["/etc/passwd", "etc/passwd"],
    ["../../.ssh/authorized_keys", ".ssh/authorized_keys"],
    ["a/./b//../c", "a/b/c"],
    ["..\\..\\windows\\system32", ".._.._windows_system32"],
    ["tab\there\u001b[2J", "tab_here_[2J"],
    ["..", "_"],
  ] as const;
  const contents = await open(await packTar(hostile.map(([path]) => ({ ...node, path }))));
  const entries = await readEntries(contents);
  expect(entries.map(({ entry }) => [entry.originalPath, entry.path])).toEqual(hostile);
});

test("a size of 2^63 ends where the next header begins", async () => {
  const size = Buffer.from([0x80, 0, 0, 0, 0x80, 0, 0, 0, 0, 0, 0, 0]);
  const bytes = Buffer.concat([
    tarHeader({ 0: "huge", 124: size }),
    Buffer.alloc(1024, 65),
    await packTar([node]),
  ]);
  const [huge, victim] = await readEntries(await open(bytes));
  expect(huge!.bytes.length).toBe(1024);
  expect(huge!.report.disagreements.map(({ code }) => code)).toEqual(["CONTENTS_CUT"]);
  expect(victim!.entry).toMatchObject({ path: "victim", carved: true });
  expect(victim!.bytes).toEqual(Buffer.from(node.contents));
});

test("twenty thousand headers with impossible sizes are listed one by one", async () => {
  const header = tarHeader({ 0: "x", 124: Buffer.from([0x80, ...new Array(11).fill(0xff)]) });
  const bytes = Buffer.alloc(512 * 20_000);
  for (let at = 0; at < bytes.length; at += 512) bytes.set(header, at);
  let count = 0;
  for await (const entry of (await open(bytes)).entries()) {
    expect(entry.sizeBytes).toBe(0);
    count++;
  }
  expect(count).toBe(20_000);
});

test("long names without end are passed over", async () => {
  const long = tarHeader({ 0: "././@LongLink", 124: "00100000000\0", 156: "L" });
  const contents = await open(
    Buffer.concat([
      await packTar([node]).then((b) => b.subarray(0, 512 * 7)),
      long,
      await packTar([{ ...node, path: "after" }]),
    ]),
  );
  expect(await names(contents)).toEqual(["victim", "after"]);
  expect(codes(contents)).toContain("TAR_HEADER_LOST");
});

test("cpio headers whose names have no end are passed over", async () => {
  const fields = Array.from({ length: 13 }, () => "00000000");
  fields[1] = "000081a4"; // mode
  fields[11] = "00100000"; // bytes of the name
  const header = Buffer.from(`070701${fields.join("")}`);
  const volume = createMemoryBytes(Buffer.alloc(1024 * 1024, header));
  let read = 0;
  const counting = {
    ...volume,
    sizeBytes: volume.sizeBytes,
    async read(position: number, into: Uint8Array) {
      read += into.length;
      return volume.read(position, into);
    },
  };
  expect(await openFileRecording(counting)).toBeUndefined();
  expect(read).toBeLessThan(64 * volume.sizeBytes);
});

test("a pax record cannot make a file larger than the volume", async () => {
  const record = "21 size=99999999999\n";
  const bytes = Buffer.concat([
    tarHeader({ 0: "pax", 124: `${record.length.toString(8).padStart(11, "0")}\0`, 156: "x" }),
    Buffer.concat([Buffer.from(record)], 512),
    tarHeader({ 0: "small" }),
    Buffer.alloc(512, 66),
    await packTar([node]),
  ]);
  const [small, victim] = await readEntries(await open(bytes));
  expect(small!.bytes.length).toBe(512);
  expect(victim!.entry.path).toBe("victim");
});

test("a sparse file of terabytes is delivered as it is stored", async () => {
  const sparse = {
    0: "sparse",
    124: "00000001000\0",
    156: "S",
    386: "00000000000\0",
    398: "00000001000\0",
    483: Buffer.from([0x80, 0, 0, 0, 0, 0, 0x01, 0, 0, 0, 0, 0]),
  };
  const [entry] = await readEntries(
    await open(Buffer.concat([tarHeader(sparse), Buffer.alloc(512, 67), Buffer.alloc(1024)])),
  );
  expect(entry!.bytes).toEqual(Buffer.alloc(512, 67));
  expect(entry!.report.disagreements.map(({ code }) => code)).toEqual(["SPARSE_NOT_EXPANDED"]);
});

test("a damaged first header is no reason to give up", async () => {
  const bytes = Buffer.from(await packTar([node, { ...node, path: "second" }]));
  bytes[3]! ^= 0x55;
  const contents = await open(bytes);
  expect(contents.kind).toBe("tar");
  const entries = await readEntries(contents);
  expect(entries.map(({ entry }) => [entry.path, entry.carved])).toEqual([["second", true]]);
  expect(contents.findings[0]).toMatchObject({
    code: "TAR_HEADER_LOST",
    details: { position: 0, skipped: 512 + 3072 },
  });
});

test("archives one behind the other are one list", async () => {
  const contents = await open(
    Buffer.concat([
      await packTar([node]),
      Buffer.alloc(9216),
      await packTar([{ ...node, path: "b" }]),
    ]),
  );
  expect(await names(contents)).toEqual(["victim", "b"]);
  expect(codes(contents)).toContain("TAR_FOLLOWED");
});

test("listing twice finds the same and says it once", async () => {
  const bytes = Buffer.from(await packTar([node, { ...node, path: "second" }]));
  bytes[3]! ^= 0x55;
  const contents = await open(bytes);
  expect(await names(contents)).toEqual(await names(contents));
  expect(contents.findings).toHaveLength(1);
});

test.each(cpioForms)(
  "a cpio member (%s) larger than the volume ends at the next header",
  async (form) => {
    const whole = packCpio([node, { ...node, path: "second" }], form);
    const bytes = Buffer.from(whole);
    const size = { odc: 65, newc: 54, crc: 54, binary: 22, swapped: 22 }[form];
    if (form === "binary" || form === "swapped") bytes.fill(0x7f, size, size + 2);
    else bytes.write("77777", size);
    const entries = await readEntries(await open(bytes));
    expect(entries[0]!.report.disagreements[0]!.code).toBe("CONTENTS_CUT");
    expect(entries[1]!.entry).toMatchObject({ path: "second", carved: true });
    expect(entries[1]!.bytes).toEqual(Buffer.from(node.contents));
  },
);

test.each(cpioForms)("a damaged header of cpio (%s) costs its member only", async (form) => {
  const nodes = ["a", "b", "c"].map((path) => ({ ...node, path }));
  const bytes = Buffer.from(packCpio(nodes, form));
  const second = packCpio([nodes[0]!], form).length - packCpio([], form).length;
  bytes.fill(0x2a, second, second + 8);
  const contents = await open(bytes);
  const entries = await readEntries(contents);
  expect(entries.map(({ entry }) => [entry.path, entry.carved])).toEqual([
    ["a", false],
    ["c", true],
  ]);
  expect(codes(contents)).toEqual(["CPIO_HEADER_LOST"]);
});

test("a sum that is wrong is told of", async () => {
  const bytes = Buffer.from(packCpio([node], "crc"));
  bytes[bytes.indexOf(7) + 5] = 8;
  const [entry] = await readEntries(await open(bytes));
  expect(entry!.report.disagreements.map(({ code }) => code)).toEqual(["CHECKSUM_DIFFERS"]);
});

test("of hard links in newer cpio archives the last one has the contents", async () => {
  const archive = Buffer.from(
    packCpio(
      [
        { ...node, path: "link", contents: new Uint8Array(0) },
        { ...node, path: "contents" },
      ],
      "newc",
    ),
  );
  // Two names of one inode.
  for (const at of [0, archive.indexOf("070701", 6)]) {
    archive.write("00000009", at + 6);
    archive.write("00000002", at + 38);
  }
  const entries = await readEntries(await open(archive));
  expect(entries.map(({ entry }) => [entry.path, entry.type, entry.linkTarget])).toEqual([
    ["contents", "file", undefined],
    ["link", "hardlink", "contents"],
  ]);
});

test("random bytes behind a header, or changed ones, end quickly and never fail", async () => {
  const archives = [
    await packTar([node, node]),
    ...cpioForms.map((form) => packCpio([node, node], form)),
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...archives),
      fc.array(fc.tuple(fc.nat(9000), fc.nat(255)), { maxLength: 40 }),
      async (archive, changes) => {
        const bytes = Buffer.from(archive);
        for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
        const recording = await openFileRecording(createMemoryBytes(bytes));
        if (recording === undefined) return;
        let total = 0;
        let lost = 0;
        for await (const entry of (await recording.volumes[0]!.contents()).entries()) {
          expect(entry.path.split("/")).not.toContain("..");
          const { account } = (await readEntry(entry)).report;
          total += account.read + account.corrected;
          lost += account.lost;
        }
        expect(total).toBeLessThanOrEqual(2 * bytes.length);
        // What headers say is missing at the end of the volume.
        expect(lost).toBeLessThanOrEqual(64 * 1024 * 1024);
      },
    ),
    { numRuns: 200 },
  );
});
