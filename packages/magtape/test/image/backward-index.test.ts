import { expect, test } from "vitest";
import { memoryRecordFile, openRecordImage, type RecordFile } from "../../src/image/index.js";
import { MtOp } from "../../src/index.js";
import { outcome } from "./drive.js";

/** A TPC image of so many records of 2 bytes, each with its number. */
function numbered(recordCount: number): Uint8Array {
  const bytes = new Uint8Array(4 * recordCount);
  for (let i = 0; i < recordCount; i++) bytes.set([2, 0, i & 0xff, i >>> 8], 4 * i);
  return bytes;
}

test.each([1, 255, 256, 257, 512, 1000])(
  "of %i records of an image that can't be read backward each is met going back",
  async (recordCount) => {
    const file = memoryRecordFile(numbered(recordCount));
    const image = await openRecordImage({ file, format: "tpc" });
    const unit = await image.open("r");
    await unit.operation(MtOp.Eom, 1);
    const into = new Uint8Array(2);
    for (let expected = recordCount - 1; expected >= 0; expected--) {
      await unit.operation(MtOp.Bsr, 1);
      await unit.read(into);
      expect((into[0] ?? 0) + 256 * (into[1] ?? 0)).toBe(expected);
      await unit.operation(MtOp.Bsr, 1);
    }
    expect(await outcome(unit.operation(MtOp.Bsr, 1))).toBe("EIO bot");
  },
);

test("going all the way back reads the image a few times, not once for each record", async () => {
  const file = memoryRecordFile(numbered(20_000));
  let readBytes = 0;
  const counting: RecordFile = {
    ...file,
    sizeBytes: file.sizeBytes,
    async read(position, into) {
      const count = await file.read(position, into);
      readBytes += count;
      return count;
    },
  };
  const image = await openRecordImage({ file: counting, format: "tpc" });
  const unit = await image.open("r");
  await unit.operation(MtOp.Eom, 1);
  await unit.operation(MtOp.Bsr, 20_000);
  expect(await unit.position()).toBe(0);
  expect(readBytes).toBeLessThan(10 * file.sizeBytes);
});
