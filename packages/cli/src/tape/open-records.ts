import type { OpenUnit } from "@floppytape/devices";
import { MtOp, type TapeOpenMode } from "@floppytape/magtape";
import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { withDevice } from "../device-error.js";
import { openUnit } from "../open-tape.js";
import type { RecordSource, RecordTarget } from "./record-stream.js";
import { createUnitSource } from "./unit-source.js";
import { createUnitTarget } from "./unit-target.js";

/** Longest records that are read: of images what their formats have, elsewhere what drivers take. */
const LongestBytes: Readonly<Record<OpenUnit["kind"], number>> = {
  image: 63488,
  sim: 63488,
  qtest: 63488,
  "record-image": 0xffffff,
  remote: 256 * 1024,
};

/** How a tape is to be written. */
export interface TargetOptions {
  readonly from: "beginning" | "end";
  /** Length of blocks on a floppy tape; undefined: that of the first record of each file. */
  readonly blockBytes: number | undefined;
}

/**
 * Opens a tape to read all of it. Its errors have the device's name.
 * @throws {DeviceError}
 */
export async function openSource(
  context: Context,
  args: Arguments,
  device: string,
  longestBytes?: number,
): Promise<RecordSource> {
  const open = (mode: TapeOpenMode) => openUnit(context, args, { device, mode });
  const opened = await open("r");
  const bytes = longestBytes ?? LongestBytes[opened.kind];
  const source = await handedOver(device, opened, async () => {
    if (!opened.configured) return createUnitSource(opened, bytes);
    await opened.release();
    const { createConfiguredSource } = await import("./configured-tape.js");
    return createConfiguredSource(open, opened.profile, bytes);
  });
  return {
    next: () => withDevice(device, "use", () => source.next()),
    close: () => withDevice(device, "use", () => source.close()),
  };
}

/**
 * Opens a tape to write to it. Its errors have the device's name.
 * @throws {DeviceError}
 */
export async function openTarget(
  context: Context,
  args: Arguments,
  device: string,
  options: TargetOptions,
): Promise<RecordTarget> {
  const open = (mode: TapeOpenMode) => openUnit(context, args, { device, mode });
  const opened = await open("rw");
  const target = await handedOver(device, opened, async () => {
    if (opened.configured) {
      await opened.release();
      const { createConfiguredTarget } = await import("./configured-tape.js");
      return createConfiguredTarget(open, opened.profile, options);
    }
    await opened.unit.operation(options.from === "end" ? MtOp.Eom : MtOp.Rewind, 1);
    return createUnitTarget(opened, options.blockBytes);
  });
  return {
    write: (record) => withDevice(device, "use", () => target.write(record)),
    writeMark: () => withDevice(device, "use", () => target.writeMark()),
    close: () => withDevice(device, "use", () => target.close()),
  };
}

/** What was opened is given back where it can't be handed over. */
async function handedOver<T>(device: string, opened: OpenUnit, body: () => Promise<T>): Promise<T> {
  try {
    return await withDevice(device, "use", body);
  } catch (error) {
    await opened.release().catch(() => {}); // the first error is the one to report
    throw error;
  }
}
