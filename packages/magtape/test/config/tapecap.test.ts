import { describe, expect, test } from "vitest";
import {
  findTapecapEntry,
  formatField,
  formatSource,
  parseTapecapFile,
  resolveTapecap,
  type TapecapCompat,
} from "../../src/config/index.js";
import { codeOf, fieldsOf, iraf, resolve } from "./resolving.js";

describe("1 continuation", () => {
  test("leading blanks go, and an empty capability between two lines is none", () => {
    const text = "a|A:bs#1:\\\n  \t:se:\\\n\tdt=a b\\\n   c:\n";
    expect(fieldsOf(text, "a")).toBe("bs#1:se:dt=a bc");
    expect(fieldsOf(text, "a", iraf)).toBe("bs#1:se:dt=a bc");
  });

  test("each capability knows its line", () => {
    const { fields } = resolve("\n#\na|A:bs#1:\\\n  :se:nb:\\\n  :ts#5:\n", "a");
    expect(fields.map((field) => `${field.code} ${formatSource(field.source)}`)).toEqual([
      "bs tapecap:3",
      "se tapecap:4",
      "nb tapecap:4",
      "ts tapecap:5",
    ]);
  });

  test("a backslash before anything else stays, and two at the end of a line continue nothing", () => {
    expect(fieldsOf("a|A:dt=x\\ty:\n", "a")).toBe("dt=x\\ty");
    expect(fieldsOf("a|A:dt=x\\\\\n:bs#5:\n", "a")).toBe("dt=x\\\\");
  });

  test.each(["a|A:bs#1:\\", "a|A:bs#1:\\\n", "a|A:bs#1:\\\n\nb|B:se:\n"])(
    "%j ends in a continuation: IRAF finds nothing",
    (text) => {
      expect(codeOf(() => resolve(text, "a", iraf))).toBe("CONTINUATION_AT_END");
      expect(fieldsOf(text, "a")).toBe("bs#1");
    },
  );

  test("lines may end with CR LF", () => {
    expect(fieldsOf("a|A:bs#1:\\\r\n\t:se:\r\n", "a")).toBe("bs#1:se");
  });
});

describe("2 a header without a colon", () => {
  const text = "b|B:se:\nbroken|header\na|A:bs#1:\n";

  test("stops IRAF's search, but not before it", () => {
    expect(codeOf(() => resolve(text, "a", iraf))).toBe("BAD_HEADER");
    expect(codeOf(() => resolve(text, "none", iraf))).toBe("BAD_HEADER");
    expect(fieldsOf(text, "b", iraf)).toBe("se");
  });

  test("is skipped otherwise", () => {
    expect(fieldsOf(text, "a")).toBe("bs#1");
    expect(codeOf(() => resolve(text, "broken"))).toBe("NO_ENTRY");
  });
});

describe("3 names", () => {
  test("are compared exactly", () => {
    const text = "mta|MTA|x y:bs#1:\nmt|d:bs#2:\n";
    expect(fieldsOf(text, "mta", iraf)).toBe("bs#1");
    expect(fieldsOf(text, "mt", iraf)).toBe("bs#2");
    expect(codeOf(() => resolve(text, "Mta", iraf))).toBe("NO_ENTRY");
    expect(codeOf(() => resolve(text, "Mta"))).toBe("NO_ENTRY");
  });

  test("the last one is never found by IRAF", () => {
    expect(codeOf(() => resolve("mta:bs#1:\n", "mta", iraf))).toBe("NO_ENTRY");
    expect(codeOf(() => resolve("mta|mtb:bs#1:\n", "mtb", iraf))).toBe("NO_ENTRY");
    expect(fieldsOf("mta|mtb:bs#1:\n", "mta", iraf)).toBe("bs#1");
  });

  test("the last one is found where no entry has the name in front of another", () => {
    expect(fieldsOf("mta:bs#1:\n", "mta")).toBe("bs#1");
    expect(fieldsOf("mta|mtb:bs#1:\nmtb|x:bs#2:\n", "mtb")).toBe("bs#2");
    expect(fieldsOf(" \nmtc | mtd | x:bs#3:\n", "mtd")).toBe("bs#3");
  });

  test("the first of several entries counts", () => {
    expect(fieldsOf("a|A:bs#1:\na|A:bs#2:\n", "a")).toBe("bs#1");
  });

  test("entries begin in column 1, comments there only", () => {
    const text = "# a|A:bs#1:\n a|A:bs#2:\na|#|A:bs#3:\n";
    expect(fieldsOf(text, "a")).toBe("bs#3");
    expect(fieldsOf(text, "#")).toBe("bs#3");
  });
});

describe("4 tc", () => {
  const base = "x|X:ts#7:tc=y:\ny|Y:ts#8:fs#9:\n";

  test("adds the capabilities of another entry", () => {
    expect(fieldsOf(`a|A:bs#1:tc=x:\n${base}`, "a")).toBe("bs#1:ts#7:fs#9");
    expect(fieldsOf(`${base}a|A:bs#1:tc=x\n`, "a", iraf)).toBe("bs#1:ts#7:fs#9");
  });

  test.each<TapecapCompat>(["strict", "iraf"])("in the middle it is inert (%s)", (compat) => {
    expect(fieldsOf(`a|A:tc=x:bs#1:\n${base}`, "a", { compat })).toBe("tc=x:bs#1");
  });

  test("is inert for IRAF when blanks follow", () => {
    expect(fieldsOf(`a|A:bs#1:tc=y: \n${base}`, "a", iraf)).toBe("bs#1:tc=y");
    expect(fieldsOf(`a|A:bs#1:tc=y: \n${base}`, "a")).toBe("bs#1:ts#8:fs#9");
  });

  test("goes by two characters in IRAF", () => {
    expect(fieldsOf(`a|A:tc#y:\n${base}`, "a", iraf)).toBe("ts#8:fs#9");
    expect(fieldsOf(`a|A:tc#y:\n${base}`, "a")).toBe("tc#y");
  });

  test.each<TapecapCompat>(["strict", "iraf"])("to nowhere is an error (%s)", (compat) => {
    const text = "a|A:bs#1:\\\n\t:tc=none:\n";
    expect(codeOf(() => resolve(text, "a", { compat }))).toBe("TC_MISSING");
    expect(() => resolve(text, "a", { compat })).toThrow(/^tapecap:1: tc=none/);
  });

  test("the chain is told", () => {
    const { entries } = resolve(`a|A:bs#1:tc=x:\n${base}`, "a");
    expect(entries.map(({ line }) => line)).toEqual([1, 2, 3]);
  });
});

describe("5 depth", () => {
  const chain = (hops: number) =>
    Array.from({ length: hops + 1 }, (_, i) =>
      i === hops ? `e${i}|x:ts#${i}:` : `e${i}|x:tc=e${i + 1}:`,
    ).join("\n");

  test.each<TapecapCompat>(["strict", "iraf"])("8 hops are followed, 9 are not (%s)", (compat) => {
    expect(fieldsOf(chain(8), "e0", { compat })).toBe("ts#8");
    expect(codeOf(() => resolve(chain(9), "e0", { compat }))).toBe("TC_TOO_DEEP");
    expect(fieldsOf(chain(9), "e1", { compat })).toBe("ts#9");
  });

  test("a circle ends: IRAF counts, we see it", () => {
    const text = "a|A:bs#1:tc=b:\nb|B:tc=a:\n";
    expect(codeOf(() => resolve(text, "a", iraf))).toBe("TC_TOO_DEEP");
    expect(codeOf(() => resolve(text, "a"))).toBe("TC_LOOP");
    expect(() => resolve(text, "a")).toThrow("tapecap:2: tc=a leads back to line 1");
  });
});

describe("6 capabilities of the user", () => {
  const text = "a|A:bs#1:ts#2:\n";

  test("the command line wins over the environment, which wins over the file", () => {
    const resolved = resolve(text, "a", { overrides: ":ts#3:", devcap: ":ts#4:so" });
    expect(resolved.fields.map((f) => [formatField(f), formatSource(f.source)])).toEqual([
      ["ts#3", "command line"],
      ["so", "environment"],
      ["bs#1", "tapecap:1"],
    ]);
    expect(resolved.shadowed.map(formatField)).toEqual(["ts#4", "ts#2"]);
  });

  test("IRAF wants a colon in front", () => {
    expect(fieldsOf(text, "a", { overrides: "ts#3:se", compat: "iraf" })).toBe("se:bs#1:ts#2");
    expect(fieldsOf(text, "a", { overrides: "ts#3:se" })).toBe("ts#3:se:bs#1");
  });
});

describe("7 the first of a code wins", () => {
  test("and the others are told", () => {
    const resolved = resolve("a|A:bs#1:se:bs#2:bs@:\n", "a");
    expect(resolved.fields.map(formatField)).toEqual(["bs#1", "se"]);
    expect(resolved.shadowed.map(formatField)).toEqual(["bs#2", "bs@"]);
  });

  test.each<TapecapCompat>(["strict", "iraf"])("200 codes are enough (%s)", (compat) => {
    const letters = [..."ABCDEFGHIJKLMNOPQRST"];
    const all = letters.flatMap((first) => letters.map((second) => first + second));
    const codes = (count: number) => all.slice(0, count).join(":");
    expect(resolve(`a|A:${codes(200)}:\n`, "a", { compat }).fields).toHaveLength(200);
    expect(codeOf(() => resolve(`a|A:${codes(201)}:\n`, "a", { compat }))).toBe("TOO_MANY_CODES");
  });
});

describe("files", () => {
  const files = [
    { path: "tapecap.host", text: "a|A:bs#1:\nbroken|B:tc=none:\n" },
    { path: "tapecap", text: "a|A:bs#2:\nb|B:bs#3:\nbroken|B:bs#4:\n" },
  ];
  const look = (name: string, compat: TapecapCompat) =>
    resolveTapecap({ files, name, compat }).fields.map((f) => formatSource(f.source))[0];

  test("an entry that the first does not have is found in the second", () => {
    expect(look("a", "strict")).toBe("tapecap.host:1");
    expect(look("b", "strict")).toBe("tapecap:2");
  });

  test("IRAF goes on after any failure, we tell it", () => {
    expect(look("broken", "iraf")).toBe("tapecap:3");
    expect(codeOf(() => look("broken", "strict"))).toBe("TC_MISSING");
  });

  test("no entry anywhere names the files", () => {
    expect(() => look("none", "strict")).toThrow("no entry none in tapecap.host, tapecap");
    expect(codeOf(() => resolveTapecap({ files: [], name: "a" }))).toBe("NO_ENTRY");
  });
});

test("an entry too long for anybody is refused", () => {
  const text = `a|A:\\\n${" :dt=0123456789:\\\n".repeat(1000)} :bs#1:\n`;
  expect(codeOf(() => resolve(text, "a"))).toBe("TOO_LONG");
  const body = (length: number) => `a|A:dt=${"x".repeat(length - 5)}:\n`;
  expect(codeOf(() => resolve(body(8192), "a"))).toBeUndefined();
  expect(codeOf(() => resolve(body(8193), "a"))).toBe("TOO_LONG");
});

test("the entries of a file can be listed", () => {
  const file = parseTapecapFile("a|b|C d:bs#1:\n:x:\n\ne:ts#1:\n");
  expect(file.entries).toEqual([
    { path: "tapecap", line: 1, names: ["a", "b", "C d"], colon: 7 },
    { path: "tapecap", line: 4, names: ["e"], colon: 1 },
  ]);
  expect(findTapecapEntry(file, "e", "iraf")).toBeUndefined();
});
