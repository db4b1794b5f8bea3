import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ConfigError,
  type DevtableFlag,
  devtableFlags,
  devtableLineOf,
  devtableProfile,
  findDevtableRecord,
  formatDevtableRecord,
  lintDevtable,
  parseDevtable,
  profileFromDevtable,
} from "../../src/config/index.js";
import { plainProfile, type TapeProfile } from "../../src/index.js";

const profileOf = (line: string) => profileFromDevtable(parseDevtable(line)[0]!);

test("a record is a path, a name, a block size and flags; blank lines and comments are none", () => {
  const text = "# drives\n\n  /dev/rmt/0bn\trmt/0 1024 SHREC  STREAD \r\n/dev/nst0 st0 0\n";
  expect(parseDevtable(text, { path: "devtable" })).toEqual([
    {
      path: "devtable",
      line: 3,
      tapePath: "/dev/rmt/0bn",
      genericName: "rmt/0",
      blockSize: 1024,
      flags: ["SHREC", "STREAD"],
    },
    {
      path: "devtable",
      line: 4,
      tapePath: "/dev/nst0",
      genericName: "st0",
      blockSize: 0,
      flags: [],
    },
  ]);
});

describe("what each flag means", () => {
  test.each<[DevtableFlag, Partial<TapeProfile>]>([
    ["SHREC", { blockSize: 1024 }],
    ["STREAD", { readCrossesMark: false }],
    ["STSKIP", { skipCrossesMark: false }],
    ["IGNPEOF", { readCrossesMark: false, skipCrossesMark: false }],
    ["BYEOM", { readAtEodPassesSecondMark: true }],
    ["NOEOM", { hasEod: false }],
    ["DEADEND", { emptyReadProbesEod: false }],
    ["SOFTBOT", { bsfPastBotDetectable: false }],
    ["BADFSR", { multiRecordFsrSafe: false }],
    ["NOTRL", { trailerFile: false }],
    ["REWRT", { needsMarkToOverwrite: true }],
    ["NOMTGET", { statusDoubleCheck: false }],
  ])("%s", (flag, expected) => {
    expect(profileOf(`/dev/nst0 nst0 1024 ${flag}`)).toEqual({
      ...devtableProfile,
      names: ["/dev/nst0", "nst0"],
      device: "/dev/nst0",
      lockName: "nst0",
      ...expected,
    });
  });

  test("there are twelve", () => {
    expect(Object.keys(devtableFlags)).toHaveLength(12);
  });

  test("a drive that is not listed goes to the end, has trailers and a status to trust", () => {
    expect(devtableProfile).toEqual({
      ...plainProfile,
      hasEod: true,
      trailerFile: true,
      statusDoubleCheck: true,
    });
  });
});

describe("what is refused or doubtful", () => {
  test.each([
    ["/dev/nst0", "missing-field", "error"],
    ["/dev/nst0 st0", "missing-field", "error"],
    ["/dev/nst0 st1 1024", "not-a-part", "error"],
    ["/dev/nst0 st0 1k", "bad-block-size", "error"],
    ["/dev/nst0 st0 -1", "bad-block-size", "error"],
    ["/dev/nst0 st0 0 SHREC", "bad-block-size", "error"],
    ["/dev/nst0 st0 0 shrec", "lower-case-flag", "error"],
    ["/dev/nst0 st0 0 NOPE", "unknown-flag", "error"],
    ["/dev/nst0 st0 0 toString", "unknown-flag", "error"],
    ["/dev/nst0 st0 512 SHREC", "unusual-block-size", "warning"],
    ["/dev/nst0 st0 0 NOEOM,REWRT", "flag-separator", "warning"],
    ["/dev/nst0 st0 0\n/dev/nst0 nst0 0", "duplicate-path", "warning"],
  ])("%j: %s", (text, rule, severity) => {
    const line = text.includes("\n") ? 2 : 1;
    expect(lintDevtable(text)).toMatchObject([{ rule, severity, line }]);
    if (severity === "error") {
      expect(() => parseDevtable(text)).toThrow(ConfigError);
      expect(() => parseDevtable(text)).toThrow(/^devtable:1: /);
    } else expect(parseDevtable(text)).toHaveLength(line);
  });

  test("other separators serve", () => {
    expect(parseDevtable("/dev/nst0 st0 0 NOEOM,REWRT|NOEOM")[0]?.flags).toEqual([
      "NOEOM",
      "REWRT",
    ]);
  });
});

test("a drive is found by its path, then by its name, the first counting", () => {
  const records = parseDevtable("/dev/nst0 st0 1\n/dev/nst0 nst0 2\n/dev/xst0 st0 3\n");
  expect(findDevtableRecord(records, "/dev/nst0").blockSize).toBe(1);
  expect(findDevtableRecord(records, "st0").blockSize).toBe(1);
  expect(findDevtableRecord(records, "/dev/xst0").blockSize).toBe(3);
  expect(() => findDevtableRecord(records, "/dev/nst1")).toThrow(ConfigError);
});

describe("writing", () => {
  const flag = fc.constantFrom(...(Object.keys(devtableFlags) as DevtableFlag[]));

  test("a record is read back, and so is the line of its profile", () => {
    const record = fc.record({
      tapePath: fc.constantFrom("/dev/nst0", "/dev/rmt/0bn"),
      genericName: fc.constantFrom("0", "dev"),
      blockSize: fc.integer({ min: 1, max: 60000 }),
      flags: fc.uniqueArray(flag),
    });
    fc.assert(
      fc.property(record, (any) => {
        const line = formatDevtableRecord(any);
        expect(parseDevtable(line)).toEqual([{ ...any, path: "devtable", line: 1 }]);
        const profile = profileOf(line);
        expect(profileOf(devtableLineOf(profile)!)).toEqual(profile);
      }),
    );
  });

  test("the two words for marks become one", () => {
    expect(devtableLineOf(profileOf("/dev/nst0 st0 5 STREAD STSKIP NOTRL"))).toBe(
      "/dev/nst0 st0 1024 IGNPEOF NOTRL",
    );
  });

  test("what a devtable has no word for has no line", () => {
    const profile = profileOf("/dev/nst0 st0 5");
    expect(devtableLineOf({ ...profile, multiFileFsf: true })).toBeUndefined();
    expect(devtableLineOf({ ...profile, device: "" })).toBeUndefined();
    expect(devtableLineOf({ ...profile, lockName: "a b" })).toBeUndefined();
  });
});

test("any text is records or a refusal, and every refusal is a finding", () => {
  const word = fc.constantFrom(
    "/dev/nst0",
    "st0",
    "1024",
    "SHREC",
    "shrec",
    "#",
    "\n",
    "\r\n",
    "\t",
    ",",
  );
  const text = fc.oneof(
    fc.array(word).map((words) => words.join(" ")),
    fc.string({ unit: "binary" }),
  );
  fc.assert(
    fc.property(text, (any) => {
      const errors = lintDevtable(any).filter(({ severity }) => severity === "error");
      try {
        parseDevtable(any);
        expect(errors).toEqual([]);
      } catch (error) {
        expect(error).toBeInstanceOf(ConfigError);
        expect(errors).not.toEqual([]);
      }
    }),
    { numRuns: 1000 },
  );
});
