import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ConfigError,
  findTapecapEntry,
  formatTapecapEntry,
  lintTapecap,
  parseTapecapFile,
  profileFromTapecap,
  resolveTapecap,
  type TapecapCompat,
} from "../../src/config/index.js";
import { plainProfile } from "../../src/index.js";

const lint = (text: string) => lintTapecap(parseTapecapFile(text));
const rules = (text: string) => lint(text).map(({ line, rule }) => `${line} ${rule}`);

test("a sound file has no findings", () => {
  const text =
    "# tapes\n\na|b|a drive:\\\n\t:dv=nst0:lk=st0:bs#512:nf#2:\\\n\t:se:tc=base:\n\nbase|generic|any drive:ts#1000:dn=6250:so=,:\n";
  expect(lint(text)).toEqual([]);
  expect(lint("# nothing\n")).toEqual([]);
  expect(lint("")).toEqual([]);
});

describe("rules", () => {
  test.each<[string, string[]]>([
    // names and lines
    ["mta:ts#1:", ["1 unreachable-alias"]],
    ["mta|mtb:ts#1:", ["1 unreachable-alias"]],
    ["mta|mtb|  :ts#1:", []],
    ["a|x y:ts#1:\na|x y:ts#2:", ["2 duplicate-name"]],
    ["a|x y\nb|x y:ts#1:", ["1 header-without-colon"]],
    ["\n  :ts#1:\n", ["2 stray-line"]],
    [":ts#1:\n", ["1 stray-line"]],
    ["a|x y:ts#1:\\", ["1 continuation-at-end"]],
    ["a|x y:ts#1:\\\n", ["1 continuation-at-end"]],
    ["a|x y:ts#1:\\\n  \n", ["1 continuation-at-end"]],
    ["a|x y:ts#1:\\\n:nb:\n", []],
    ["a|x y:ts#1:\\\nb|x y:nb:\n", ["2 continuation-in-column-one", "2 unknown-code"]],
    ["a|x y:ts#1\n", ["1 missing-final-colon"]],
    ["a|x y:\\\n  :ts#1\n", ["2 missing-final-colon"]],
    // codes
    ["a|x y:zz#1:", ["1 unknown-code"]],
    ["a|x y:\\\n  :z:\n", ["2 short-code"]],
    ["a|x y:ts#1:\\\n  :ts#2:\n", ["2 duplicate-code"]],
    ["a|x y:nb:nb@:", ["1 late-negation"]],
    ["a|x y:nb@:nb:", ["1 duplicate-code"]],
    ["a|x y:zz@:", ["1 unknown-code"]],
    ["a|x y:nb@:ts@:", []],
    // values
    ["a|x y:ts=1:", ["1 wrong-kind"]],
    ["a|x y:ts1:", ["1 wrong-kind"]],
    ["a|x y:fb=10:", ["1 wrong-kind"]],
    ["a|x y:nb=no:", ["1 wrong-kind"]],
    ["a|x y:dv#nst0:", ["1 wrong-kind"]],
    ["a|x y:dvnst0:", ["1 wrong-kind"]],
    ["a|x y:dn#6250:", []],
    ["a|x y:ts#1k:", ["1 bad-number"]],
    ["a|x y:ts:", ["1 bad-number"]],
    ["a|x y:ts#9999999999:", ["1 bad-number"]],
    ["a|x y:nf:", []],
    ["a|x y:nf=2:", ["1 wrong-kind"]],
    ["a|x y:nfx:", ["1 bad-number"]],
    ["a|x y:dv=qft\\:a.img:", ["1 escaped-colon"]],
    ["a|x y:\\\n  :dv=a\\:b\\:c:", ["2 escaped-colon", "2 escaped-colon"]],
    ["a|x y:dv=a\\\\:", []],
    ["a|x y:dt=a\\072:", ["1 ambiguous-escape"]],
    ["a|x y:dv=a\\072:", []],
    ["a|x y:so=h,x:", ["1 bad-target"]],
    // tc
    ["a|x y:tc=b:ts#1:\nb|x y:nb:", ["1 inert-tc"]],
    ["a|x y:ts#1:tc=b: \nb|x y:nb:", ["1 trailing-blanks"]],
    ["a|x y:\\\n  :tc=none:", ["2 tc-missing"]],
    ["a|x y:tc=b:\nb|x y:tc=none:", ["2 tc-missing"]],
    ["a|x y:tc=a:", ["1 tc-loop"]],
    ["a|x y:tc=b:\nb|x y:tc=a:\nc|x y:tc=a:", ["1 tc-loop", "2 tc-loop"]],
  ])("%j", (text, expected) => {
    expect(rules(text)).toEqual(expected);
  });

  test("a row of entries that is too long", () => {
    const row = Array.from({ length: 10 }, (_, i) => `e${i}|x y:tc=e${i + 1}:`);
    expect(rules(`${row.join("\n")}\ne10|x y:ts#1:`)).toEqual(["1 tc-too-deep", "2 tc-too-deep"]);
  });

  test("more codes than anybody takes, and more text", () => {
    const letters = [..."ABCDEFGHIJKLMNO"];
    const codes = letters.flatMap((first) => letters.map((second) => first + second));
    expect(rules(`a|x y:${codes.join(":")}:`)).toContain("1 too-many-codes");
    expect(rules(`a|x y:${"nb:".repeat(5000)}`)).toEqual(["1 too-long"]);
  });

  test("what is not found, not used or refused is an error, the rest a warning", () => {
    const severity = (text: string) => lint(text).map((finding) => finding.severity);
    expect(severity("a|x y\n")).toEqual(["error"]);
    expect(severity("a|x y:tc=none:")).toEqual(["error"]);
    expect(severity("a|x y:ts#1k:")).toEqual(["error"]);
    expect(severity("a:zz:")).toEqual(["warning", "warning"]);
  });

  test("a finding says what to do", () => {
    expect(lint("mta:fb=10:").map(({ message }) => message)).toEqual([
      "IRAF takes the last name for a description and does not find mta; add |DESCRIPTION",
      "write fb#10; IRAF reads 0 here",
    ]);
  });
});

describe("any text", () => {
  const token = fc.constantFrom(
    ..."a|b:\\\n\t #=@".split(""),
    "tc=a:",
    "tc=b:\n",
    "\\\n",
    "\\\n\t:",
    "a|b:",
    "nb",
    "nb@",
    "ts#5",
    "dt=x\\:y",
  );
  const tapecap = fc.array(token, { maxLength: 60 }).map((tokens) => tokens.join(""));
  const bytes = fc.uint8Array({ maxLength: 300 }).map((array) => String.fromCharCode(...array));
  const text = fc.oneof(tapecap, bytes, fc.string({ unit: "binary" }));
  const compat = fc.constantFrom<TapecapCompat>("strict", "iraf");

  test("gives a profile or a ConfigError, for every name in it", () => {
    fc.assert(
      fc.property(text, text, compat, (any, overrides, mode) => {
        const file = parseTapecapFile(any);
        for (const name of ["a", ...file.entries.flatMap(({ names }) => names)])
          try {
            const resolved = resolveTapecap({
              files: [{ path: "tapecap", text: any }],
              name,
              overrides,
              compat: mode,
            });
            expect(new Set(resolved.fields.map(({ code }) => code)).size).toBe(
              resolved.fields.length,
            );
            const profile = profileFromTapecap(resolved);
            expect(Object.keys(profile).sort()).toEqual(Object.keys(plainProfile).sort());
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
      }),
      { numRuns: 500 },
    );
  });

  test("can be linted, each finding with a line of the text", () => {
    fc.assert(
      fc.property(text, (any) => {
        const file = parseTapecapFile(any);
        for (const { line, rule, message } of lintTapecap(file)) {
          expect(file.lines[line - 1]).toBeDefined();
          expect(rule).toMatch(/^[a-z]+(-[a-z]+)+$/);
          expect(message).not.toBe("");
        }
      }),
      { numRuns: 500 },
    );
  });

  test("whatever IRAF finds is found", () => {
    fc.assert(
      fc.property(text, (any) => {
        const file = parseTapecapFile(any);
        for (const name of file.entries.flatMap(({ names }) => names))
          try {
            const found = findTapecapEntry(file, name, "iraf");
            if (found !== undefined) expect(findTapecapEntry(file, name)).toBe(found);
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigError);
          }
      }),
    );
  });

  test("the first of a code is the one that holds", () => {
    const field = fc.constantFrom("nb", "nb@", "ts#1", "ts#2", "dt=a", "dt=b", "se");
    fc.assert(
      fc.property(fc.array(field), fc.array(field), (entry, given) => {
        const text = `a|b:${entry.join(":")}:\n`;
        const { fields } = resolveTapecap({
          files: [{ path: "tapecap", text }],
          name: "a",
          overrides: `:${given.join(":")}`,
        });
        for (const { code, kind, value } of fields) {
          const first = [...given, ...entry].find((each) => each.startsWith(code));
          expect(`${code}${{ flag: "", negated: "@", number: "#", text: "=" }[kind]}${value}`).toBe(
            first,
          );
        }
      }),
    );
  });
});

test("a hostile file takes no longer than a large one", () => {
  const circle = Array.from({ length: 3000 }, (_, i) => `e${i}|x:tc=e${(i + 1) % 3000}:`).join(
    "\n",
  );
  const endless = "a|b:\\\n".repeat(3000);
  const slashes = `a|b:${"\\".repeat(100_000)}x:`;
  for (const text of [circle, endless, slashes, ":".repeat(100_000), "|".repeat(100_000)])
    expect(lint(text).length).toBeGreaterThan(0);
});

test("what is written for a profile has no findings", () => {
  const profile = { ...plainProfile, names: ["mta"], device: "qft:letters.img", capacityKb: 5 };
  expect(lint(formatTapecapEntry(profile))).toEqual([]);
});
