import {
  type DeviceTest,
  type DeviceUnderTest,
  describeRead,
  recordNamed,
} from "./device-under-test.js";
import { describeBytes } from "./drive-under-test.js";
import type { ConformanceRunner } from "./runner.js";
import type { TapeDeviceFixture } from "./tape-device-fixture.js";
import { tapeDevicePositioning } from "./tape-device-positioning.js";
import { tapeDeviceReading } from "./tape-device-reading.js";
import { tapeDeviceWriting } from "./tape-device-writing.js";

/**
 * The duties of a `TapeDevice` as tests, declared with `runner` for the devices that `fixture` makes. Each
 * test gets a drive of its own; `name` stands in front of its name.
 */
export function tapeDeviceConformance(
  runner: ConformanceRunner,
  name: string,
  fixture: TapeDeviceFixture,
): void {
  const { traits } = fixture;
  const { recordBytes } = traits;
  const expect: ConformanceRunner["expect"] = (actual) => runner.expect(actual);
  const expectReads: DeviceUnderTest["expectReads"] = async (device, ...reads) => {
    for (const read of reads) {
      const named = read.includes(".") ? describeBytes(recordNamed(read, recordBytes)) : read;
      expect(describeRead(await device.readRecord(recordBytes))).toBe(named);
    }
  };
  const write: DeviceUnderTest["write"] = (device, record) =>
    device.writeRecord(recordNamed(record, recordBytes));
  const test: DeviceTest = (duty, body) =>
    runner.test(`${name}: ${duty}`, async () => {
      const drive = await fixture.fresh();
      try {
        await body({ drive, traits, expect, expectReads, write });
      } finally {
        await drive.dispose();
      }
    });
  tapeDeviceReading(test);
  tapeDeviceWriting(test);
  tapeDevicePositioning(test);
}
