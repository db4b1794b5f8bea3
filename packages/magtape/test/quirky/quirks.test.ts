import { expect, test } from "vitest";
import { MtOp, plainProfile, TapeError, type TapeProfile } from "../../src/index.js";
import { createQuirkyTape, drawTape, logicalFiles, tapeItems } from "../../src/quirky/index.js";

const operations: Readonly<Record<string, number>> = {
  REW: MtOp.Rewind,
  FSF: MtOp.Fsf,
  BSF: MtOp.Bsf,
  FSR: MtOp.Fsr,
  BSR: MtOp.Bsr,
  WEOF: MtOp.Weof,
  EOM: MtOp.Eom,
};

/** Does what the words say on `drawing`, and draws what became of it: `open-rd`, `read`, `FSF2`, `close`. */
async function use(quirks: Partial<TapeProfile>, drawing: string, words: string): Promise<string> {
  const profile = { ...plainProfile, multiFileFsf: true, ...quirks };
  const head = drawing.indexOf("^");
  const tape = createQuirkyTape({ profile, tape: tapeItems(drawing.replace("^", "")), head });
  let unit = await tape.open(words.startsWith("open-wr") ? "w" : "r");
  for (const word of words.split(" ").slice(1)) {
    const [, name = "", count] = /^([A-Za-z-]+)(\d*)$/.exec(word) ?? [];
    const op = operations[name];
    const call = async () => {
      if (name === "open-wr") unit = await tape.open("w");
      else if (name === "open-rd") unit = await tape.open("r");
      else if (name === "read") await unit.read(new Uint8Array(profile.blockSize || 100));
      else if (name === "write") await unit.write(new Uint8Array(profile.blockSize || 100));
      else if (name === "close") await unit.close();
      else await unit.operation(op!, Number(count || 1));
    };
    await call().catch((error) => {
      if (!(error instanceof TapeError)) throw error;
    });
  }
  return `${tape.trace().split(" ").slice(1).join(" ")} ${tape.drawing()}`;
}

test.each<readonly [string, Partial<TapeProfile>, string, string, string]>([
  ["a drive reads over marks", {}, "r^|r|", "open-rd read read", "read=0 read=100 r|r^|"],
  ["at the end it stays", {}, "r|^|", "open-rd read read", "read=0 read=ERR r|^|"],
  ["se", { readAtEodPassesSecondMark: true }, "r|^|", "open-rd read", "read=0 r||^"],
  ["re", { readAtEodErrors: true }, "r|^|", "open-rd read", "read=ERR r|^|"],
  [
    "se re",
    { readAtEodErrors: true, readAtEodPassesSecondMark: true },
    "r|^|",
    "open-rd read",
    "read=ERR r||^",
  ],
  ["ir", { readErrorIsEof: true }, "r^|r|", "open-rd read read", "read=ERR read=100 r|r^|"],
  ["a bad record is passed", {}, "^xr|", "open-rd read read", "read=ERR read=100 xr^|"],
  [
    "sk",
    { skipRecordAfterError: true },
    "^xr|",
    "open-rd read read FSR1 read",
    "read=ERR read=ERR FSR1 read=100 xr^|",
  ],
  [
    "STREAD",
    { readCrossesMark: false },
    "r^|r|",
    "open-rd read read FSF read",
    "read=0 read=0 FSF1 read=100 r|r^|",
  ],
  ["FSR stops behind a mark", {}, "^rr|r|", "open-rd FSR3", "FSR3! rr|^r|"],
  ["STSKIP", { skipCrossesMark: false }, "^rr|r|", "open-rd FSR3 BSR9", "FSR3! BSR9! ^rr|r|"],
  ["STSKIP backward", { skipCrossesMark: false }, "rr|^r|", "open-rd BSR1", "BSR1! rr|^r|"],
  ["BSR stops in front of a mark", {}, "rr|r^|", "open-rd BSR2", "BSR2! rr^|r|"],
  ["rf", { skipMarksWithRecords: true }, "^rr|r|", "open-rd FSR3 BSR1", "FSR3 BSR1 rr^|r|"],
  ["BADFSR", { multiRecordFsrSafe: false }, "^rr|rr|", "open-rd FSR3", "FSR3 rr|r^r|"],
  ["BADFSR, one by one", { multiRecordFsrSafe: false }, "r^|rr|", "open-rd FSR1", "FSR1! r|^rr|"],
  ["FSF n", {}, "^r|r|r||", "open-rd FSF2", "FSF2 r|r|^r||"],
  ["FSF n beyond the end", {}, "^r|r||", "open-rd FSF4", "FSF4! r|r||^"],
  ["no mf", { multiFileFsf: false }, "^r|r||r|", "open-rd FSF3", "FSF3 r|r||r|^"],
  [
    "no mf, as far as it goes",
    { multiFileFsf: false },
    "^r|r||r|",
    "open-rd FSF2",
    "FSF2 r|r|^|r|",
  ],
  ["BSF n", {}, "r|r|r^|", "open-rd BSF2", "BSF2 r^|r|r|"],
  ["BSF n beyond the beginning", {}, "r|r^|", "open-rd BSF2", "BSF2! ^r|r|"],
  ["SOFTBOT", { bsfPastBotDetectable: false }, "r|r^|", "open-rd BSF2 BSR1", "BSF2 BSR1 ^r|r|"],
  [
    "bo",
    { bsfStopsAfterMark: true },
    "r|rr|r^|",
    "open-rd BSF1 BSF1 BSF0",
    "BSF1 BSF1 BSF0 ^r|rr|r|",
  ],
  ["bo 0", { bsfStopsAfterMark: true }, "r|rr^|r|", "open-rd BSF0", "BSF0 r|^rr|r|"],
  ["bo too far", { bsfStopsAfterMark: true }, "r|rr^|r|", "open-rd BSF2", "BSF2! ^r|rr|r|"],
  [
    "nb",
    { canBackspaceFiles: false, canBackspaceRecords: false },
    "r|r^|",
    "open-rd BSF1 BSR1",
    "BSF1! BSR1! r|r^|",
  ],
  ["np", { positioning: false }, "r^|r|", "open-rd REW FSF1", "REW! FSF1! r^|r|"],
  ["EOM", { hasEod: true }, "^r|r||", "open-rd EOM", "EOM r|r||^"],
  ["NOEOM", { hasEod: false }, "^r|r||", "open-rd EOM", "EOM r|^r||"],
  [
    "DEADEND",
    { emptyReadProbesEod: false },
    "r|^|",
    "open-rd read BSF1 read REW read",
    "read=0 BSF1! read=ERR REW read=100 r^||",
  ],
  ["one mark at close", {}, "r|^|", "open-wr write close", "write=100 close r|r|^"],
  ["no mark at close", { marksOnClose: 0 }, "r|^|", "open-wr write close", "write=100 close r|r^"],
  [
    "two marks at close",
    { marksOnClose: 2 },
    "r|^|",
    "open-wr write close",
    "write=100 close r|r|^|",
  ],
  ["a mark before motion", { marksOnClose: 2 }, "^", "open-wr write BSF1", "write=100 BSF1 r^||"],
  [
    "no second mark behind an explicit one",
    { marksOnClose: 2 },
    "^",
    "open-wr write WEOF1 close",
    "write=100 WEOF1 close r|^",
  ],
  ["wc", { nullFileOnEmptyWrite: true }, "r|^|r", "open-wr close", "close r||^"],
  ["nothing written", {}, "r|^|", "open-wr close", "close r|^|"],
  [
    "fc",
    { closeAfterReading: "next-file" },
    "^rr|r|",
    "open-rd read close",
    "read=100 close rr|^r|",
  ],
  [
    "fc behind a mark",
    { closeAfterReading: "next-file" },
    "^rr|r|",
    "open-rd FSF1 close",
    "FSF1 close rr|^r|",
  ],
  [
    "fc at the end",
    { closeAfterReading: "next-file" },
    "r|^r",
    "open-rd read close",
    "read=100 close r|r^",
  ],
  [
    "anr",
    { closeAfterReading: "next-file-if-read" },
    "^rr|r|",
    "open-rd read close",
    "read=100 close rr|^r|",
  ],
  [
    "anr, nothing read",
    { closeAfterReading: "next-file-if-read" },
    "^rr|r|",
    "open-rd FSR1 close",
    "FSR1 close r^r|r|",
  ],
  [
    "rewinds at close",
    { rewindOnClose: true },
    "r^r|",
    "open-rd read close",
    "read=100 close ^rr|",
  ],
  [
    "REWRT",
    { needsMarkToOverwrite: true },
    "r|^r|",
    "open-wr write WEOF1 write",
    "write=ERR WEOF1 write=100 r||r^",
  ],
  ["REWRT at the end", { needsMarkToOverwrite: true }, "r|^|", "open-wr write", "write=100 r|r^"],
  [
    "REWRT at the beginning",
    { needsMarkToOverwrite: true },
    "^r|",
    "open-wr write",
    "write=100 r^",
  ],
  [
    "ow, come by reading",
    { backsOverMarkToAppend: true },
    "r|^|",
    "open-rd read close open-wr write",
    "read=0 close open-wr write=100 rr^",
  ],
  [
    "ow, come by an operation",
    { backsOverMarkToAppend: true },
    "r|^|",
    "open-rd read BSF1 FSF1 close open-wr write",
    "read=0 BSF1 FSF1 close open-wr write=100 r|r^",
  ],
  [
    "sticky",
    { stickyErrors: true },
    "r|^|",
    "open-rd FSF9 REW close open-rd REW",
    "FSF9! REW! close open-rd REW ^r||",
  ],
  ["other numbers", { opCodes: { fsf: 9 } }, "^r|r|", "open-rd FSF1", "op11! ^r|r|"],
])("%s", async (_, quirks, drawing, words, expected) => {
  expect(await use(quirks, drawing, words)).toBe(expected);
});

test("a number that replaces an operation's is that operation, and no other", async () => {
  const profile = { ...plainProfile, opCodes: { fsf: MtOp.Retension, bsf: 102 } };
  const tape = createQuirkyTape({ profile, tape: tapeItems("r|r|") });
  const unit = await tape.open("r");
  await unit.operation(MtOp.Retension, 1);
  expect(tape.drawing()).toBe("r|^r|");
  await unit.operation(102, 1);
  expect(tape.trace()).toBe("open-rd FSF1 BSF1");
  await expect(unit.operation(MtOp.Bsf, 1)).rejects.toMatchObject({ code: "ENOSYS" });
});

test("blocks: a write is cut into them, a read takes whole ones up to a mark", async () => {
  const tape = createQuirkyTape({ profile: { ...plainProfile, blockSize: 512 } });
  const unit = await tape.open("rw");
  expect(await unit.write(new Uint8Array(1536).fill(1))).toBe(1536);
  await expect(unit.write(new Uint8Array(100))).rejects.toMatchObject({ code: "EINVAL" });
  await unit.operation(MtOp.Rewind, 1);
  expect(tape.drawing()).toBe("^rrr|");
  expect(await unit.read(new Uint8Array(1024))).toBe(1024);
  expect(await unit.read(new Uint8Array(1024))).toBe(512);
  expect(await unit.read(new Uint8Array(1024))).toBe(0);
});

test("a tape ends early, with room for marks", async () => {
  const tape = createQuirkyTape({ profile: plainProfile, capacityBytes: 250 });
  const unit = await tape.open("w");
  await unit.write(new Uint8Array(200));
  await expect(unit.write(new Uint8Array(51))).rejects.toMatchObject({ code: "ENOSPC" });
  expect(await unit.write(new Uint8Array(50))).toBe(50);
  await unit.close();
  expect(tape.drawing()).toBe("rr|^");
});

test.each([
  ["open", "EROFS"],
  ["write", "EACCES"],
] as const)("a switch that the driver looks at when it comes to %s: %s", async (when, code) => {
  const tape = createQuirkyTape({ profile: plainProfile, writeProtected: when });
  const writing = tape.open("w").then((unit) => unit.write(new Uint8Array(1)));
  await expect(writing).rejects.toMatchObject({ code, details: { reason: "write-protected" } });
});

test("a format that is wrong shows when the tape is read, and changes at the beginning only", async () => {
  // The scenario of NEWS-OS st(4): a QIC-120 tape, read by the name of another format.
  const profile: TapeProfile = { ...plainProfile, formatChange: "beginning-only" };
  const tape = createQuirkyTape({ profile, tape: tapeItems("rr|"), recordedDensity: "32" });
  const named = (density: string, rewindOnClose: boolean) =>
    tape.openAs({ density, rewindOnClose });
  const wrong = await named("24", false)("r");
  await expect(wrong.read(new Uint8Array(100))).rejects.toMatchObject({
    code: "EIO",
    details: { reason: "blank" },
  });
  await wrong.close();
  expect(tape.drawing()).toBe("r^r|");
  await expect(named("32", true)("r")).rejects.toMatchObject({
    code: "EINVAL",
    details: { reason: "not-at-bom" },
  });
  await (await named("24", true)("r")).close();
  const right = await named("32", false)("r");
  expect(await right.read(new Uint8Array(100))).toBe(100);
});

test("writing from the beginning records in the format of the name", async () => {
  const tape = createQuirkyTape({ profile: plainProfile, recordedDensity: "24" });
  const unit = await tape.openAs({ density: "32" })("w");
  await unit.write(new Uint8Array(10));
  await unit.close();
  await (await tape.openAs({ density: "24", rewindOnClose: true })("r")).close();
  const other = await tape.openAs({ density: "24" })("r");
  await expect(other.read(new Uint8Array(10))).rejects.toMatchObject({ code: "EIO" });
});

test("a status that can't be trusted says nothing of the head", async () => {
  for (const [statusDoubleCheck, told] of [
    [true, [1, 2]],
    [false, [0, 0]],
  ] as const) {
    const profile = { ...plainProfile, statusDoubleCheck };
    const tape = createQuirkyTape({ profile, tape: tapeItems("r|r|"), head: 2 });
    const { fileno, blkno } = await (await tape.open("r")).status();
    expect([fileno, blkno]).toEqual(told);
  }
});

test("the files of a tape are those in front of two marks in a row", () => {
  const counts = (drawing: string) => logicalFiles(tapeItems(drawing)).map(({ length }) => length);
  expect(counts("rrr|rr|r||r||")).toEqual([3, 2, 1]);
  expect(counts("rr|r")).toEqual([2, 1]);
  expect(counts("|r|")).toEqual([]);
  expect(counts("")).toEqual([]);
  expect(drawTape(tapeItems("xr|r"), 3)).toBe("xr|^r");
  expect(() => tapeItems("ro")).toThrow(RangeError);
});
