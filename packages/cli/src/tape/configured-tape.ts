/** Tapes of which a tapecap entry says how they behave, through the engine that heeds it. */
import { closingWith, type OpenUnit } from "@floppytape/devices";
import type { TapeOpenMode, TapeProfile } from "@floppytape/magtape";
import { type EngineTapeDevice, openTapeDevice } from "@floppytape/magtape/engine";
import { beginBlocks, checkBlocks, readingWholeBlocks, readLengths } from "./file-blocks.js";
import { isLostRecord, MostErrorsInARow } from "./lost-record.js";
import type { RecordSource, RecordTarget } from "./record-stream.js";
import { openStatusSink } from "./status-sink.js";

type Open = (mode: TapeOpenMode) => Promise<OpenUnit>;

/** A tape, how it is open now, and where it tells a monitor of itself. */
interface ConfiguredTape {
  readonly device: EngineTapeDevice;
  current(): OpenUnit | undefined;
  close(): Promise<void>;
}

async function openConfigured(open: Open, profile: TapeProfile): Promise<ConfiguredTape> {
  const sink = await openStatusSink(profile.statusSink, profile.device);
  let current: OpenUnit | undefined;
  const device = openTapeDevice({
    profile,
    status: sink.line,
    async open(mode) {
      current = await open(mode);
      return closingWith(readingWholeBlocks(current), current.release);
    },
  });
  return {
    device,
    current: () => current,
    async close() {
      try {
        await device.close();
      } finally {
        await sink.close();
      }
    },
  };
}

/** Reads a tape from its beginning. Two marks in a row end it: that is how such tapes end. */
export async function createConfiguredSource(
  open: Open,
  profile: TapeProfile,
  longestBytes: number,
): Promise<RecordSource> {
  const { device, current, close } = await openConfigured(open, profile);
  let errors = 0;
  let bytes: number | undefined;
  await device.rewind();
  return {
    async next() {
      const opened = current();
      if (opened)
        [bytes] = bytes ? [bytes] : await readLengths(opened, !!opened.tape, longestBytes);
      try {
        const read = await device.readRecord(Math.max(bytes ?? longestBytes, profile.blockSize));
        errors = 0;
        if (read.kind === "record") return read;
        bytes = undefined;
        return read.kind === "filemark" ? read : undefined;
      } catch (error) {
        if (!isLostRecord(error) || ++errors > MostErrorsInARow) throw error;
        return { kind: "lost", reason: error.message };
      }
    },
    async close() {
      try {
        await device.rewind();
      } finally {
        await close();
      }
    },
  };
}

/** Writes to a tape from its beginning, or behind all that is on it. */
export async function createConfiguredTarget(
  open: Open,
  profile: TapeProfile,
  { from, blockBytes }: { from: "beginning" | "end"; blockBytes: number | undefined },
): Promise<RecordTarget> {
  const { device, current, close } = await openConfigured(open, profile);
  await (from === "end" ? device.toEndOfData() : device.rewind());
  let blockSize: number | undefined;
  return {
    async write(record) {
      const opened = current();
      if (opened?.tape) blockSize ??= await beginBlocks(opened, record, blockBytes);
      checkBlocks(record, blockSize);
      await device.writeRecord(record);
    },
    async writeMark() {
      await device.writeFilemarks(1);
      blockSize = undefined;
    },
    close,
  };
}
