import { type DeviceTest, failureOf, recordTape, withDevice } from "./device-under-test.js";

/** Where calls leave the tape, and what status says of it; who may do what. */
export function tapeDevicePositioning(test: DeviceTest): void {
  test("any file is gone to, forward and backward", async (given) => {
    const { drive, expect, expectReads } = given;
    await recordTape(given, [2, 3, 1]);
    await withDevice(drive, async (device) => {
      for (const file of [2, 0, 1, 1, 2, 1]) {
        await device.toFile(file);
        const { file: told, record, atBot } = await device.status();
        expect([told, record, atBot]).toEqual([file, 0, file === 0]);
        await expectReads(device, `${file}.0`);
      }
    });
  });

  test("the file behind the last is the end, and there are none behind it", async (given) => {
    const { drive, expect, expectReads } = given;
    await recordTape(given, [1, 1]);
    await withDevice(drive, async (device) => {
      await device.toFile(2);
      await expectReads(device, "eod");
      await device.rewind();
      expect(await failureOf(device.toFile(9))).toBe("EIO eod");
      const { file, knownFiles, atEod } = await device.status();
      expect([file, knownFiles, atEod]).toEqual([2, 2, true]);
      expect(await failureOf(device.toFile(9))).toBe("EIO eod");
      await expectReads(device, "eod");
    });
  });

  test("files are spaced over: forward behind the mark, backward in front of it", async (given) => {
    const { drive, expectReads } = given;
    await recordTape(given, [2, 1, 2]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      await device.spaceFiles(2);
      await expectReads(device, "2.0");
      await device.spaceFiles(-1);
      await expectReads(device, "mark", "2.0", "2.1");
      await device.spaceFiles(-2);
      await expectReads(device, "mark", "1.0");
      await device.spaceFiles(0);
      await expectReads(device, "mark");
      await device.spaceFiles(1);
      await expectReads(device, "eod");
      await device.spaceFiles(-1);
      await expectReads(device, "mark", "eod");
    });
  });

  test("spacing beyond an end stops there and says which", async (given) => {
    const { drive, expect, expectReads } = given;
    await recordTape(given, [1, 1]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      expect(await failureOf(device.spaceFiles(5))).toBe("EIO eod");
      await expectReads(device, "eod");
      expect(await failureOf(device.spaceFiles(-5))).toBe("EIO bot");
      expect((await device.status()).atBot).toBe(true);
      await expectReads(device, "0.0");
      expect(await failureOf(device.spaceFiles(0x7fffffff))).toBe("EIO eod");
      expect(await failureOf(device.spaceFiles(-0x7fffffff))).toBe("EIO bot");
    });
  });

  test("records are skipped within a file, and a mark ends that", async (given) => {
    const { drive, expect, expectReads } = given;
    await recordTape(given, [4, 2]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      const skip = async (count: number) => {
        const { moved, stoppedBy } = await device.spaceRecords(count);
        return `${moved} ${stoppedBy ?? "of them"}`;
      };
      expect(await skip(3)).toBe("3 of them");
      await expectReads(device, "0.3");
      expect(await skip(-3)).toBe("3 of them");
      await expectReads(device, "0.1");
      expect(await skip(9)).toBe("2 filemark");
      await expectReads(device, "1.0");
      expect(await skip(-9)).toBe("1 filemark");
      await expectReads(device, "mark");
      expect(await skip(-1)).toBe("0 filemark");
      expect(await skip(-9)).toBe("4 bot");
      await expectReads(device, "0.0");
      await device.toEndOfData();
      expect(await skip(1)).toBe("0 eod");
      expect(await skip(0)).toBe("0 of them");
    });
  });

  test("status moves nothing and says where the tape is", async (given) => {
    const { drive, expect, expectReads } = given;
    await recordTape(given, [2, 1]);
    await withDevice(drive, async (device) => {
      await device.rewind();
      await expectReads(device, "0.0");
      const status = await device.status();
      expect(await device.status()).toEqual(status);
      const { file, record, atBot, atEod, online, writeProtected } = status;
      expect([file, record, atBot, atEod]).toEqual([0, 1, false, false]);
      expect([online, writeProtected]).toEqual([true, false]);
      await expectReads(device, "0.1", "mark");
    });
  });

  test("a write-protected cartridge is read and not written", async (given) => {
    const { drive, traits, expect, expectReads } = given;
    await recordTape(given, [1]);
    await drive.writeProtect();
    await withDevice(drive, async (device) => {
      await device.rewind();
      expect((await device.status()).writeProtected).toBe(true);
      const refused = await failureOf(device.writeRecord(new Uint8Array(traits.recordBytes)));
      expect(refused.split(" ")[1]).toBe("write-protected");
      await device.rewind();
      await expectReads(device, "0.0", "mark", "eod");
    });
  });

  test("a closed device does nothing any more, and is closed twice", async ({ drive, expect }) => {
    const device = await drive.open();
    await device.close();
    await device.close();
    for (const call of [
      () => device.readRecord(1024),
      () => device.writeRecord(new Uint8Array(1)),
      () => device.writeFilemarks(1),
      () => device.spaceFiles(1),
      () => device.spaceRecords(1),
      () => device.toEndOfData(),
      () => device.toFile(0),
      () => device.rewind(),
      () => device.status(),
    ])
      expect(await failureOf(call())).toBe("EBADF closed");
  });
}
