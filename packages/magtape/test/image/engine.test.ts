import fc from "fast-check";
import { expect, test } from "vitest";
import { openTapeDevice } from "../../src/engine/index.js";
import { memoryRecordFile, openRecordImage, recordImageProfile } from "../../src/image/index.js";
import type { TapeDevice } from "../../src/index.js";
import { bytesOf } from "./drive.js";
import { listing } from "./listing.js";

/** A device as the engine makes it of an image in memory. */
async function createDevice() {
  const file = memoryRecordFile();
  const image = await openRecordImage({ file, format: "tap" });
  const open = () =>
    openTapeDevice({ open: (mode) => image.open(mode), profile: recordImageProfile });
  return { file, open };
}

async function readFile(device: TapeDevice): Promise<string[]> {
  const records: string[] = [];
  for (;;) {
    const result = await device.readRecord(100);
    if (result.kind !== "record") return records;
    records.push(String.fromCharCode(...result.data));
  }
}

test("files written through the engine are found by it, each by its number", async () => {
  const anyFiles = fc.array(
    fc.array(fc.stringMatching(/^[A-Z]{1,5}$/), { minLength: 1, maxLength: 4 }),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  await fc.assert(
    fc.asyncProperty(anyFiles, fc.nat(4), async (files, nth) => {
      const { file, open } = await createDevice();
      for (const records of files) {
        const device = open();
        await device.toEndOfData();
        for (const text of records) await device.writeRecord(bytesOf(text));
        await device.close();
      }
      const onTape = await listing(file.contents(), "tap");
      expect(onTape.slice(0, -1).map((line) => line.replace(/^\d+ /, ""))).toEqual(
        files.flatMap((records) => [...records, "|"]),
      );
      const device = open();
      const wanted = nth % files.length;
      await device.toFile(wanted);
      expect(await readFile(device)).toEqual(files[wanted]);
      await device.close();
    }),
    { numRuns: 60 },
  );
});

test("skipped records end at a mark, behind it going forward and in front of it going back", async () => {
  const { open } = await createDevice();
  const writer = open();
  for (const text of ["A", "B"]) await writer.writeRecord(bytesOf(text));
  await writer.writeFilemarks(1);
  await writer.writeRecord(bytesOf("C"));
  await writer.close();
  const device = open();
  expect(await device.spaceRecords(5)).toEqual({ moved: 2, stoppedBy: "filemark" });
  expect(await readFile(device)).toEqual(["C"]);
  await device.toFile(1);
  expect(await device.spaceRecords(-5)).toEqual({ moved: 0, stoppedBy: "filemark" });
  expect(await device.spaceRecords(-1)).toEqual({ moved: 1 });
  expect(await readFile(device)).toEqual(["B"]);
  await device.close();
});
