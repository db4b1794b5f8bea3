import { expect, test } from "vitest";
import {
  createPositionMemory,
  openTapeDevice,
  type PositionMemory,
  type TapeDescriptor,
  unknownDescriptor,
} from "../../src/engine/index.js";
import { plainProfile, TapeError, type TapeProfile } from "../../src/index.js";
import { createQuirkyTape, tapeItems } from "../../src/quirky/index.js";
import { profileWith } from "./quirks.js";

/** A device on a drawn tape, whose position is remembered to be the beginning. */
function deviceOn(
  profile: TapeProfile,
  drawing: string,
  from: Partial<TapeDescriptor> = { file: 1, record: 1 },
) {
  const kept: TapeDescriptor[] = [{ ...unknownDescriptor, ...from }];
  const tape = createQuirkyTape({ profile, tape: tapeItems(drawing) });
  const lines: string[] = [];
  const position: PositionMemory = {
    recall: async () => kept.at(-1)!,
    keep: async (descriptor) => void kept.push(descriptor),
  };
  const status = (line: string) => void lines.push(line);
  const device = openTapeDevice({ open: tape.open, profile, position, status });
  return { tape, device, kept, lines };
}

test("a bad record is EIO, and what follows it is read", async () => {
  for (const name of ["status tells", "sk", "sticky errors", "blocks"] as const) {
    const profile = profileWith(name);
    const bytes = profile.blockSize || 100;
    const { device } = deviceOn(profile, "");
    await device.close();
    const tape = createQuirkyTape({ profile, tape: tapeItems("rxr|x|r|", bytes) });
    const other = openTapeDevice({ open: tape.open, profile });
    const reads: string[] = [];
    for (let i = 0; i < 9; i++)
      reads.push(
        await other.readRecord(bytes).then(
          ({ kind }) => kind,
          (error) => `${error.code} ${error.details.reason}`,
        ),
      );
    expect([name, ...reads]).toEqual([
      name,
      "record",
      "EIO media",
      "record",
      "filemark",
      "EIO media",
      "filemark",
      "record",
      "filemark",
      "eod",
    ]);
    await other.rewind();
    expect(await other.spaceRecords(9)).toEqual({ moved: 3, stoppedBy: "filemark" });
    expect(await other.spaceRecords(9)).toEqual({ moved: 1, stoppedBy: "filemark" });
  }
});

test("the tape is not opened before it is used, and for writing only to write", async () => {
  const { tape, device } = deviceOn(profileWith(), "r|r|");
  expect(tape.trace()).toBe("");
  await device.readRecord(100);
  await device.toEndOfData();
  expect(tape.trace()).toBe("open-rd read=100 read=0 read=100 FSF1 read=0");
  await device.writeRecord(new Uint8Array(5));
  await device.writeRecord(new Uint8Array(5));
  await device.close();
  expect(tape.trace()).toBe("close open-wr write=5 write=5 close");
});

test("an unknown position begins at the beginning, a known one where it is", async () => {
  const unknown = deviceOn(profileWith(), "r|rr|", { file: -1, record: -1 });
  await unknown.device.readRecord(100);
  expect(unknown.tape.trace()).toBe("open-rd REW read=100");
  expect(unknown.kept[1]).toEqual(unknownDescriptor);
  await unknown.device.close();
  expect(unknown.kept.at(-1)).toMatchObject({ file: 1, record: 2 });

  const rewinding = deviceOn(profileWith("ro"), "r|rr|");
  await rewinding.device.readRecord(100);
  expect(rewinding.tape.trace()).toBe("open-rd REW read=100");
});

test("a drive that leaves the place at close is positioned in the open that writes", async () => {
  const { tape, device } = deviceOn(profileWith("rewinds at close"), "r|r|");
  await device.toEndOfData();
  tape.trace();
  await device.writeRecord(new Uint8Array(10));
  await device.close();
  expect(tape.trace()).toBe("close open-rw REW FSF2 write=10 close");
  expect(tape.drawing()).toBe("^r|r|r|");
});

test("where a mark must come before data, the mark in front of a file is written anew", async () => {
  const { tape, device } = deviceOn(profileWith("REWRT"), "r|r|r|");
  await device.toFile(1);
  tape.trace();
  await device.writeRecord(new Uint8Array(10));
  expect(tape.trace()).toBe("BSF1 close open-wr WEOF1 write=10");
  await device.close();
  expect(tape.drawing()).toBe("r|r|^");

  const middle = deviceOn(profileWith("REWRT"), "rr|r|");
  await middle.device.readRecord(100);
  await middle.device.writeRecord(new Uint8Array(10));
  expect((await middle.device.status()).file).toBe(1);
  await middle.device.close();
  expect(middle.tape.drawing()).toBe("r|r|^");
});

test("a tape that is read over its second mark always ends in two", async () => {
  for (const name of ["no BSF", "status tells"] as const) {
    const { tape, device } = deviceOn(profileWith("se", name), "");
    await device.writeRecord(new Uint8Array(10));
    await device.writeFilemarks(1);
    await device.writeRecord(new Uint8Array(10));
    expect((await device.readRecord(10)).kind).toBe("eod");
    expect(tape.drawing().replace("^", "")).toBe("r|r||");
    expect(tape.drawing()).toBe("r|r|^|");
  }
});

test("after an error of motion the tape is brought back before it is used", async () => {
  const profile = profileWith();
  const tape = createQuirkyTape({ profile, tape: tapeItems("r|rr|r|") });
  let failing = false;
  const device = openTapeDevice({
    profile,
    async open(mode) {
      const unit = await tape.open(mode);
      return {
        ...unit,
        async operation(op, count) {
          await unit.operation(op, count);
          if (failing) throw new TapeError("EIO", "the tape slipped", { reason: "hardware" });
        },
      };
    },
  });
  await device.toFile(1);
  await device.readRecord(100);
  failing = true;
  await expect(device.spaceRecords(-1)).rejects.toMatchObject({ details: { reason: "hardware" } });
  failing = false;
  tape.trace();
  expect((await device.readRecord(100)).kind).toBe("record");
  expect(tape.trace()).toBe("REW FSF1 read=100");
});

test("a drive that is not positioned is read and written, and moved by nobody", async () => {
  const profile: TapeProfile = { ...plainProfile, positioning: false };
  const { tape, device } = deviceOn(profile, "r|r|", { file: -1, record: -1 });
  expect((await device.readRecord(100)).kind).toBe("record");
  expect((await device.readRecord(100)).kind).toBe("filemark");
  for (const call of [
    () => device.rewind(),
    () => device.toFile(0),
    () => device.spaceFiles(-1),
    () => device.toEndOfData(),
  ])
    await expect(call()).rejects.toMatchObject({
      code: "ENOSYS",
      details: { reason: "unsupported" },
    });
  await device.writeRecord(new Uint8Array(10));
  await device.close();
  expect(tape.drawing()).toBe("r|r|^");
});

test("a switch that shows only when something is written", async () => {
  const { tape, device } = deviceOn(profileWith(), "r|r|");
  tape.writeProtect("write");
  await expect(device.writeRecord(new Uint8Array(1))).rejects.toMatchObject({
    code: "EACCES",
    details: { reason: "write-protected" },
  });
  expect((await device.readRecord(100)).kind).toBe("record");
});

test("a drive in use and a format that can't change say so", async () => {
  const { tape, device } = deviceOn(profileWith(), "r|");
  const holder = await tape.open("r");
  await expect(device.rewind()).rejects.toMatchObject({
    code: "EBUSY",
    details: { reason: "busy" },
  });
  await holder.close();
  await device.rewind();
  await device.close();

  const profile: TapeProfile = { ...plainProfile, formatChange: "beginning-only", density: "24" };
  const news = createQuirkyTape({ profile, tape: tapeItems("rr|"), head: 1 });
  await (await news.open("r")).close();
  const other = openTapeDevice({ open: news.openAs({ density: "32" }), profile });
  await expect(other.rewind()).rejects.toMatchObject({ details: { reason: "not-at-bom" } });
});

test("units whose errors give no reason: the device gives one", async () => {
  const codes = {
    EIO: "media",
    ENXIO: "no-medium",
    EINVAL: "illegal",
    ENOSYS: "unsupported",
  } as const;
  for (const [code, reason] of Object.entries(codes)) {
    const device = openTapeDevice({
      profile: plainProfile,
      open: async () => {
        throw new TapeError(code as keyof typeof codes, "no");
      },
    });
    await expect(device.rewind()).rejects.toMatchObject({ code, details: { reason } });
  }
});

test("an unloaded cartridge is forgotten", async () => {
  const { tape, device } = deviceOn(profileWith(), "r|r|");
  await device.toEndOfData();
  tape.trace();
  await device.unload();
  expect(tape.trace()).toBe("REW OFFL close");
  await device.readRecord(100);
  expect(tape.trace()).toBe("open-rd REW read=100");
  await device.retension();
  expect((await device.status()).atBot).toBe(true);
});

test("status tells what is remembered before the tape is used", async () => {
  const { tape, device } = deviceOn(profileWith(), "r|r|", { file: 3, record: 1, files: 2 });
  const { file, knownFiles, atEod } = await device.status();
  expect([file, knownFiles, atEod]).toEqual([2, 2, true]);
  expect(tape.trace()).toBe("open-rd");
});

test("a position file is left unknown while the tape is used", async () => {
  const texts: string[] = [];
  const position = createPositionMemory({
    heading: "tape",
    load: async () => texts.at(-1),
    save: async (text) => void texts.push(text),
  });
  const profile = profileWith();
  const tape = createQuirkyTape({ profile, tape: tapeItems("rr|r|") });
  const first = openTapeDevice({ open: tape.open, profile, position });
  await first.readRecord(100);
  await first.toEndOfData();
  expect(texts.at(-1)).toContain("file = -1\n");
  await first.close();
  expect(texts.at(-1)).toContain("file = 3 (EOT)\nrecord = 1\nnfiles = 2\n");
  tape.trace();
  const second = openTapeDevice({ open: tape.open, profile, position });
  await second.writeRecord(new Uint8Array(10));
  await second.close();
  expect(tape.trace()).toBe("open-wr write=10 close");
  expect(tape.contents().map(({ length }) => length)).toEqual([2, 1, 1]);
});

test("a monitor is told of the drive, of each motion and of what changes", async () => {
  const { device, lines } = deviceOn({ ...profileWith("mf"), device: "nst0" }, "r|r|");
  await device.spaceFiles(1);
  expect(lines.splice(0)).toEqual([
    "open device nst0\\n",
    "devtype = generic",
    "tapetype = unknown",
    "tapesize = 0",
    "density = na",
    "blksize = 0",
    "acmode = read",
    "file = 1",
    "record = 1",
    "nfiles = 0",
    "tapeused = 0",
    "device nst0 opened on descriptor 1\\n",
    "position to file 2\\n",
    "skip 1 file forward...",
    "done\\n",
    "file = 2",
    "file = 2",
    "record = 1",
  ]);
  await device.readRecord(200);
  await device.readRecord(200);
  await device.readRecord(200);
  expect(lines.splice(0)).toEqual([
    "recsize = 100",
    "record = 2",
    "file = 3",
    "record = 1",
    "nfiles = 2",
    "file = 3 (EOT)",
  ]);
  await device.writeRecord(new Uint8Array(50));
  await device.writeRecord(new Uint8Array(50));
  expect(lines.splice(0)).toEqual([
    "close device\\n",
    "device nst0 opened on descriptor 2\\n",
    "acmode = append",
    "recsize = 50",
    "file = 3",
    "record = 2",
    "record = 3",
  ]);
  await device.close();
  expect(lines).toEqual(["close device\\n", "nfiles = 3", "file = 4 (EOT)", "record = 1"]);
});

test("records longer than the profile expects are records all the same", async () => {
  for (const name of ["status tells", "no BSF", "STREAD"] as const) {
    const { device } = deviceOn({ ...profileWith(name), maxRecord: 10 }, "rr|rr|r|");
    await device.toFile(2);
    expect((await device.readRecord(100)).kind).toBe("record");
    await device.spaceFiles(-1);
    expect((await device.readRecord(100)).kind).toBe("filemark");
    await device.rewind();
    expect((await device.readRecord(100)).kind).toBe("record");
    await device.spaceFiles(1);
    expect((await device.status()).file).toBe(1);
    await device.toEndOfData();
    expect((await device.status()).knownFiles).toBe(3);
    await device.rewind();
    expect(await device.spaceRecords(5)).toEqual({ moved: 2, stoppedBy: "filemark" });
  }
});

test("a record whose number is not known is not told", async () => {
  const { device, lines } = deviceOn(profileWith(), "r|r|");
  await device.toFile(1);
  lines.length = 0;
  await device.spaceFiles(-1);
  expect(lines).toEqual(["skip 1 file backward...", "done\\n", "file = 1"]);
});

test("a motion that fails says so", async () => {
  const profile = profileWith();
  const { tape, device, lines } = deviceOn({ ...profile, device: "nst0" }, "r");
  await expect(device.spaceFiles(1)).rejects.toMatchObject({ code: "EIO" });
  expect(lines.slice(-4, -2)).toEqual(["skip 1 file forward...", "failed\\n"]);
  expect(tape.trace()).toBe("open-rd read=100 FSF1!");
});

test("a count of files that is not to be trusted is found out anew", async () => {
  for (const [name, files] of [
    ["ue", 2],
    ["status tells", 1],
  ] as const) {
    const { device } = deviceOn(profileWith(name), "r|r|", { file: 1, record: 1, files: 1 });
    await device.toEndOfData();
    expect((await device.status()).knownFiles).toBe(files);
  }
});

test("an end that is only remembered is read over where counts are not to be trusted", async () => {
  for (const [name, kind] of [
    ["ue", "record"],
    ["status tells", "eod"],
  ] as const) {
    const profile = profileWith(name);
    const tape = createQuirkyTape({ profile, tape: tapeItems("r|r|"), head: 2 });
    const left = { ...unknownDescriptor, file: 2, record: 1, files: 1 };
    const position = { recall: async () => left, keep: async () => {} };
    const device = openTapeDevice({ open: tape.open, profile, position });
    expect((await device.readRecord(100)).kind).toBe(kind);
  }
});

test("many records longer than the profile expects are counted on the way to a mark", async () => {
  const profile = { ...profileWith("no BSF", "sk"), maxRecord: 10 };
  const { device } = deviceOn(profile, `${"r".repeat(30)}|r|`);
  await device.toFile(1);
  await device.spaceFiles(-1);
  expect((await device.status()).record).toBe(30);
});

test("bad records are counted on the way to a mark, and end it where the head does not move", async () => {
  const profile = profileWith("no BSF", "sk");
  const { device } = deviceOn(profile, "rxr|r|");
  await device.toFile(1);
  await device.spaceFiles(-1);
  expect(await device.spaceRecords(-9)).toEqual({ moved: 3, stoppedBy: "bot" });

  const truth = createQuirkyTape({ profile, tape: tapeItems("rxr|r|") });
  const other = openTapeDevice({ open: truth.open, profile: profileWith("no BSF") });
  await other.toFile(1);
  await expect(other.spaceFiles(-1)).rejects.toMatchObject({ code: "EIO" });
});

test("a drive that is slow to backspace is rewound", async () => {
  const { tape, device } = deviceOn(profileWith("slow BSF beyond 1", "mf"), "r|r|r|");
  await device.toEndOfData();
  tape.trace();
  await device.spaceFiles(-1);
  expect(tape.trace()).toBe("BSF1");
  await device.spaceFiles(-2);
  expect(tape.trace()).toBe("REW read=100 read=0 REW FSR1");
});

test("after a full tape's error, what still fits is another file where errors stick", async () => {
  const profile = profileWith("sticky errors");
  const tape = createQuirkyTape({ profile, capacityBytes: 250 });
  const device = openTapeDevice({ open: tape.open, profile });
  await device.writeRecord(new Uint8Array(200));
  await expect(device.writeRecord(new Uint8Array(100))).rejects.toMatchObject({ code: "ENOSPC" });
  await device.writeRecord(new Uint8Array(50));
  await device.close();
  expect(tape.drawing()).toBe("r|r|^");
});

test("at the end no mark comes before data", async () => {
  const { tape, device } = deviceOn(profileWith("REWRT"), "r|r|");
  await device.toEndOfData();
  tape.trace();
  await device.writeRecord(new Uint8Array(10));
  expect(tape.trace()).toBe("close open-wr write=10");
});

test("a drive that skips what was read stays where it was only moved", async () => {
  const { tape, device } = deviceOn(profileWith("anr"), "r|r|", { file: 3, record: 1 });
  await device.rewind();
  await device.writeRecord(new Uint8Array(10));
  expect(tape.trace()).toBe("open-rd REW close open-wr write=10");
});

test("an unknown position is made known with the drive open for reading", async () => {
  const { tape, device } = deviceOn(profileWith(), "r|r|", { file: -1, record: -1 });
  await device.writeRecord(new Uint8Array(10));
  expect(tape.trace()).toBe("open-rd REW close open-wr write=10");
});

test("when a file can't be ended, whoever comes next begins at the beginning", async () => {
  const profile = profileWith();
  const tape = createQuirkyTape({ profile, tape: tapeItems("r|r|") });
  const device = openTapeDevice({
    profile,
    async open(mode) {
      const unit = await tape.open(mode);
      if (mode === "r") return unit;
      return {
        ...unit,
        async close() {
          await unit.close();
          throw new TapeError("EIO", "the mark was not written", { reason: "media" });
        },
      };
    },
  });
  await device.toEndOfData();
  await device.writeRecord(new Uint8Array(10));
  await expect(device.readRecord(100)).rejects.toMatchObject({ details: { reason: "media" } });
  tape.trace();
  await device.readRecord(100);
  expect(tape.trace()).toBe("open-rd REW read=100");
});

test.each([
  ["rr", false, { file: 1, record: 1 }],
  ["rewinds at close", false, { file: 1, record: 1 }],
  ["fc", false, { file: 3, record: 1 }],
  ["anr", false, { file: -1, record: -1 }],
  ["ce", false, { file: 2, record: 2 }],
  ["rr", true, { file: 1, record: 1 }],
  ["fc", true, { file: -1, record: -1 }],
  ["ce", true, { file: -1, record: -1 }],
] as const)("%s leaves the tape, slipped %s, where it says", async (name, slipped, left) => {
  const profile = profileWith(name);
  const { tape, kept } = deviceOn(profile, "r|rr|r|");
  let failing = false;
  const device = openTapeDevice({
    profile,
    position: { recall: async () => kept[0]!, keep: async (place) => void kept.push(place) },
    async open(mode) {
      const unit = await tape.open(mode);
      return {
        ...unit,
        async operation(op, count) {
          await unit.operation(op, count);
          if (failing) throw new TapeError("EIO", "the tape slipped", { reason: "hardware" });
        },
      };
    },
  });
  await device.toFile(1);
  await device.readRecord(100);
  failing = slipped;
  if (slipped) await expect(device.spaceFiles(1)).rejects.toMatchObject({ code: "EIO" });
  failing = false;
  await device.close();
  expect(kept.at(-1)).toMatchObject(left);
});

test("a mark that can't be written closes the drive, and the tape is read from its beginning", async () => {
  const profile = profileWith("no marks at close");
  const tape = createQuirkyTape({ profile, tape: tapeItems("r|r|") });
  const device = openTapeDevice({
    profile,
    async open(mode) {
      const unit = await tape.open(mode);
      if (mode === "r") return unit;
      return {
        ...unit,
        async operation() {
          throw new TapeError("EIO", "no mark", { reason: "media" });
        },
      };
    },
  });
  await device.toEndOfData();
  await device.writeRecord(new Uint8Array(10));
  await expect(device.rewind()).rejects.toMatchObject({ details: { reason: "media" } });
  tape.trace();
  expect((await device.readRecord(100)).kind).toBe("record");
  expect(tape.trace()).toBe("open-rd REW read=100");
});

test("skipping ends on a head that does not get on", async () => {
  const truth = createQuirkyTape({ profile: profileWith("sk", "rf"), tape: tapeItems("rxr|") });
  const device = openTapeDevice({ open: truth.open, profile: profileWith("rf") });
  await expect(device.spaceRecords(0x7fffffff)).rejects.toMatchObject({ code: "EIO" });
});

test("a drive without a way to the place in the open that writes is closed", async () => {
  const profile = profileWith("rewinds at close");
  const tape = createQuirkyTape({ profile, tape: tapeItems("r|r|") });
  const device = openTapeDevice({
    profile,
    async open(mode) {
      const unit = await tape.open(mode);
      if (mode === "r") return unit;
      const operation = async () => {
        throw new TapeError("ENOSYS", "not while writing");
      };
      return { ...unit, operation };
    },
  });
  await device.toEndOfData();
  await expect(device.writeRecord(new Uint8Array(1))).rejects.toMatchObject({ code: "ENOSYS" });
  expect((await device.readRecord(100)).kind).toBe("eod");
  await device.close();
  expect(tape.drawing()).toBe("^r|r|");
});
