import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { memoryRecordFile, openRecordImage, verifyRecordImage } from "../../src/image/index.js";
import { MtOp } from "../../src/index.js";
import { bytesOf, outcome, record } from "./drive.js";
import { faultyFile } from "./faulty-file.js";
import { listing } from "./listing.js";

const written = "AAAA BBB | CC | D EEEEEEE |";
const objects = written.split(" ");
const formats = ["tap", "e11", "aws"] as const;

describe.each(formats)("%s", (format) => {
  /** Data only: what is on the tape, without offsets, in front of what ended it. */
  const contentsOf = async (bytes: Uint8Array) => {
    const lines = await listing(bytes, format);
    const end = lines.at(-1)?.split(" ")[2];
    return { objects: lines.slice(0, -1).map((line) => line.replace(/^\d+ /, "")), end };
  };

  /** The image that is left when the machine dies after so many bytes were written. */
  async function diesAfter(bytesLeft: number): Promise<Uint8Array> {
    const file = faultyFile(new Uint8Array(0), { bytesLeft, code: "EIO", dies: true });
    const image = await openRecordImage({ file, format });
    const unit = await image.open("rw");
    const result = await outcome(record(unit, written, MtOp.Weof));
    if (result !== undefined) expect(result).toBe("EIO hardware");
    return file.contents();
  }

  test("wherever a write is cut off, the objects in front of it are whole, and only they are there", async () => {
    const whole = (await diesAfter(1000)).length;
    for (let bytesLeft = 0; bytesLeft <= whole; bytesLeft++) {
      const bytes = await diesAfter(bytesLeft);
      expect(bytes.length).toBe(bytesLeft);
      const found = await contentsOf(bytes);
      expect(found.objects).toEqual(objects.slice(0, found.objects.length));
      expect(["end", "torn"]).toContain(found.end);
      const { tornTail } = await openRecordImage({ file: memoryRecordFile(bytes), format });
      expect(tornTail !== undefined).toBe(found.end === "torn");
      if (tornTail !== undefined) expect(tornTail.offset + tornTail.lengthBytes).toBe(bytes.length);
      const { findings } = await verifyRecordImage(memoryRecordFile(bytes), format);
      expect(findings.map(({ code }) => code)).toEqual(found.end === "torn" ? ["torn"] : []);
    }
  });

  test("what is torn stays until it is written over", async () => {
    const whole = await diesAfter(1000);
    const torn = whole.subarray(0, whole.length - 8);
    const file = memoryRecordFile(torn);
    const image = await openRecordImage({ file, format });
    const reader = await image.open("r");
    await reader.operation(MtOp.Eom, 1);
    expect(await reader.read(new Uint8Array(9))).toBe(0);
    await reader.close();
    expect(file.contents()).toEqual(torn);
    const writer = await image.open("rw");
    await writer.write(bytesOf("FF"));
    await writer.close();
    const { objects: found, end } = await contentsOf(file.contents());
    expect([...found, end]).toEqual([...objects.slice(0, -2), "FF", "|", "end"]);
  });

  test("half a record of FFs does not end with the end of the medium", async () => {
    const file = memoryRecordFile();
    const image = await openRecordImage({ file, format });
    const unit = await image.open("rw");
    await record(unit, "AA |", MtOp.Weof);
    await unit.write(new Uint8Array(100_000).fill(0xff));
    const cut = file.contents().subarray(0, 90_000);
    const { tornTail } = await openRecordImage({ file: memoryRecordFile(cut), format });
    expect(tornTail?.offset).toBe(14);
  });

  test("zeros in half a record are no marks", async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(300), fc.nat(300), async (zeros, cutBytes) => {
        const file = memoryRecordFile();
        const image = await openRecordImage({ file, format });
        const unit = await image.open("rw");
        await record(unit, "AA |", MtOp.Weof);
        const lengthBytes = 1 + zeros;
        await unit.write(new Uint8Array(lengthBytes));
        const whole = file.contents();
        const cut = whole.subarray(0, whole.length - 1 - (cutBytes % lengthBytes));
        const { tornTail } = await openRecordImage({ file: memoryRecordFile(cut), format });
        expect(tornTail?.offset).toBe(14); // behind `AA |`, in each of the formats
      }),
      { numRuns: 60 },
    );
  });
});

test("what is torn of an image that no unit writes is told, too", async () => {
  const bytes = new Uint8Array([2, 0, 65, 66, 4, 0, 67]);
  const image = await openRecordImage({ file: memoryRecordFile(bytes), format: "tpc" });
  expect(image.tornTail).toEqual({
    offset: 4,
    lengthBytes: 3,
    detail: "record of 4 bytes, 1 are there",
  });
});

test("an error of the file system leaves what was there, and the drive usable", async () => {
  for (const [code, expected] of [
    ["ENOSPC", "ENOSPC end-of-medium"],
    ["EROFS", "EACCES write-protected"],
    ["EIO", "EIO hardware"],
  ] as const) {
    const fault = { bytesLeft: 13, code, dies: false };
    const file = faultyFile(new Uint8Array(0), fault);
    const image = await openRecordImage({ file, format: "tap" });
    const unit = await image.open("rw");
    await unit.write(bytesOf("AA"));
    expect(await outcome(unit.write(bytesOf("BB")))).toBe(expected);
    expect(await unit.position()).toBe(1);
    fault.bytesLeft = 4;
    await unit.close();
    expect(await listing(file.contents(), "tap")).toEqual(["0 AA", "10 |", "end 14 end"]);
  }
});

test("a close whose mark can't be written fails, and the drive is free", async () => {
  const file = faultyFile(new Uint8Array(0), { bytesLeft: 10, code: "ENOSPC", dies: false });
  const image = await openRecordImage({ file, format: "tap" });
  const unit = await image.open("rw");
  await unit.write(bytesOf("AA"));
  expect(await outcome(unit.close())).toBe("ENOSPC end-of-medium");
  await (await image.open("r")).close();
});
