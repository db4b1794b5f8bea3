/** Tapes of which a tapecap entry says how they behave, through the engine that heeds it. */
import type { OpenTapeUnit, TapeProfile } from "@floppytape/magtape";
import { type EngineTapeDevice, openTapeDevice } from "@floppytape/magtape/engine";
import { requireGoingOn } from "./lost-record.js";
import type { RecordSource, RecordTarget } from "./record-stream.js";
import { openStatusSink } from "./status-sink.js";

/** A tape, and where it tells a monitor of itself. */
interface ConfiguredTape {
  readonly device: EngineTapeDevice;
  close(): Promise<void>;
}

async function openConfigured(open: OpenTapeUnit, profile: TapeProfile): Promise<ConfiguredTape> {
  const sink = await openStatusSink(profile.statusSink, profile.device);
  const device = openTapeDevice({ open, profile, status: sink.line });
  return { device, close: () => device.close().finally(() => sink.close()) };
}

/** Reads a tape from its beginning. Two marks in a row end it: that is how such tapes end. */
export async function createConfiguredSource(
  open: OpenTapeUnit,
  profile: TapeProfile,
  longestBytes: number,
): Promise<RecordSource> {
  const { device, close } = await openConfigured(open, profile);
  let errors = 0;
  await device.rewind();
  return {
    async next() {
      try {
        const read = await device.readRecord(Math.max(longestBytes, profile.blockSize));
        errors = 0;
        return read.kind === "eod" ? undefined : read;
      } catch (error) {
        requireGoingOn(error, ++errors);
        return { kind: "lost", reason: error.message };
      }
    },
    close: () => device.rewind().finally(close),
  };
}

/** Writes to a tape from its beginning, or behind all that is on it. */
export async function createConfiguredTarget(
  open: OpenTapeUnit,
  profile: TapeProfile,
  from: "beginning" | "end",
): Promise<RecordTarget> {
  const { device, close } = await openConfigured(open, profile);
  await (from === "end" ? device.toEndOfData() : device.rewind());
  return {
    write: (record) => device.writeRecord(record),
    writeMark: () => device.writeFilemarks(1),
    close,
  };
}
