import { expect, test } from "vitest";
import {
  convertRecordImage,
  detectRecordImage,
  memoryRecordFile,
  type RecordImageFormat,
  recordImageFormats,
} from "../../src/image/index.js";
import { bytesOf } from "./drive.js";
import { hex } from "./listing.js";

/** `bytes`, a SIMH image, as another format. */
async function as(format: RecordImageFormat, bytes: Uint8Array): Promise<Uint8Array> {
  const target = memoryRecordFile();
  const from = { file: memoryRecordFile(bytes), format: "tap" } as const;
  await convertRecordImage(from, { file: target, format });
  return target.contents();
}

/** Labels, an odd record, marks; characters of even parity, as on a seven-track tape. */
const source = hex(
  "04000000 41424442 04000000 00000000 03000000 474848 00 03000000 00000000 00000000",
);

test.each(["tap", "e11", "aws", "tpc", "p7b"] as const)(
  "%s is told from all others",
  async (format) => {
    const bytes = await as(format, source);
    const detection = await detectRecordImage(memoryRecordFile(bytes));
    expect(detection.format).toBe(format);
    expect(detection.why).toBe("2 records, 3 file marks, nothing else");
    expect(detection.rejected.map((guess) => guess.format).sort()).toEqual(
      recordImageFormats
        .map((info) => info.format)
        .filter((other) => other !== format)
        .sort(),
    );
    for (const guess of detection.rejected) {
      expect(guess.score).toBeLessThan(detection.score);
      expect(guess.why).not.toBe("");
    }
  },
);

test("without odd records SIMH's and E11's format are the same, and SIMH's is the answer", async () => {
  const detection = await detectRecordImage(memoryRecordFile(hex("02000000 4142 02000000")));
  expect([detection.format, detection.score]).toEqual(["tap", 1]);
  expect(detection.rejected[0]).toMatchObject({ format: "e11", score: 1 });
});

test.each([
  ["a torn image", source.subarray(0, -10), "tap", 0.8],
  [
    "an image that makes no sense from somewhere on",
    hex("02000000 4142 02000000 02000000 4142 02000000 000000f0"),
    "tap",
    0.4,
  ],
  ["marks only", new Uint8Array(8), "tap", 0.3],
  ["odd records, padded and not", hex("01000000 4100 01000000 01000000 41 01000000"), "tap", 0.6],
  ["a tar archive", tarHeader(), "fixed", 0.7],
] as const)("%s", async (_name, bytes, format, score) => {
  const detection = await detectRecordImage(memoryRecordFile(bytes));
  expect([detection.format, detection.score]).toEqual([format, score]);
});

test.each([
  ["an empty file", new Uint8Array(0), "the file is empty"],
  ["text behind a byte with its top bit set", bytesOf("\xe4hnlich, aber anders"), "no format fits"],
  ["text", bytesOf("Lots of records, none of which is one.\n".repeat(9)), "no format fits"],
])("%s is none", async (_name, bytes, why) => {
  const detection = await detectRecordImage(memoryRecordFile(bytes));
  expect(detection).toMatchObject({ format: undefined, score: 0, why });
  expect(detection.rejected.length).toBe(recordImageFormats.length);
});

test("of a long tape the beginning is enough", async () => {
  const record = hex("02000000 4142 02000000");
  const bytes = new Uint8Array(5000 * record.length + 3);
  for (let i = 0; i < 5000; i++) bytes.set(record, i * record.length);
  const { format, score, why } = await detectRecordImage(memoryRecordFile(bytes));
  expect([format, score, why]).toEqual(["tap", 1, "4096 records, 0 file marks and more"]);
});

function tarHeader(): Uint8Array {
  const bytes = new Uint8Array(1024);
  bytes.set(bytesOf("a/file/name"));
  bytes.set(bytesOf("ustar"), 257);
  return bytes;
}
