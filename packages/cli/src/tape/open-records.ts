import { closingWith, type OpenUnit } from "@floppytape/devices";
import { MtOp, type OpenTapeUnit, type TapeOpenMode } from "@floppytape/magtape";
import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { withDevice } from "../device-error.js";
import { openUnit } from "../open-tape.js";
import { createConfiguredSource, createConfiguredTarget } from "./configured-tape.js";
import type { RecordSource, RecordTarget } from "./record-stream.js";
import { toldSource, toldTarget } from "./told-tape.js";
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
  // Through a plain node compressed volumes would be what lies on the tape.
  const open = (mode: TapeOpenMode) => openUnit(context, args, { device, mode, node: "nzqft" });
  const opened = await open("r");
  const bytes = longestBytes ?? LongestBytes[opened.kind];
  const { profile } = opened;
  const source = await handedOver(device, opened, async () => {
    if (needsEngine(opened)) {
      await opened.release();
      return createConfiguredSource(anew(open), profile, bytes);
    }
    const direct = await createUnitSource(opened, bytes);
    if (profile.statusSink === undefined) return direct;
    return toldSource(direct, profile);
  });
  let { cutOff } = opened;
  return {
    async next() {
      const step = await withDevice(device, "use", () => source.next());
      if (step !== undefined || cutOff === undefined) return step;
      const reason = cutOff;
      cutOff = undefined;
      return { kind: "lost", reason };
    },
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
  { from, blockBytes }: TargetOptions,
): Promise<RecordTarget> {
  const open = (mode: TapeOpenMode) => openUnit(context, args, { device, mode });
  const opened = await open("rw");
  const { profile } = opened;
  const target = await handedOver(device, opened, async () => {
    if (needsEngine(opened)) {
      await opened.release();
      return createConfiguredTarget(anew(open), profile, from);
    }
    await opened.unit.operation(from === "end" ? MtOp.Eom : MtOp.Rewind, 1);
    const direct = await createUnitTarget(opened, blockBytes);
    if (profile.statusSink === undefined) return direct;
    return toldTarget(direct, profile, from);
  });
  return {
    write: (record) => withDevice(device, "use", () => target.write(record)),
    writeMark: () => withDevice(device, "use", () => target.writeMark()),
    close: () => withDevice(device, "use", () => target.close()),
  };
}

/** A floppy tape has no quirks: it is its volumes, and no two marks in a row end it. */
function needsEngine({ configured, tape }: OpenUnit): boolean {
  return configured && tape === undefined;
}

function anew(open: (mode: TapeOpenMode) => Promise<OpenUnit>): OpenTapeUnit {
  return async (mode) => {
    const { unit, release } = await open(mode);
    return closingWith(unit, release);
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
