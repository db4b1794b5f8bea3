import fc from "fast-check";
import { expect, test } from "vitest";
import {
  convertRecordImage,
  detectRecordImage,
  memoryRecordFile,
  openRecordImage,
  type RecordFile,
  type RecordImageFormat,
  readRecordImage,
  recordImageFormats,
  verifyRecordImage,
} from "../../src/image/index.js";
import { MtOp } from "../../src/index.js";
import { outcome, readText } from "./drive.js";

const anyFormat = fc.constantFrom(...recordImageFormats.map(({ format }) => format));

/** Control words and headers as they are, nearly so, and noise: more goes wrong than with noise alone. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 9 }),
  fc.constantFrom(
    [0, 0, 0, 0],
    [2, 0, 0, 0, 65, 66, 2, 0, 0, 0],
    [3, 0, 0, 0x80, 65, 66, 67, 0, 3, 0, 0, 0x80],
    [0xfe, 0xff, 0xff, 0xff],
    [0xff, 0xff, 0xfe, 0xff],
    [0xff, 0xff],
    [0xff, 0xff, 0xff, 0xff],
    [1, 0, 0, 0x70],
    [2, 0, 0, 0x10, 65, 66, 2, 0, 0, 0x10],
    [0, 0, 0, 0, 0x40, 0],
    [2, 0, 0, 0, 0xa0, 0, 65, 66],
    [2, 0, 2, 0, 0x80, 0, 65, 66, 1, 0, 2, 0, 0x20, 0, 67],
    [0x8f, 0xc1, 0x41],
  ),
);
const anyImage = fc
  .array(piece, { maxLength: 24 })
  .map((pieces) => Uint8Array.from(pieces.flatMap((bytes) => [...bytes])));

const steps = [MtOp.Fsf, MtOp.Fsr, MtOp.Bsr, MtOp.Bsf, MtOp.Fsfm, MtOp.Bsfm, MtOp.Eom, MtOp.Seek];

test("any bytes are read forward and backward, with EIO and ENOMEM at the worst", async () => {
  await fc.assert(
    fc.asyncProperty(
      anyImage,
      anyFormat,
      fc.boolean(),
      fc.array(fc.tuple(fc.constantFrom(...steps, -1), fc.nat(5)), { maxLength: 20 }),
      async (bytes, format, strict, actions) => {
        const file = memoryRecordFile(bytes);
        const image = await openRecordImage({ file, format, strict, recordBytes: 7 });
        const unit = await image.open("r");
        for (const [op, count] of actions) {
          if (op === -1) expect(await readText(unit, 3)).not.toMatch(/^(?!EIO|ENOMEM)E\w+/);
          else expect(await outcome(unit.operation(op, count))).toSatisfy(isDoneOrEio);
          await unit.status();
          expect(await unit.position()).toBeGreaterThanOrEqual(0);
        }
        await unit.close();
        expect(file.contents()).toEqual(bytes);
      },
    ),
    { numRuns: 250 },
  );
});

function isDoneOrEio(result: unknown): boolean {
  return result === undefined || (typeof result === "string" && result.startsWith("EIO"));
}

test("going back over what was gone over meets the same records and marks", async () => {
  await fc.assert(
    fc.asyncProperty(anyImage, anyFormat, async (bytes, format) => {
      const image = await openRecordImage({ file: memoryRecordFile(bytes), format });
      const unit = await image.open("r");
      const lengths: string[] = [];
      for await (const object of readRecordImage(memoryRecordFile(bytes), format)) {
        if (object.kind === "end") break;
        lengths.push(`${object.kind} ${object.offset}`);
        await outcome(unit.operation(MtOp.Fsr, 1));
      }
      expect(await unit.position()).toBe(lengths.length);
      const back: string[] = [];
      while ((await unit.position()) > 0) {
        const result = await outcome(unit.operation(MtOp.Bsr, 1));
        if (result === "EIO bad-format") break;
        const kind = result === "EIO filemark" ? "mark" : "record";
        back.unshift(`${kind} ${image.state().head.place.offset}`);
        if (image.state().head.place.offset === 0) break;
      }
      expect(back).toEqual(lengths);
    }),
    { numRuns: 300 },
  );
});

test("any bytes are detected, verified and converted", async () => {
  await fc.assert(
    fc.asyncProperty(anyImage, anyFormat, anyFormat, async (bytes, from, to) => {
      const file = memoryRecordFile(bytes);
      const { score, rejected, format } = await detectRecordImage(file);
      expect(score).toBeLessThanOrEqual(1);
      expect(rejected.length).toBe(recordImageFormats.length - (format === undefined ? 0 : 1));
      const report = await verifyRecordImage(file, from);
      const target = memoryRecordFile();
      const { records, marks, losses } = await convertRecordImage(
        { file, format: from },
        { file: target, format: to },
      );
      const leftOut = losses.find(({ code }) => code === "record-left-out")?.count ?? 0;
      expect([records + leftOut, marks]).toEqual([report.records, report.marks]);
      const again = await verifyRecordImage(target, to);
      if (losses.length === 0) expect(shape(again)).toEqual(shape(report));
      if (to !== "p7b" && to !== "fixed") expect(again.findings.filter(isSevere)).toEqual([]);
    }),
    { numRuns: 400 },
  );
});

const shape = ({ records, marks, bytes }: { records: number; marks: number; bytes: number }) => [
  records,
  marks,
  bytes,
];
const isSevere = ({ code }: { code: string }) => code !== "damaged-record";

test("an image that is cut off while it is read ends, at the worst with EIO", async () => {
  await fc.assert(
    fc.asyncProperty(anyImage, anyFormat, fc.nat(12), fc.nat(200), async (...args) => {
      const [bytes, format, readsLeft, kept] = args;
      const file = shrinkingFile(bytes, readsLeft, kept);
      const image = await openRecordImage({ file, format });
      const unit = await image.open("r");
      for (let i = 0; i < 10; i++) expect(await readText(unit, 3)).not.toMatch(/^EINVAL/);
      await outcome(unit.operation(MtOp.Bsf, 9));
      await unit.close();
      const objects = readRecordImage(shrinkingFile(bytes, readsLeft, kept), format);
      expect(await outcome(all(objects))).toSatisfy(
        (result) => Array.isArray(result) || String(result).startsWith("EIO"),
      );
    }),
    { numRuns: 250 },
  );
});

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const value of values) list.push(value);
  return list;
}

/** A file of which, after so many reads, only so many bytes are left. */
function shrinkingFile(bytes: Uint8Array, readsLeft: number, kept: number): RecordFile {
  const whole = memoryRecordFile(bytes);
  let left = readsLeft;
  return {
    ...whole,
    get sizeBytes() {
      return whole.sizeBytes;
    },
    async read(position, into) {
      if (left-- === 0) await whole.truncate(kept);
      return whole.read(position, into);
    },
  };
}

test("a length that says more than there is takes no memory", async () => {
  const formats: readonly (readonly [RecordImageFormat, number[], "torn" | "bad"])[] = [
    ["tap", [0xff, 0xff, 0xff, 0x00, 1, 2, 3], "torn"],
    // a private class: more likely no image at all
    ["tap", [0xff, 0xff, 0xff, 0xdf, 1, 2, 3], "bad"],
    ["aws", [0xff, 0xff, 0, 0, 0x80, 0, 1, 2], "torn"],
    ["tpc", [0xfe, 0xff, 1], "torn"],
  ];
  for (const [format, bytes, why] of formats)
    expect((await verifyRecordImage(memoryRecordFile(Uint8Array.from(bytes)), format)).end).toEqual(
      {
        offset: 0,
        why,
      },
    );
});

test("a record that does not end is not believed beyond 16 MB", async () => {
  const characters = new Uint8Array(17 << 20).fill(0x41);
  characters[0] = 0xc1;
  const p7b = await verifyRecordImage(memoryRecordFile(characters), "p7b");
  expect(p7b.findings).toEqual([
    { offset: 0, code: "bad", message: "record of more than 16777215 bytes" },
  ]);
  const chunks = new Uint8Array(300 * (0xffff + 6));
  for (let at = 0; at < chunks.length; at += 0xffff + 6)
    chunks.set(at === 0 ? [0xff, 0xff, 0, 0, 0x80] : [0xff, 0xff, 0xff, 0xff, 0], at);
  const aws = await verifyRecordImage(memoryRecordFile(chunks), "aws");
  expect(aws.findings).toEqual(p7b.findings);
});
