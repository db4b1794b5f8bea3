/** Floppy tapes of which a tapecap entry says where they tell a monitor of themselves. */
import { formatStatusLine, formatStatusValue, type TapeProfile } from "@floppytape/magtape";
import type { RecordSource, RecordTarget } from "./record-stream.js";
import { openStatusSink } from "./status-sink.js";

/** Tells of each step: the place, records and the bytes so far. */
interface Teller {
  record(bytes: number): void;
  mark(): void;
  close(): Promise<void>;
}

/** A source that tells what is read. */
export async function toldSource(
  source: RecordSource,
  profile: TapeProfile,
): Promise<RecordSource> {
  const teller = await createTeller(profile, "read");
  return {
    async next() {
      const step = await source.next();
      if (step?.kind === "record") teller.record(step.data.length);
      if (step?.kind === "filemark") teller.mark();
      return step;
    },
    close: () => source.close().finally(() => teller.close()),
  };
}

/** A target that tells what is written; `from`: where it begins. */
export async function toldTarget(
  target: RecordTarget,
  profile: TapeProfile,
  from: "beginning" | "end",
): Promise<RecordTarget> {
  const teller = await createTeller(profile, from === "end" ? "append" : "write");
  return {
    async write(record) {
      await target.write(record);
      teller.record(record.length);
    },
    async writeMark() {
      await target.writeMark();
      teller.mark();
    },
    close: () => target.close().finally(() => teller.close()),
  };
}

/** The lines of IRAF's driver, in its order; places are counted from 1. Behind other files nobody counts. */
async function createTeller(
  profile: TapeProfile,
  mode: "read" | "write" | "append",
): Promise<Teller> {
  const { device, labels, capacityKb, density, blockSize, statusSink } = profile;
  const sink = await openStatusSink(statusSink, device);
  const tell = (keyword: string, value: string | number) =>
    sink.line(formatStatusValue(keyword, value));
  let [file, record, bytes, recordBytes] = [1, 1, 0, 0];
  const tellUsed = () => tell("tapeused", Math.round(bytes / 1024));
  const tellFile = () => {
    if (mode !== "append") tell("file", file);
  };
  sink.line(formatStatusLine(`open device ${device}\n`));
  tell("devtype", labels.device);
  tell("tapetype", labels.cartridge);
  tell("tapesize", capacityKb);
  tell("density", density || "na");
  tell("blksize", blockSize);
  tell("acmode", mode);
  tellFile();
  tell("record", record);
  tell("nfiles", 0);
  tellUsed();
  return {
    record(length) {
      if (length !== recordBytes) tell("recsize", length);
      recordBytes = length;
      bytes += length;
      tell("record", ++record);
      tellUsed();
    },
    mark() {
      file++;
      record = 1;
      tellFile();
      tell("record", record);
    },
    async close() {
      sink.line(formatStatusLine("close device\n"));
      await sink.close();
    },
  };
}
