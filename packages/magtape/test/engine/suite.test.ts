import { expect, test } from "vitest";
import { tapeDeviceConformance } from "../../src/conformance/index.js";
import { openTapeDevice } from "../../src/engine/index.js";
import { type TapeDevice, TapeError } from "../../src/index.js";
import { createQuirkyTape } from "../../src/quirky/index.js";
import { profileWith } from "./quirks.js";

/** A deliberate mistake, by which the suite shows that it notices it. */
type Defect = (device: TapeDevice) => Partial<TapeDevice>;

const defects: readonly (readonly [name: string, defect: Defect, duty: string])[] = [
  [
    "keeps the record",
    (device) => {
      const shared = new Uint8Array(100);
      return {
        async readRecord(max) {
          const result = await device.readRecord(max);
          if (result.kind !== "record") return result;
          shared.set(result.data);
          return { kind: "record", data: shared };
        },
      };
    },
    "a record belongs to who read it",
  ],
  [
    "reads on behind the end",
    (device) => ({
      async readRecord(max) {
        const result = await device.readRecord(max);
        if (result.kind === "eod") await device.rewind();
        return result;
      },
    }),
    "the end stays the end, however often it is read",
  ],
  [
    "does not pass what is too long",
    (device) => ({
      async readRecord(max) {
        try {
          return await device.readRecord(max);
        } catch (error) {
          await device.spaceRecords(-1);
          throw error;
        }
      },
    }),
    "a record that is longer than was asked for is ENOMEM, and passed",
  ],
  [
    "keeps what it is given",
    (device) => {
      let kept: Uint8Array | undefined;
      return {
        async writeRecord(data) {
          kept = data;
        },
        async rewind() {
          if (kept !== undefined) await device.writeRecord(kept);
          kept = undefined;
          await device.rewind();
        },
      };
    },
    "a buffer may be changed once its write is done",
  ],
  [
    "forgets marks",
    (device) => ({
      async writeFilemarks(count) {
        if (count > 1) await device.writeFilemarks(count);
      },
    }),
    "file marks part what is written, and reading on is the end",
  ],
  [
    "goes one file too far",
    (device) => ({ toFile: (file) => device.toFile(file > 0 ? file + 1 : 0) }),
    "any file is gone to, forward and backward",
  ],
  [
    "stops at the end and says nothing",
    (device) => ({ toFile: (file) => device.toFile(file).catch(() => {}) }),
    "the file behind the last is the end, and there are none behind it",
  ],
  [
    "stops behind the mark",
    (device) => ({
      async spaceFiles(count) {
        await device.spaceFiles(count);
        if (count < 0) await device.spaceFiles(1);
      },
    }),
    "files are spaced over: forward behind the mark, backward in front of it",
  ],
  [
    "says the other end",
    (device) => ({
      spaceFiles: (count) =>
        device.spaceFiles(count).catch(() => {
          throw new TapeError("EIO", "an end", { reason: count < 0 ? "eod" : "bot" });
        }),
    }),
    "spacing beyond an end stops there and says which",
  ],
  [
    "counts the mark as a record",
    (device) => ({
      async spaceRecords(count) {
        const skipped = await device.spaceRecords(count);
        return skipped.stoppedBy ? { ...skipped, moved: skipped.moved + 1 } : skipped;
      },
    }),
    "records are skipped within a file, and a mark ends that",
  ],
  [
    "moves when it is asked",
    (device) => ({
      async status() {
        const status = await device.status();
        await device.spaceRecords(1);
        return status;
      },
    }),
    "status moves nothing and says where the tape is",
  ],
  [
    "appends to the file",
    (device) => ({
      async toEndOfData() {
        await device.toEndOfData();
        await device.spaceFiles(-1).catch(() => {});
      },
    }),
    "records are read back, file by file, and then the end",
  ],
  [
    "writes what is nothing",
    (device) => ({
      writeRecord: (data) => device.writeRecord(data.length === 0 ? new Uint8Array(1) : data),
    }),
    "nothing written changes nothing",
  ],
  [
    "swallows what does not fit",
    (device) => ({ writeRecord: (data) => device.writeRecord(data).catch(() => {}) }),
    "a full tape is ENOSPC, and all that was taken is read back",
  ],
  [
    "does not erase",
    (device) => ({ erase: () => device.rewind() }),
    "erase leaves a blank tape, which is written again",
  ],
  [
    "knows no switch",
    (device) => ({ status: async () => ({ ...(await device.status()), writeProtected: false }) }),
    "a write-protected cartridge is read and not written",
  ],
];

/** Names of the duties that a device with this mistake fails. */
async function failedDuties(defect: Defect): Promise<string[]> {
  const bodies: (readonly [string, () => Promise<void>])[] = [];
  const profile = profileWith("status tells", "mf");
  const runner = {
    test: (name: string, body: () => Promise<void>) => void bodies.push([name, body]),
    expect,
  };
  tapeDeviceConformance(runner, "it", {
    traits: {
      recordBytes: 100,
      fixedBlocks: false,
      marksBeforeOverwrite: false,
      writesOnlyAtEnds: false,
      capacityLimitBytes: 3000,
    },
    fresh: async () => {
      const tape = createQuirkyTape({ profile, capacityBytes: 2000 });
      return {
        async open() {
          const device = openTapeDevice({ open: tape.open, profile });
          return { ...device, ...defect(device) };
        },
        writeProtect: async () => tape.writeProtect("open"),
        dispose: async () => {},
      };
    },
  });
  const failed: string[] = [];
  for (const [name, body] of bodies)
    await body().catch(() => failed.push(name.replace("it: ", "")));
  return failed;
}

test.each(defects)("a device that %s is noticed", async (_, defect, duty) => {
  expect(await failedDuties(defect)).toContain(duty);
});

test("a device without mistakes fails nothing", async () => {
  expect(await failedDuties(() => ({}))).toEqual([]);
});
