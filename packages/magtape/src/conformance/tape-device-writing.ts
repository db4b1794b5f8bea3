import {
  type DeviceTest,
  describeRead,
  failureOf,
  recordNamed,
  recordTape,
  withDevice,
} from "./device-under-test.js";
import { describeBytes } from "./drive-under-test.js";

/** What writes do: records, file marks, appending, overwriting, the end of the tape. */
export function tapeDeviceWriting(test: DeviceTest): void {
  test("a buffer may be changed once its write is done", async ({ drive, traits, expectReads }) => {
    await withDevice(drive, async (device) => {
      const data = recordNamed("0.0", traits.recordBytes);
      await device.writeRecord(data);
      data.fill(0);
      await device.rewind();
      await expectReads(device, "0.0", "mark", "eod");
    });
  });

  test("file marks part what is written, and reading on is the end", async (given) => {
    const { drive, write, expectReads, expect } = given;
    await withDevice(drive, async (device) => {
      await write(device, "0.0");
      await device.writeFilemarks(1);
      await write(device, "1.0");
      await write(device, "1.1");
      expect((await device.status()).file).toBe(1);
      await expectReads(device, "eod");
      const { file, record, knownFiles, atEod } = await device.status();
      expect([file, record, knownFiles, atEod]).toEqual([2, 0, 2, true]);
      await device.rewind();
      await expectReads(device, "0.0", "mark", "1.0", "1.1", "mark", "eod");
    });
  });

  test("two marks end a tape, and the next file goes between them", async (given) => {
    const { drive, traits, write, expectReads } = given;
    if (traits.writesOnlyAtEnds) return;
    await withDevice(drive, async (device) => {
      await write(device, "0.0");
      await device.writeFilemarks(2);
    });
    await withDevice(drive, async (device) => {
      await device.toEndOfData();
      await write(device, "1.0");
      await device.rewind();
      await expectReads(device, "0.0", "mark", "1.0", "mark", "eod");
    });
  });

  test("after the end was read, what is written is appended", async (given) => {
    const { drive, write, expectReads } = given;
    await recordTape(given, [1, 1]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      await expectReads(device, "0.0", "mark", "1.0", "mark", "eod");
      await write(device, "2.0");
      await device.rewind();
      await expectReads(device, "0.0", "mark", "1.0", "mark", "2.0", "mark", "eod");
    });
  });

  test("writing at the beginning of a file replaces it and all behind it", async (given) => {
    const { drive, traits, write, expectReads } = given;
    await recordTape(given, [2, 2, 2]);
    for (const file of traits.writesOnlyAtEnds ? [0] : [1, 0]) {
      await withDevice(drive, async (device) => {
        await device.toFile(file);
        await write(device, "7.0");
      });
      await withDevice(drive, async (device) => {
        await device.rewind();
        if (file === 1) await expectReads(device, "0.0", "0.1", "mark");
        await expectReads(device, "7.0", "mark", "eod");
      });
    }
  });

  test("writing behind some records of a file replaces the others", async (given) => {
    const { drive, traits, write, expectReads } = given;
    if (traits.writesOnlyAtEnds) return;
    await recordTape(given, [3, 1]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      await expectReads(device, "0.0");
      await write(device, "7.0");
      await device.rewind();
      await expectReads(device, "0.0");
      if (traits.marksBeforeOverwrite) await expectReads(device, "mark");
      await expectReads(device, "7.0", "mark", "eod");
    });
  });

  test("writing between the files is refused where the drive can't", async (given) => {
    const { drive, traits, write, expect, expectReads } = given;
    if (!traits.writesOnlyAtEnds) return;
    await recordTape(given, [2, 1]);
    await withDevice(drive, async (device) => {
      await device.toFile(1);
      expect((await failureOf(write(device, "7.0"))).split(" ")[0]).toBe("EACCES");
      await device.rewind();
      await expectReads(device, "0.0", "0.1", "mark", "1.0", "mark", "eod");
    });
  });

  test("nothing written changes nothing", async (given) => {
    const { drive, expect, expectReads } = given;
    await recordTape(given, [1, 1]);
    await withDevice(drive, async (device) => {
      await device.toFile(1);
      const empty = device.writeRecord(new Uint8Array(0));
      expect(await empty.catch((error) => error instanceof RangeError)).toBe(true);
      await device.writeFilemarks(0);
      await device.rewind();
      await expectReads(device, "0.0", "mark", "1.0", "mark", "eod");
    });
  });

  test("erase leaves a blank tape, which is written again", async (given) => {
    const { drive, write, expectReads } = given;
    await recordTape(given, [1, 1]);
    await withDevice(drive, async (device) => {
      await device.toFile(1);
      await device.erase();
      await expectReads(device, "eod");
      await write(device, "0.0");
      await device.rewind();
      await expectReads(device, "0.0", "mark", "eod");
    });
  });

  test("a full tape is ENOSPC, and all that was taken is read back", async (given) => {
    const { drive, traits, write, expect } = given;
    const written = await withDevice(drive, async (device) => {
      for (let record = 0; ; record++) {
        const failure = await failureOf(write(device, `0.${record}`));
        if (failure !== "none") {
          expect(failure).toBe("ENOSPC end-of-medium");
          await device.writeFilemarks(1);
          return record;
        }
        expect(record * traits.recordBytes < traits.capacityLimitBytes).toBe(true);
      }
    });
    expect(written > 0).toBe(true);
    await withDevice(drive, async (device) => {
      await device.rewind();
      for (let record = 0; record < written; record++)
        expect(describeRead(await device.readRecord(traits.recordBytes))).toBe(
          describeBytes(recordNamed(`0.${record}`, traits.recordBytes)),
        );
      expect((await device.readRecord(traits.recordBytes)).kind).toBe("filemark");
      expect((await device.readRecord(traits.recordBytes)).kind).toBe("eod");
    });
  });
}
