import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  ConfigError,
  deviceNodePaths,
  formatTapeName,
  parseStatusTarget,
  parseTapeName,
  type TapeName,
  tapecapFiles,
} from "../../src/config/index.js";

const plain: TapeName = {
  node: undefined,
  name: "mta",
  magtape: true,
  file: undefined,
  record: undefined,
  attributes: "",
};

describe("names of tapes", () => {
  test.each<[string, Partial<TapeName>]>([
    ["mta", {}],
    ["mta[]", {}],
    ["mta[3]", { file: 3 }],
    ["mta[0]", { file: 0 }],
    ["mta[3.2]", { file: 3, record: 2 }],
    ["mta[3,2]", { file: 3, record: 2 }],
    ["mta[3.]", { file: 3 }],
    ["mta[.5]", { record: 5 }],
    ["mta[eot]", { file: "eot" }],
    ["mta[EOT]", { file: "eot" }],
    ["mta[eOt.1]", { file: "eot", record: 1 }],
    ["mta[2:ts=1200]", { file: 2, attributes: "ts=1200" }],
    ["mta[:so=corona,5139:nb]", { attributes: "so=corona,5139:nb" }],
    ["mta[:]", {}],
    ["mta[1::se:]", { file: 1, attributes: "se:" }],
    ["corona!mta[1]", { node: "corona", file: 1 }],
    ["a\\!b!mta", { node: "a!b" }],
    ["mta\\!b", { name: "mta!b" }],
    ["!mta!b", { name: "!mta!b", magtape: false }],
    ["n!x!mta", { node: "n", name: "x!mta", magtape: false }],
    ["qft0[1]", { name: "qft0", magtape: false, file: 1 }],
    ["MTA", { name: "MTA", magtape: false }],
  ])("%s", (spec, expected) => {
    expect(parseTapeName(spec)).toEqual({ ...plain, ...expected });
  });

  test.each([
    ["", "there is no name"],
    ["[3]", "there is no name"],
    ["corona!", "there is no name"],
    ["mta[3", "not closed"],
    ["mta[3]x", "something follows"],
    ["mta[-1]", "in brackets comes"],
    ["mta[3.-1]", "in brackets comes"],
    ["mta[3;2]", "in brackets comes"],
    ["mta[eof]", "in brackets comes"],
    ["mta[1.2.3]", "in brackets comes"],
    ["mta[9999999999]", "larger than 2147483647"],
    ["12345678901234567!mta", "node is longer than 16"],
    [`mt${"a".repeat(78)}`, "name is longer than 79"],
    [`mta[:${"a".repeat(513)}]`, "attributes is longer than 512"],
  ])("%s is refused: %s", (spec, why) => {
    expect(() => parseTapeName(spec)).toThrow(ConfigError);
    expect(() => parseTapeName(spec)).toThrow(why);
  });

  test.each([
    ["mta[eot]", "mta[EOT]"],
    ["mta[3,2]", "mta[3.2]"],
    ["n!mta[::se]", "n!mta[:se]"],
    ["mta[]", "mta"],
  ])("%s is written %s", (spec, written) => {
    expect(formatTapeName(parseTapeName(spec))).toBe(written);
  });

  const number = fc.option(fc.nat({ max: 2 ** 31 - 1 }), { nil: undefined });
  const letters = fc.constantFrom(..."amt!\\[].,:/ 0=#");
  const anyName = fc.record({
    node: fc.option(fc.string({ unit: letters, maxLength: 16 }), { nil: undefined }),
    name: fc.string({ unit: letters, minLength: 1, maxLength: 79 }),
    file: fc.oneof(number, fc.constant("eot" as const)),
    record: number,
    attributes: fc.string({ unit: letters, maxLength: 100 }),
  });

  test("what is written is read back", () => {
    const possible = anyName.filter(
      ({ node, name, attributes }) =>
        !`${node}${name}`.includes("[") &&
        !(node === undefined && name.startsWith("!")) &&
        !/^:|\]/.test(attributes) &&
        // No host is called "", and a backslash would hide the delimiter.
        !/^$|\\$/.test(node ?? "x"),
    );
    fc.assert(
      fc.property(possible, (name) => {
        const whole = { ...name, magtape: name.name.startsWith("mt") };
        expect(parseTapeName(formatTapeName(whole))).toEqual(whole);
      }),
    );
  });

  test("any text is a name or refused, and a name is written and read back", () => {
    const text = fc.oneof(
      fc.string({ unit: letters, maxLength: 40 }),
      fc.string({ unit: "binary" }),
    );
    fc.assert(
      fc.property(text, (spec) => {
        let name: TapeName;
        try {
          name = parseTapeName(spec);
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
          return;
        }
        expect(parseTapeName(formatTapeName(name))).toEqual(name);
      }),
      { numRuns: 1000 },
    );
  });
});

describe("where a tapecap file may be", () => {
  test("in the folder of the configuration, with the name of the computer first", () => {
    expect(tapecapFiles({ confdir: "/etc/floppytape", host: "corona" })).toEqual({
      files: ["/etc/floppytape/tapecap.corona", "/etc/floppytape/tapecap"],
      devcap: "",
    });
  });

  test("where the environment says, before", () => {
    expect(
      tapecapFiles({
        env: "/x/tapes:ts=1:se",
        confdir: ["/a", "/b"],
        host: "corona",
        node: "aurora",
      }),
    ).toEqual({
      files: [
        "/x/tapes.aurora",
        "/x/tapes",
        "/a/tapecap.aurora",
        "/a/tapecap",
        "/b/tapecap.aurora",
        "/b/tapecap",
      ],
      devcap: ":ts=1:se",
    });
  });

  test("the environment may add capabilities only", () => {
    expect(tapecapFiles({ env: ":so", confdir: "/c", host: "" })).toEqual({
      files: ["/c/tapecap"],
      devcap: ":so",
    });
    expect(tapecapFiles({ env: "", confdir: [], host: "h" })).toEqual({ files: [], devcap: "" });
  });

  test("a drive letter is part of the path", () => {
    expect(tapecapFiles({ env: "C:\\tapes:nb", confdir: [], host: "" })).toEqual({
      files: ["C:\\tapes"],
      devcap: ":nb",
    });
  });

  test("a name of a computer does not lead elsewhere", () => {
    const { files } = tapecapFiles({ confdir: "/c", host: "h", node: "../../x" });
    expect(files).toEqual(["/c/tapecap"]);
  });

  test.each([
    ["nqft0", ["/dev/nqft0", "/dev/rmt/nqft0"]],
    ["/dev/nst0", ["/dev/nst0"]],
    ["~/tapes/a.img", ["/home/me/tapes/a.img"]],
  ])("the device %s", (device, paths) => {
    expect(deviceNodePaths(device, "/home/me")).toEqual(paths);
  });
});

describe("where status lines go", () => {
  test.each([
    ["", "localhost", 5138],
    [",", "localhost", 5138],
    ["corona", "corona", 5138],
    ["corona,", "corona", 5138],
    [",5139", "localhost", 5139],
    ["corona, 5139", "corona", 5139],
  ])("%j is a monitor", (value, host, port) => {
    expect(parseStatusTarget(value)).toEqual({ kind: "socket", host, port });
  });

  test.each(["/dev/tty", "log/tape", "host/x,5"])("%j is a file", (path) => {
    expect(parseStatusTarget(path)).toEqual({ kind: "file", path });
  });

  test.each(["h,0", "h,65536", "h,x", "h,-1", "h,1,2"])("%j is refused", (value) => {
    expect(() => parseStatusTarget(value)).toThrow(ConfigError);
  });
});
