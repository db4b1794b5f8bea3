import { describe, expect, test } from "vitest";
import {
  type ConfigErrorCode,
  formatField,
  profileFromTapecap,
  type TapecapCompat,
  tapecapFlag,
  tapecapNumber,
  tapecapText,
} from "../../src/config/index.js";
import { codeOf, fieldsOf, iraf, resolve } from "./resolving.js";

describe("8 and 9 negation", () => {
  const flag = (fields: string, compat: TapecapCompat) =>
    tapecapFlag(resolve(`a|A:${fields}:\n`, "a", { compat }), "nb");

  test.each([
    ["nb", true, true],
    ["se", false, false],
    ["nb=no", true, true],
    ["nb#0", true, true],
    ["nb@", false, false],
    ["nb@:nb", false, false],
    ["nb:nb@", true, false],
    ["nb:se:nb:nb@", true, false],
  ])(":%s: is %s, for IRAF %s", (fields, strict, original) => {
    expect(flag(fields, "strict")).toBe(strict);
    expect(flag(fields, "iraf")).toBe(original);
  });

  test.each<TapecapCompat>(["strict", "iraf"])("a number or text can be negated (%s)", (compat) => {
    const resolved = resolve("a|A:ts@:dt@:nf#2:nf@:ts#5:dt=x:\n", "a", { compat });
    expect(tapecapNumber(resolved, "ts")).toBeUndefined();
    expect(tapecapText(resolved, "dt")).toBeUndefined();
    expect(tapecapNumber(resolved, "nf")).toBe(2);
  });
});

describe("10 numbers", () => {
  const number = (field: string, compat: TapecapCompat) =>
    tapecapNumber(resolve(`a|A:${field}:\n`, "a", { compat }), field.slice(0, 2));

  test.each<[string, number | ConfigErrorCode, number]>([
    ["fb#10", 10, 10],
    ["fb=10", 10, 0],
    ["fe=22", 22, 0],
    ["fb#10k", "BAD_VALUE", 10],
    ["fb#", "BAD_VALUE", 0],
    ["bs#512", 512, 512],
    ["bs=512", 512, 512],
    ["ts=1200", 1200, 1200],
    ["ts1200", 1200, 1200],
    ["ts#-5", "BAD_VALUE", 5],
    ["ts#1k", "BAD_VALUE", 1],
    ["ts#64x2", "BAD_VALUE", 642],
    ["ts#", "BAD_VALUE", 0],
    ["ts# 7 ", 7, 7],
    ["ts#0x10", "BAD_VALUE", 10],
    ["ts#2147483647", 2147483647, 2147483647],
    ["ts#2147483648", "BAD_VALUE", 2147483647],
    ["nf", 0, 0],
    ["nf#3", 3, 3],
  ])(":%s: is %s, for IRAF %s", (field, strict, original) => {
    if (typeof strict === "number") expect(number(field, "strict")).toBe(strict);
    else expect(codeOf(() => number(field, "strict"))).toBe(strict);
    expect(number(field, "iraf")).toBe(original);
  });

  test("a bad number is told with its line", () => {
    const resolved = resolve("\na|A:\\\n  :ts#1k:\n", "a");
    expect(() => profileFromTapecap(resolved)).toThrow("tapecap:3: ts#1k is not a number");
    const overridden = resolve("a|A:ts#1:\n", "a", { overrides: ":ts=2k" });
    expect(() => profileFromTapecap(overridden)).toThrow(/^command line: ts=2k/);
  });
});

describe("11 texts", () => {
  const text = (field: string, compat: TapecapCompat) =>
    tapecapText(resolve(`a|A:${field}:\n`, "a", { compat }), field.slice(0, 2));

  test.each([
    ["dv=a\\072b", "a:b", "a:b"],
    ["dv=\\E^A\\n\\r\\t\\b\\f", "\x1b\x01\n\r\t\b\f", "\x1b\x01\n\r\t\b\f"],
    ["dv=\\^\\\\x", "^\\x", "^\\x"],
    ["dv=\\x", "x", "x"],
    ["dv=a\\7b\\1011", "a\x07bA1", "a\x07bA1"],
    ["dvplain", "plain", "plain"],
    ["dt=a\\058b", "a\x058b", "a:b"],
    ["dt=a\\072b", "a:b", "aHb"],
    ["dt=a\\nb", "a\nb", "a\\nb"],
    ["dn#6250", "6250", "6250"],
    ["dn=", "", ""],
  ])(":%s: is %j, for IRAF %j", (field, strict, original) => {
    expect(text(field, "strict")).toBe(strict);
    expect(text(field, "iraf")).toBe(original);
  });

  test("a colon behind a backslash ends the value for IRAF only", () => {
    expect(text("dv=qft\\:x.img", "strict")).toBe("qft:x.img");
    const { fields } = resolve("a|A:dv=qft\\:x.img:\n", "a", iraf);
    expect(fields.map(formatField)).toEqual(["dv=qft\\", "x.img"]);
  });

  test("the last value needs no colon behind it, and may end with one", () => {
    expect(fieldsOf("a|A:dt=x\\:", "a")).toBe("dt=x\\:");
    expect(fieldsOf("a|A:dt=x", "a")).toBe("dt=x");
  });
});
