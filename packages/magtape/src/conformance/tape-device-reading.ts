import {
  type DeviceTest,
  describeRead,
  failureOf,
  recordNamed,
  recordTape,
  withDevice,
} from "./device-under-test.js";
import { describeBytes } from "./drive-under-test.js";

/** What reads give: records, file marks, the end of data. */
export function tapeDeviceReading(test: DeviceTest): void {
  test("records are read back, file by file, and then the end", async (given) => {
    const { drive, expectReads } = given;
    await recordTape(given, [3, 1, 2]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      await expectReads(
        device,
        "0.0",
        "0.1",
        "0.2",
        "mark",
        "1.0",
        "mark",
        "2.0",
        "2.1",
        "mark",
        "eod",
      );
    });
  });

  test("the end stays the end, however often it is read", async (given) => {
    const { drive, expectReads } = given;
    await recordTape(given, [1]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      await expectReads(device, "0.0", "mark", "eod", "eod", "eod", "eod");
      await device.rewind();
      await expectReads(device, "0.0", "mark", "eod");
    });
  });

  test("a blank tape is at its end", async ({ drive, expectReads, expect }) => {
    await withDevice(drive, async (device) => {
      await expectReads(device, "eod", "eod");
      const { atBot, atEod, knownFiles } = await device.status();
      expect([atBot, atEod, knownFiles]).toEqual([true, true, 0]);
    });
  });

  test("a record belongs to who read it", async (given) => {
    const { drive, traits, expect } = given;
    await recordTape(given, [2]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      const first = await device.readRecord(traits.recordBytes);
      await device.readRecord(traits.recordBytes);
      expect(describeRead(first)).toBe(describeBytes(recordNamed("0.0", traits.recordBytes)));
    });
  });

  test("a record that is longer than was asked for is ENOMEM, and passed", async (given) => {
    const { drive, traits, expect, expectReads } = given;
    if (traits.fixedBlocks) return;
    await recordTape(given, [3]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      const half = traits.recordBytes >> 1;
      expect(await failureOf(device.readRecord(half))).toBe("ENOMEM record-too-long");
      expect((await device.status()).record).toBe(1);
      await expectReads(device, "0.1");
      expect(await failureOf(device.readRecord(half))).toBe("ENOMEM record-too-long");
      await expectReads(device, "mark", "eod");
    });
  });

  test("blocks are read as many as fit, and end in front of the mark", async (given) => {
    const { drive, traits, expect, expectReads } = given;
    if (!traits.fixedBlocks) return;
    await recordTape(given, [3, 1]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      for (const blocks of [2, 1]) {
        const result = await device.readRecord(2 * traits.recordBytes + 1);
        expect(result.kind === "record" && result.data.length).toBe(blocks * traits.recordBytes);
      }
      expect((await device.status()).record).toBe(3);
      await expectReads(device, "mark", "1.0");
    });
  });

  test("a length that is none is the caller's mistake", async ({ drive, expect }) => {
    await withDevice(drive, async (device) => {
      for (const max of [0, -1, 1.5, Number.NaN])
        expect(await device.readRecord(max).catch((error) => error instanceof RangeError)).toBe(
          true,
        );
    });
  });
}
