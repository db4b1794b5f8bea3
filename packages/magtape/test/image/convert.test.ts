import fc from "fast-check";
import { expect, test } from "vitest";
import {
  convertRecordImage,
  memoryRecordFile,
  openRecordImage,
  type RecordImageFormat,
  verifyRecordImage,
} from "../../src/image/index.js";
import { MtOp } from "../../src/index.js";
import { hex, listing, toHex } from "./listing.js";

async function convert(from: RecordImageFormat, bytes: Uint8Array, to: RecordImageFormat) {
  const target = memoryRecordFile(hex("ffff"));
  const result = await convertRecordImage(
    { file: memoryRecordFile(bytes), format: from },
    { file: target, format: to, recordBytes: 4 },
  );
  return { ...result, image: target.contents() };
}

const tape = "04000000 41424344 04000000 00000000 03000000 454647 00 03000000 00000000";

test.each([
  ["e11", "04000000 41424344 04000000 00000000 03000000 454647 03000000 00000000"],
  ["aws", "04000000a000 41424344 000004004000 03000000a000 454647 000003004000"],
  ["tpc", "0400 41424344 0000 0300 454647 00 0000"],
  ["p7b", "c1424344 8f c54647 8f"],
] as const)("SIMH to %s and back, byte for byte", async (format, bytes) => {
  const there = await convert("tap", hex(tape), format);
  expect(there).toMatchObject({ records: 2, marks: 2, bytes: 7, losses: [] });
  expect(toHex(there.image)).toBe(toHex(hex(bytes)));
  const back = await convert(format, there.image, "tap");
  expect(back.losses).toEqual([]);
  expect(toHex(back.image)).toBe(toHex(hex(tape)));
});

const damaged = "01000080 4100 01000080";
const even = "04000000 41424344 04000000";

test.each([
  ["a damaged record", `${damaged} 00000000`, "aws", [["damage-forgotten", 1, 0]], "A|"],
  ["a damaged record", `${damaged} 00000000`, "e11", [], "!A|"],
  [
    "a damaged record of nothing",
    "00000080 00000080 00000000",
    "tpc",
    [["record-left-out", 1, 0]],
    "|",
  ],
  ["gaps", `${even} feffffff feffffff 00000000`, "tap", [["gap", 1, 12]], "ABCD|"],
  [
    "private objects",
    `010000c0 aa00 010000c0 ${even} 00000070`,
    "tap",
    [["foreign", 2, 0]],
    "ABCD",
  ],
  [
    "what lies behind the end marker",
    `${even} ffffffff 00000000`,
    "tap",
    [["behind-end", 1, 16]],
    "ABCD",
  ],
  ["a torn record", `${even} 0400`, "tap", [["torn", 1, 12]], "ABCD"],
  ["what makes no sense", `${even} 000000f1 00000000`, "tap", [["bad", 1, 12]], "ABCD"],
  ["high bits", "02000000 c1c2 02000000", "p7b", [["high-bits", 1, 0]], "AB"],
  [
    "a record that reads as a mark",
    "02000000 0f0f 02000000",
    "p7b",
    [["reads-as-mark", 1, 0]],
    "|",
  ],
  ["records of one length and a mark", `${even} ${even} 00000000`, "fixed", [], "ABCDABCD|"],
  ["a short last record", `${even} 02000000 4142 02000000 00000000`, "fixed", [], "ABCDAB|"],
  ["no mark at the end", even, "fixed", [["mark-added", 1, 12]], "ABCD|"],
  [
    "marks between and in front",
    `00000000 ${even} 00000000 00000000`,
    "fixed",
    [["mark-left-out", 2, 0]],
    "ABCD|",
  ],
  ["nothing but a mark", "00000000", "fixed", [["mark-left-out", 1, 0]], ""],
  [
    "records of many lengths",
    "02000000 4142 02000000 06000000 434445464748 06000000 00000000",
    "fixed",
    [["record-boundary", 2, 0]],
    "ABCDEFGH|",
  ],
] as const)("%s (to another)", async (_name, bytes, to, losses, contents) => {
  const { image, losses: found } = await convert("tap", hex(bytes), to);
  expect(found.map(({ code, count, offset }) => [code, count, offset])).toEqual(losses);
  const lines = await listing(image, to, { recordBytes: 4 });
  expect(
    lines
      .slice(0, -1)
      .map((line) => line.replace(/^\d+ /, ""))
      .join(""),
  ).toBe(contents);
});

test("a record that TPC can't hold is left out, and listed", async () => {
  const file = memoryRecordFile();
  const image = await openRecordImage({ file, format: "aws" });
  const unit = await image.open("w");
  await unit.write(new Uint8Array(0xfffe).fill(65));
  await unit.write(new Uint8Array(0xffff).fill(66));
  await unit.close();
  const { losses, records, marks } = await convert("aws", file.contents(), "tpc");
  expect(losses).toEqual([{ code: "record-left-out", count: 1, offset: 0xfffe + 6 }]);
  expect([records, marks]).toEqual([1, 1]);
});

test("conversion and verification can be given up, and tell how far they are", async () => {
  const controller = new AbortController();
  const seen: number[] = [];
  const from = { file: memoryRecordFile(hex(tape)), format: "tap" } as const;
  const options = {
    signal: controller.signal,
    onProgress: (offset: number) => {
      seen.push(offset);
      if (offset === 16) controller.abort();
    },
  };
  const to = { file: memoryRecordFile(), format: "aws" } as const;
  await expect(convertRecordImage(from, to, options)).rejects.toThrow("abort");
  expect(seen).toEqual([12, 16]);
  seen.length = 0;
  await expect(verifyRecordImage(from.file, "tap", options)).rejects.toThrow("abort");
  await verifyRecordImage(from.file, "tap", { onProgress: options.onProgress });
  expect(seen).toEqual([12, 16, 28, 32]);
  await expect(convertRecordImage(from, { ...from, format: "aws" })).rejects.toThrow(TypeError);
});

test("what a unit wrote goes through every format that can hold it, unchanged", async () => {
  const item = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 40 }),
    fc.integer({ min: 65530, max: 131080 }).map((length) => new Uint8Array(length).fill(length)),
    fc.constant("mark" as const),
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(item, { maxLength: 8 }),
      fc.array(fc.constantFrom("tap", "e11", "aws"), { minLength: 1, maxLength: 4 }),
      async (items, route) => {
        const file = memoryRecordFile();
        const image = await openRecordImage({ file, format: "tap" });
        const unit = await image.open("rw");
        for (const content of items)
          if (content === "mark") await unit.operation(MtOp.Weof, 1);
          else await unit.write(content);
        await unit.close();
        let bytes = file.contents();
        let format: RecordImageFormat = "tap";
        for (const next of [...route, "tap"] as RecordImageFormat[]) {
          const result = await convert(format, bytes, next);
          expect(result.losses).toEqual([]);
          bytes = result.image;
          format = next;
        }
        expect(toHex(bytes) === toHex(file.contents())).toBe(true);
      },
    ),
    { numRuns: 30 },
  );
});

test("an image is counted, and what is wrong is said with its place", async () => {
  const bytes = hex(
    `04000000 41424344 04000000 00000000 feffffff ${damaged} 01000000 41 01000000 02000010 aabb 02000010 00000000 ffffffff 0000`,
  );
  expect(await verifyRecordImage(memoryRecordFile(bytes), "tap")).toEqual({
    format: "tap",
    records: 3,
    marks: 2,
    bytes: 6,
    damagedRecords: 1,
    shortestRecord: 1,
    longestRecord: 4,
    gapBytes: 4,
    end: { offset: 53, why: "end-marker" },
    findings: [
      { offset: 20, code: "damaged-record", message: "record of 1 bytes read with an error" },
      { offset: 30, code: "padding", message: "record not padded as tap does" },
      { offset: 39, code: "foreign", message: "1 private or reserved objects" },
      { offset: 53, code: "behind-end", message: "2 bytes behind the end marker" },
    ],
    findingCount: 4,
  });
  const aws = hex("02000000a000 4142 000009004000");
  expect((await verifyRecordImage(memoryRecordFile(aws), "aws")).findings).toEqual([
    { offset: 8, code: "previous-length", message: "wrong length of the chunk in front" },
  ]);
  const empty = await verifyRecordImage(memoryRecordFile(), "tap");
  expect(empty).toMatchObject({ records: 0, shortestRecord: 0, longestRecord: 0, findings: [] });
});

test("of very many findings the first are listed, and all counted", async () => {
  const many = 1500;
  const bytes = new Uint8Array(many * 10);
  for (let i = 0; i < many; i++) bytes.set(hex(damaged), i * 10);
  const { findings, findingCount } = await verifyRecordImage(memoryRecordFile(bytes), "tap");
  expect([findings.length, findingCount]).toEqual([1000, 1500]);
});
