import { expect, test } from "vitest";
import {
  describeMtOp,
  errnoNamed,
  errnoNumber,
  errnoText,
  MtOp,
  MtStatus,
  mtOperationNamed,
  mtOperations,
  mtStatusPhrases,
  TapeError,
  type TapeErrorCode,
} from "../src/index.js";

test("every operation code is described once, in ascending order", () => {
  expect(mtOperations.map(({ code }) => code)).toEqual(Object.values(MtOp));
  for (const { code, names, summary } of mtOperations) {
    expect(describeMtOp(code)?.names[0]).toBe(names[0]);
    expect(summary.length).toBeGreaterThan(5);
  }
  for (const code of [17, 18, 19, 35, -1, 1.5]) expect(describeMtOp(code)).toBeUndefined();
});

// Words of the three programs as their manuals give them.
const gnu =
  "eof weof fsf bsf fsr bsr rewind offline rewoffl eject bsfm eom retension erase fsfm seek";
const mtSt =
  "wset fss bss eod seod tell setblk lock unlock load compression setdensity drvbuffer setpartition mkpartition";
const ftmt = "unload reset setdrvbuffer nop";

test.each(`${gnu} ${mtSt} ${ftmt}`.split(" "))("%s is known", (word) => {
  expect(mtOperationNamed(word)?.names).toContain(word);
});

test("a word belongs to one operation", () => {
  const words = mtOperations.flatMap(({ names }) => names);
  expect(new Set(words).size).toBe(words.length);
  expect(mtOperationNamed("fs")).toBeUndefined();
});

// Numbers of Linux' mtio.h.
test.each([
  ["fsf", 1],
  ["bsf", 2],
  ["fsr", 3],
  ["bsr", 4],
  ["weof", 5],
  ["rewind", 6],
  ["offline", 7],
  ["nop", 8],
  ["retension", 9],
  ["bsfm", 10],
  ["fsfm", 11],
  ["eom", 12],
  ["erase", 13],
  ["setblk", 20],
  ["setdensity", 21],
  ["seek", 22],
  ["drvbuffer", 24],
  ["fss", 25],
  ["wset", 27],
  ["lock", 28],
  ["load", 30],
  ["unload", 31],
  ["compression", 32],
  ["mkpartition", 34],
])("%s is operation %i", (word, code) => {
  expect(mtOperationNamed(word)?.code).toBe(code);
});

test.each([
  [0x80000000, "at file mark"],
  [0x20000000, "at end of tape"],
  [0x08000000, "at end of recorded data"],
  [0x04000000, "write protected"],
  [0x01000000, "tape online"],
  [0x00040000, "no cartridge present"],
  [0x00008000, "cleaning requested"],
])("bit %i says %s", (bit, phrase) => {
  expect(mtStatusPhrases(bit)).toEqual([phrase]);
});

test("what changes the recording needs a unit open for writing", () => {
  const writing = mtOperations.filter(({ writes }) => writes).map(({ code }) => code);
  expect(writing).toEqual([MtOp.Weof, MtOp.Erase, MtOp.Wsm, MtOp.MakePartition]);
});

test("a status word recorded from a drive reads as ftmt printed it", () => {
  expect(mtStatusPhrases(0x41000000)).toEqual(["at begin of tape", "tape online"]);
});

test("every status bit has a phrase of its own, and all are unsigned", () => {
  const bits = Object.values(MtStatus);
  const phrases = bits.map((bit) => mtStatusPhrases(bit));
  expect(phrases.every((list) => list.length === 1)).toBe(true);
  expect(new Set(phrases.flat()).size).toBe(bits.length);
  expect(bits.every((bit) => bit > 0)).toBe(true);
  expect(mtStatusPhrases(0)).toEqual([]);
});

// From the errno table of Linux, and glibc's strerror in the C locale.
const errnos: readonly (readonly [TapeErrorCode, number, string])[] = [
  ["EIO", 5, "Input/output error"],
  ["ENXIO", 6, "No such device or address"],
  ["EACCES", 13, "Permission denied"],
  ["EBUSY", 16, "Device or resource busy"],
  ["ENODEV", 19, "No such device"],
  ["EINVAL", 22, "Invalid argument"],
  ["ENOSPC", 28, "No space left on device"],
  ["ESPIPE", 29, "Illegal seek"],
  ["EROFS", 30, "Read-only file system"],
  ["ENOSYS", 38, "Function not implemented"],
  ["ENODATA", 61, "No data available"],
];

test.each(errnos)("%s is %i, %s", (code, number, text) => {
  expect(errnoNumber(code)).toBe(number);
  expect(errnoText(code)).toBe(text);
  expect(errnoNamed(number)).toBe(code);
  expect(errnoNamed(-number)).toBe(code);
});

test("a number that no tape driver returns has no name", () => {
  expect(errnoNamed(0)).toBeUndefined();
  expect(errnoNamed(9999)).toBeUndefined();
});

test("an error carries code, numbers and cause", () => {
  const cause = new Error("sector 3");
  const error = new TapeError("EIO", "segment 7 unreadable", { segment: 7 }, cause);
  expect(error).toMatchObject({ name: "TapeError", code: "EIO", details: { segment: 7 }, cause });
  expect("cause" in new TapeError("EIO", "segment 7 unreadable")).toBe(false);
});
