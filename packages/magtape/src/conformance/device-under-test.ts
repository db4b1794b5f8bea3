import { TapeError } from "../errors.js";
import type { ReadResult, TapeDevice } from "../tape-device.js";
import { blockContent, describeBytes } from "./drive-under-test.js";
import type { ConformanceRunner } from "./runner.js";
import type { TapeDeviceDrive, TapeDeviceTraits } from "./tape-device-fixture.js";

/** What the body of a test is given. */
export interface DeviceUnderTest {
  readonly drive: TapeDeviceDrive;
  readonly traits: TapeDeviceTraits;
  readonly expect: ConformanceRunner["expect"];
  /** Expects the next reads to be these: `0.2` is record 2 of file 0, `mark` and `eod`. */
  expectReads(device: TapeDevice, ...reads: readonly string[]): Promise<void>;
  /** Writes a record: `0.2` is known again as record 2 of file 0. */
  write(device: TapeDevice, name: string): Promise<void>;
}

/** Declares one test of a suite; the drive is made for it and disposed of after it. */
export type DeviceTest = (name: string, body: (given: DeviceUnderTest) => Promise<void>) => void;

/** The bytes of the record that has this name. */
export function recordNamed(name: string, recordBytes: number): Uint8Array {
  const [file = 0, record = 0] = name.split(".").map(Number);
  return blockContent(recordBytes, file, record);
}

/** What a read came to, in a form in which a record can be compared. */
export function describeRead(result: ReadResult): string {
  if (result.kind === "record") return describeBytes(result.data);
  return result.kind === "filemark" ? "mark" : "eod";
}

/** Opens, runs `body` and closes, also when `body` fails. */
export async function withDevice<T>(
  drive: TapeDeviceDrive,
  body: (device: TapeDevice) => Promise<T>,
): Promise<T> {
  const device = await drive.open();
  try {
    return await body(device);
  } finally {
    await device.close();
  }
}

/** Writes files of so many records, from the beginning of the tape on, each in a device of its own. */
export async function recordTape(
  { drive, write }: DeviceUnderTest,
  recordCounts: readonly number[],
): Promise<void> {
  for (const [file, records] of recordCounts.entries())
    await withDevice(drive, async (device) => {
      await (file === 0 ? device.rewind() : device.toEndOfData());
      for (let record = 0; record < records; record++) await write(device, `${file}.${record}`);
    });
}

/** `CODE reason` that a call fails with, "none" if it doesn't fail. Other errors are passed on. */
export async function failureOf(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "none";
  } catch (error) {
    if (error instanceof TapeError) return `${error.code} ${error.details.reason}`;
    throw error;
  }
}
