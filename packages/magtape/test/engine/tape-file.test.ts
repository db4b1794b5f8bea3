import { expect, test } from "vitest";
import {
  openTapeFile,
  type PositionMemory,
  rewindTape,
  type TapeDescriptor,
  unknownDescriptor,
} from "../../src/engine/index.js";
import { createQuirkyTape, tapeItems } from "../../src/quirky/index.js";
import { createRememberedDrive, descriptorAt, profileOf } from "./drive.js";

const start = descriptorAt("f1.r1", 0);

test("while a file is open the position is unknown, so that an abort rewinds", async () => {
  const drive = createRememberedDrive({ profile: profileOf(""), tape: "rr|r||", from: start });
  const file = await drive.openFile({ file: 2, mode: "read" });
  expect(drive.kept.at(-1)).toEqual(unknownDescriptor);
  await file.close();
  expect(drive.kept.at(-1)).toMatchObject({ file: 2, record: 1 });
  await file.close();
});

test("a bad record is an error, and the mark behind it ends the file, not the tape", async () => {
  for (const caps of ["", "sk"]) {
    const drive = createRememberedDrive({ profile: profileOf(caps), tape: "x|r||", from: start });
    const file = await drive.openFile({ file: 1, mode: "read" });
    const into = new Uint8Array(100);
    await expect(file.read(into)).rejects.toMatchObject({ code: "EIO" });
    expect(file.descriptor().flags).toBe(1);
    expect(await file.read(into)).toBe(0);
    expect(file.descriptor()).toMatchObject({ file: 2, record: 1, flags: 2 });
    expect(await file.read(into)).toBe(100);
  }
});

test("a drive that never leaves a bad record ends the file after 20 errors", async () => {
  let skipped = 0;
  const position: PositionMemory = { recall: async () => start, keep: async () => {} };
  const { open } = createQuirkyTape({ profile: profileOf("sk"), tape: tapeItems("x|r||") });
  const file = await openTapeFile(
    {
      profile: profileOf(""),
      position,
      open: async (mode) => ({
        ...(await open(mode)),
        async operation() {
          skipped++;
        },
      }),
    },
    { file: 1, mode: "read" },
  );
  for (let i = 0; i < 20; i++)
    await expect(file.read(new Uint8Array(100))).rejects.toMatchObject({ code: "EIO" });
  expect(await file.read(new Uint8Array(100))).toBe(0);
  expect(skipped).toBe(11);
});

test.each([
  ["wc", "rr|^|", { file: 2, record: 1, flags: 4 }, "open-wr close open-rd BSF1 close"],
  ["wc rf", "rr|^|", { file: 2, record: 1, flags: 4 }, "open-wr close open-rd BSR1 close"],
  ["wc nb", "rr|r|^|", { file: 3, record: 1, flags: 6 }, "open-wr write=20 close"],
  ["wc bo", "rr|r|^|", { file: 3, record: 1, flags: 6 }, "open-wr write=20 close"],
  ["", "rr|^|", { file: 2, record: 1, flags: 4 }, "open-wr close"],
])("nothing written with %s", async (caps, drawing, left, operations) => {
  const from = descriptorAt("f2.r1", 1);
  const drive = createRememberedDrive({ profile: profileOf(caps), tape: "rr||", from });
  const file = await drive.openFile({ file: "end", mode: "write" });
  expect(await file.close()).toMatchObject(left);
  expect(drive.tape.trace()).toBe(operations);
  expect(drive.tape.drawing()).toBe(drawing);
  if (caps === "wc nb") {
    const text = new TextDecoder().decode(drive.tape.contents()[1]![0]);
    expect(text).toBe("[NULLFILE]".padEnd(20, "\0"));
  }
});

test("what close says after reading is passed over where the profile says so", async () => {
  const truth = profileOf("ce");
  for (const [caps, fails] of [
    ["ce", false],
    ["", true],
  ] as const) {
    const drive = createRememberedDrive({
      profile: profileOf(caps),
      truth,
      tape: "r||",
      from: start,
    });
    const file = await drive.openFile({ file: 1, mode: "read" });
    if (fails) await expect(file.close()).rejects.toMatchObject({ code: "EIO" });
    else await file.close();
    expect(drive.kept.at(-1)?.file).toBe(fails ? -1 : 1);
  }
});

test("the end, read: se is made good once, and what follows is not read", async () => {
  const drive = createRememberedDrive({ profile: profileOf("se"), tape: "r||", from: start });
  const file = await drive.openFile({ file: 2, mode: "read" });
  expect(await file.read(new Uint8Array(10))).toBe(0);
  expect(file.descriptor()).toMatchObject({ file: 2, record: 1, files: 1, flags: 4 });
  expect(drive.tape.drawing()).toBe("r|^|");
});

test("the end, read by a drive that stops behind marks: only rewinding is sure", async () => {
  const drive = createRememberedDrive({ profile: profileOf("se bo"), tape: "r||", from: start });
  const file = await drive.openFile({ file: 2, mode: "read" });
  drive.tape.trace();
  expect(await file.read(new Uint8Array(10))).toBe(0);
  expect(drive.tape.trace()).toBe("read=0 REW FSF1");
  expect(drive.tape.drawing()).toBe("r|^|");
});

test.each(["", "ow", "se", "se ow", "re", "nb", "mf", "bo"])(
  "the first file is appended to a blank tape: %s",
  async (caps) => {
    const unknown = unknownDescriptor;
    const drive = createRememberedDrive({ profile: profileOf(caps), tape: "", from: unknown });
    const file = await drive.openFile({ file: "end", mode: "write" });
    await file.write(new Uint8Array(1));
    expect(await file.close()).toMatchObject({ file: 2, record: 1, files: 1 });
    expect(drive.tape.drawing()).toBe("r|^|");
  },
);

test("a tape that is not moved is read from where it is, and stays unknown", async () => {
  const drive = createRememberedDrive({
    profile: profileOf(""),
    tape: "r|rr||",
    from: unknownDescriptor,
  });
  drive.tape.trace();
  const file = await drive.openFile({ file: "here", mode: "read" });
  expect(drive.tape.trace()).toBe("open-rd");
  expect(await file.close()).toMatchObject({ file: -1, record: -1 });
});

test("a file that is open to read is not written, and nothing works once it is closed", async () => {
  const drive = createRememberedDrive({ profile: profileOf(""), tape: "r||", from: start });
  const file = await drive.openFile({ file: 1, mode: "read" });
  await expect(file.write(new Uint8Array(1))).rejects.toMatchObject({ code: "EBADF" });
  await file.close();
  await expect(file.read(new Uint8Array(1))).rejects.toMatchObject({
    code: "EBADF",
    details: { reason: "closed" },
  });
  await expect(drive.openFile({ file: 0, mode: "read" })).rejects.toThrow(RangeError);
});

test("a full tape is ENOSPC, and the position is that of what fits", async () => {
  const profile = profileOf("");
  const tape = createQuirkyTape({ profile, capacityBytes: 250 });
  const file = await openTapeFile({ open: tape.open, profile }, { file: 1, mode: "write" });
  await file.write(new Uint8Array(100));
  await file.write(new Uint8Array(100));
  await expect(file.write(new Uint8Array(100))).rejects.toMatchObject({
    code: "ENOSPC",
    details: { reason: "end-of-medium" },
  });
  expect(await file.close()).toMatchObject({ file: 2, record: 1, files: 1 });
  expect(tape.drawing()).toBe("rr|^|");
});

test.each([
  ["", true, "open-rd REW close", { file: 1, record: 1 }],
  ["fc", false, "", { file: -1, record: -1 }],
])("a rewind of its own, %s", async (caps, done, operations, left) => {
  const kept: TapeDescriptor[] = [];
  const profile = profileOf(caps);
  const tape = createQuirkyTape({ profile, tape: tapeItems("rr|r||"), head: 3 });
  const position: PositionMemory = {
    recall: async () => unknownDescriptor,
    keep: async (descriptor) => void kept.push(descriptor),
  };
  expect(await rewindTape({ open: tape.open, profile, position })).toBe(done);
  expect(tape.trace()).toBe(operations);
  expect(kept.at(-1)).toMatchObject(left);
});

test("a rewinding name rewinds", async () => {
  const profile = profileOf("fc");
  const tape = createQuirkyTape({ profile, tape: tapeItems("rr|r||"), head: 4 });
  const openRewinding = tape.openAs({ rewindOnClose: true });
  expect(await rewindTape({ open: tape.open, profile, openRewinding })).toBe(true);
  expect(tape.drawing()).toBe("^rr|r||");
});

test.each([
  ["nf#2", { file: 2, mode: "read" }, "f4.r1", "open-rd BSF3 FSF1"],
  ["nf#2", { file: 1, mode: "read" }, "f4.r1", "open-rd REW"],
  ["ow", { file: 3, mode: "write" }, "f3.r1", "open-wr"],
  ["ow", { file: 4, mode: "write" }, "f4.r1", "open-rd BSF1 FSF1 close open-wr"],
  ["ow bo", { file: "end", mode: "write" }, "f4.r1", "open-rd BSF0 close open-wr"],
  ["ow mf", { file: "end", mode: "write" }, "f1.r1", "open-rd FSF3 BSF1 FSF1 close open-wr"],
] as const)("%s, to %o from %s", async (caps, request, place, operations) => {
  const from = descriptorAt(place, 3);
  const drive = createRememberedDrive({ profile: profileOf(caps), tape: "rrr|rr|r||", from });
  await drive.openFile(request);
  expect(drive.tape.trace()).toBe(operations);
});

test("a tape that can't be backspaced is not backed over its mark", async () => {
  const operations = "open-rd read=100 FSF1 read=100 FSF1 read=0";
  const seen = [];
  for (const caps of ["se nb ow", "nb ow"]) {
    const drive = createRememberedDrive({ profile: profileOf(caps), tape: "rr|r||", from: start });
    const file = await drive.openFile({ file: "end", mode: "write" });
    seen.push(drive.tape.trace());
    await file.write(new Uint8Array(1));
    await file.close();
    expect(drive.tape.contents()).toHaveLength(3);
  }
  // After reading to the end such a drive comes to the mark exactly only from the beginning.
  expect(seen).toEqual(Array(2).fill(`${operations} REW FSF2 close open-wr`));
});

test("a rewinding drive is positioned in the open that writes", async () => {
  const profile = { ...profileOf(""), rewindOnClose: true };
  const drive = createRememberedDrive({ profile, tape: "rr|r||", from: start });
  const file = await drive.openFile({ file: "end", mode: "write" });
  await file.write(new Uint8Array(1));
  expect(await file.close()).toMatchObject({ file: 1, record: 1, files: 3 });
  expect(drive.tape.trace()).toBe("open-rw read=100 FSF1 read=100 FSF1 read=0 write=1 close");
  expect(drive.tape.contents()).toHaveLength(3);
});

test("a drive that reads up to a mark is led over it", async () => {
  const profile = { ...profileOf(""), readCrossesMark: false };
  const drive = createRememberedDrive({ profile, tape: "r|r||", from: start });
  const file = await drive.openFile({ file: 1, mode: "read" });
  await file.read(new Uint8Array(100));
  expect(await file.read(new Uint8Array(100))).toBe(0);
  expect(await file.read(new Uint8Array(100))).toBe(100);
});

test("what is used is counted from the beginning again when the tape is written anew", async () => {
  const used = { file: 3, record: 1, files: 2, usedKb: 700, flags: 0 };
  for (const [request, expected] of [
    [{ file: 1, mode: "write" }, 2],
    [{ file: "end", mode: "write" }, 702],
    [{ file: 1, mode: "read" }, 700],
  ] as const) {
    const drive = createRememberedDrive({ profile: profileOf(""), tape: "r|r||", from: used });
    const file = await drive.openFile(request);
    if (request.mode === "write") await file.write(new Uint8Array(1600));
    expect((await file.close()).usedKb).toBe(expected);
  }
  const unknown = { ...used, files: 0 };
  const drive = createRememberedDrive({ profile: profileOf(""), tape: "r|r||", from: unknown });
  const file = await drive.openFile({ file: 1, mode: "read" });
  expect(file.descriptor().usedKb).toBe(0);
});

test("where nothing is known of the position, files are read and not numbered", async () => {
  const profile = profileOf("se");
  const tape = createQuirkyTape({ profile, tape: tapeItems("r|r||") });
  const file = await openTapeFile({ open: tape.open, profile }, { file: "here", mode: "read" });
  const reads: string[] = [];
  for (let i = 0; i < 5; i++)
    reads.push(`${await file.read(new Uint8Array(100))} ${file.descriptor().flags}`);
  // Records, marks and the end.
  expect(reads).toEqual(["100 8", "0 2", "100 8", "0 2", "0 4"]);
  expect(file.descriptor()).toMatchObject({ file: -1, files: 0, flags: 4 });
  expect(await file.close()).toMatchObject({ file: -1, record: -1 });
});

test.each([
  ["fc", 0, { file: 2, record: 1 }],
  ["fc", 1, { file: 3, record: 1 }],
  ["anr", 0, { file: 2, record: 1 }],
  ["anr", 1, { file: -1, record: -1 }],
] as const)("%s, %i records read: where the tape is left", async (caps, records, left) => {
  const closeAfterReading = caps === "anr" ? "next-file-if-read" : "next-file";
  const profile = { ...profileOf("mf"), closeAfterReading } as const;
  const from = descriptorAt("f2.r1", 2);
  const drive = createRememberedDrive({ profile, tape: "r|rr||", from });
  const file = await drive.openFile({ file: 2, mode: "read" });
  for (let i = 0; i < records; i++) await file.read(new Uint8Array(100));
  expect(await file.close()).toMatchObject(left);
});

test("a drive that an error has moved is somewhere", async () => {
  const profile = { ...profileOf("fc"), stickyErrors: true };
  const drive = createRememberedDrive({ profile, tape: "rxr|r||", from: start });
  const file = await drive.openFile({ file: 1, mode: "read" });
  await file.read(new Uint8Array(100));
  await expect(file.read(new Uint8Array(100))).rejects.toMatchObject({ code: "EIO" });
  expect(await file.close()).toMatchObject({ file: -1, record: -1 });
});
