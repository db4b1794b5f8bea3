import { expect, test } from "vitest";
import {
  memoryRecordFile,
  openRecordImage,
  type RecordImageFormat,
  readRecordImage,
  recordImageFormats,
} from "../../src/image/index.js";
import { MtOp } from "../../src/index.js";
import { hex, listing } from "./listing.js";

type Vector = readonly [
  name: string,
  format: RecordImageFormat,
  bytes: string,
  contents: readonly string[],
];

const chunk = (length: number) => "78".repeat(length);

/** Bytes put together by hand from the tables of docs/formats/record-images.md. */
const vectors: readonly Vector[] = [
  ["nothing", "tap", "", ["end 0 end"]],
  ["a record", "tap", "04000000 41424344 04000000", ["0 ABCD", "end 12 end"]],
  ["an odd record is padded", "tap", "03000000 414243 00 03000000", ["0 ABC", "end 12 end"]],
  ["marks", "tap", "00000000 00000000", ["0 |", "4 |", "end 8 end"]],
  ["a damaged record", "tap", "03000080 414243 00 03000080", ["0 !ABC", "end 12 end"]],
  ["a damaged record of nothing", "tap", "00000080 00000080", ["0 !", "end 8 end"]],
  [
    "gaps",
    "tap",
    "feffffff 02000000 4142 02000000 feffffff feffffff 00000000",
    ["4 AB", "22 |", "end 26 end"],
  ],
  [
    "half a gap behind a record",
    "tap",
    "02000000 4142 02000000 ffff feffffff 02000000 4344 02000000",
    ["0 AB", "16 CD", "end 26 end"],
  ],
  [
    "half a gap behind a damaged record",
    "tap",
    "02000080 4142 02000080 ffff feffffff 00000000",
    ["0 !AB", "16 |", "end 20 end"],
  ],
  [
    "half a gap behind a mark",
    "tap",
    "00000000 ffff feffffff 02000000 4344 02000000",
    ["0 |", "10 CD", "end 20 end"],
  ],
  [
    "the end of the medium",
    "tap",
    "02000000 4142 02000000 ffffffff 02000000 4344 02000000",
    ["0 AB", "end 10 end-marker"],
  ],
  [
    "private and reserved records",
    "tap",
    "02000010 aabb 02000010 02000000 4142 02000000 010000e0 cc00 010000e0 010000d0 cc00 010000d0 00000000",
    ["10 AB", "40 |", "end 44 end"],
  ],
  ["private markers", "tap", "34120070 02000000 4142 02000000", ["4 AB", "end 14 end"]],
  [
    "an unpadded odd record among padded ones",
    "tap",
    "01000000 41 01000000 00000000",
    ["0 A", "9 |", "end 13 end"],
  ],
  ["a word that nobody knows", "tap", "00000000 000000f0 00000000", ["0 |", "end 4 bad"]],
  ["a length of more than 24 bits", "tap", "00000001 00000000", ["end 0 bad"]],
  ["lengths that differ", "tap", "02000000 4142 03000000", ["end 0 bad"]],
  ["a record cut off", "tap", "00000000 08000000 414243", ["0 |", "end 4 torn"]],
  ["a control word cut off", "tap", "00000000 0800", ["0 |", "end 4 torn"]],
  [
    "an odd record is not padded",
    "e11",
    "03000000 414243 03000000 00000000",
    ["0 ABC", "11 |", "end 15 end"],
  ],
  ["a record", "aws", "04000000 a000 41424344 00000400 4000", ["0 ABCD", "10 |", "end 16 end"]],
  [
    "records and marks",
    "aws",
    "00000000 4000 02000000 a000 4142 01000200 a000 43",
    ["0 |", "6 AB", "14 C", "end 21 end"],
  ],
  [
    "a record of three chunks",
    "aws",
    "02000000 8000 4142 03000200 0000 434445 01000300 2000 46 00000100 4000",
    ["0 ABCDEF", "24 |", "end 30 end"],
  ],
  [
    "the wrong length of the chunk in front",
    "aws",
    "02000000 a000 4142 02000900 a000 4344",
    ["0 AB", "8 CD", "end 16 end"],
  ],
  ["a compressed chunk", "aws", "02000000 a100 4142", ["end 0 bad"]],
  ["a chunk without beginning", "aws", "02000000 2000 4142", ["end 0 bad"]],
  [
    "a record that begins within a record",
    "aws",
    "02000000 8000 4142 02000200 a000 4344",
    ["end 8 bad"],
  ],
  ["a mark with data", "aws", "02000000 4000 4142", ["end 0 bad"]],
  [
    "a record without its last chunk",
    "aws",
    "00000000 4000 02000000 8000 4142",
    ["0 |", "end 6 torn"],
  ],
  ["a record of nothing is no mark", "aws", "00000000 a000", ["0 !", "end 6 end"]],
  [
    "a record",
    "tpc",
    "0400 41424344 0000 0300 414243 00",
    ["0 ABCD", "6 |", "8 ABC", "end 14 end"],
  ],
  ["the last pad byte may be missing", "tpc", "0300 414243", ["0 ABC", "end 5 end"]],
  ["the end of the medium", "tpc", "0000 ffff 0000", ["0 |", "end 2 end-marker"]],
  ["a record cut off", "tpc", "0000 0400 4142", ["0 |", "end 2 torn"]],
  ["a length cut off", "tpc", "0000 04", ["0 |", "end 2 torn"]],
  [
    "records and a mark",
    "p7b",
    "c1 42 43 c4 45 8f c6",
    ["0 ABC", "3 DE", "5 |", "6 F", "end 7 end"],
  ],
  ["a mark of several characters", "p7b", "c1 8f0f0f c2", ["0 A", "1 |", "4 B", "end 5 end"]],
  ["characters in front of a record", "p7b", "41 c2", ["end 0 bad"]],
  [
    "a whole and a short record",
    "fixed",
    `${chunk(10240)} 4142`,
    [`0 ${"x".repeat(10240)}`, "10240 AB", "10242 |", "end 10242 end"],
  ],
  ["nothing", "fixed", "", ["end 0 end"]],
];

test.each(vectors)("%s (%s)", async (_name, format, bytes, contents) => {
  expect(await listing(hex(bytes), format)).toEqual(contents);
});

/** The same when the head goes to the end and comes back record by record. */
test.each(vectors.filter(([, , , contents]) => !contents.some((line) => line.endsWith("bad"))))(
  "backward: %s (%s)",
  async (_name, format, bytes, contents) => {
    const image = await openRecordImage({ file: memoryRecordFile(hex(bytes)), format });
    const unit = await image.open("r");
    await unit.operation(MtOp.Eom, 1);
    const found: string[] = [];
    for (;;) {
      const outcome = await unit.operation(MtOp.Bsr, 1).then(
        () => "record",
        (error) => error.details.stoppedBy ?? error.details.reason,
      );
      if (outcome === "bot") break;
      const { offset } = image.state().head.place;
      found.unshift(`${offset} ${outcome === "record" ? "record" : "|"}`);
    }
    const objects = contents.slice(0, -1);
    expect(found).toEqual(objects.map((line) => line.replace(/ [^|].*$| $/, " record")));
    expect(await unit.position()).toBe(0);
  },
);

test("a length that is wrong in front of whole records is not the end of the tape", async () => {
  const record = "02000000 4142 02000000";
  expect(await listing(hex(`${record} 04010000 4142 02000000 ${record} 00000000`), "tap")).toEqual([
    "0 AB",
    "end 10 bad",
  ]);
  expect(await listing(hex(`${record} 04010000 4142 ${record} ffffffff`), "tap")).toEqual([
    "0 AB",
    "end 10 bad",
  ]);
});

test.each([
  ["private records", "tap", "02000010 aabb 02000010", "end 0 bad"],
  ["private markers", "tap", "34120070", "end 0 bad"],
  ["unpadded records", "tap", "01000000 41 01000000", "end 0 torn"],
  ["padded records", "e11", "01000000 4100 01000000", "end 0 bad"],
  ["wrong lengths in front", "aws", "02000700 a000 4142", "end 0 bad"],
  ["a missing pad byte", "tpc", "0300 414243", "end 0 torn"],
] as const)("strict reading refuses %s (%s)", async (_name, format, bytes, end) => {
  expect(await listing(hex(bytes), format, { strict: true })).toEqual([end]);
});

test("records of a raw file have the length that is asked for", async () => {
  const contents = await listing(hex("414243 444546 47"), "fixed", { recordBytes: 3 });
  expect(contents).toEqual(["0 ABC", "3 DEF", "6 G", "7 |", "end 7 end"]);
  await expect(listing(hex("41"), "fixed", { recordBytes: 0 })).rejects.toThrow(RangeError);
});

test("records are numbered within their files", async () => {
  const record = "02000000 4142 02000000";
  const file = memoryRecordFile(hex(`${record} ${record} 00000000 ${record}`));
  const numbers: string[] = [];
  for await (const object of readRecordImage(file, "tap"))
    if (object.kind !== "end")
      numbers.push(object.kind === "mark" ? `${object.file}|` : `${object.file}.${object.record}`);
  expect(numbers).toEqual(["0.0", "0.1", "0|", "1.0"]);
});

test("every format has its own extension", () => {
  const extensions = recordImageFormats.flatMap((info) => info.extensions);
  expect(new Set(extensions).size).toBe(recordImageFormats.length);
});

test("a format that does not exist is refused", async () => {
  const options = { file: memoryRecordFile(), format: "het" as RecordImageFormat };
  await expect(openRecordImage(options)).rejects.toThrow(TypeError);
});
