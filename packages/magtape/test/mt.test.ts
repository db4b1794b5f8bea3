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
