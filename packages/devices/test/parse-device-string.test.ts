import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDeviceString } from "../src/index.js";

/** A parser for which only these files exist. */
const parse = (text: string, ...files: string[]) =>
  parseDeviceString(text, { isFile: (path) => files.includes(path) });

describe("targets", () => {
  test.each([
    ["a.img", { kind: "image", path: "a.img" }],
    ["attic/a.img", { kind: "image", path: "attic/a.img" }],
    ["./nqft:a.img", { kind: "image", path: "./nqft:a.img" }],
    ["/x/host:a", { kind: "image", path: "/x/host:a" }],
    ["a%3Ab%2Cc%25.img", { kind: "image", path: "a:b,c%.img" }],
    ["100%.img", { kind: "image", path: "100%.img" }],
    ["sim:a.img", { kind: "sim", path: "a.img" }],
    ["qtest:box:5000", { kind: "qtest", host: "box", port: 5000 }],
    ["qtest:/run/q", { kind: "qtest", socket: "/run/q" }],
    ["fdc:0x3f0", { kind: "fdc", port: 0x3f0 }],
    ["/dev/nst0", { kind: "os-node", path: "/dev/nst0" }],
    ["a.tap", { kind: "record-image", path: "a.tap", format: "tap" }],
    ["a.AWS", { kind: "record-image", path: "a.AWS", format: "aws" }],
    ["box:/dev/nqft0", { kind: "remote", host: "box", device: "/dev/nqft0" }],
    ["joe@box:mta", { kind: "remote", host: "box", user: "joe", device: "mta" }],
  ])("%s", (text, target) => {
    expect(parse(text).target).toEqual(target);
  });

  test("a file that exists is a path, whatever colons are in its name", () => {
    expect(parse("box:a", "box:a").target).toEqual({ kind: "image", path: "box:a" });
    expect(parse("box:a").target).toMatchObject({ kind: "remote" });
  });

  test("the working folder decides when nobody else does", () => {
    expect(parseDeviceString("package.json").target).toEqual({
      kind: "image",
      path: "package.json",
    });
  });

  test("a name of the tapecap file is one, in /dev too", () => {
    const isTapecapName = (name: string) => ["mta", "/dev/nqft0"].includes(name);
    for (const name of ["mta", "/dev/nqft0"])
      expect(parseDeviceString(name, { isTapecapName, isFile: () => false }).target).toEqual({
        kind: "tapecap",
        name,
      });
  });
});

describe("nodes", () => {
  test.each([
    ["a.img", "nqft", false],
    ["qft:a.img", "qft", true],
    ["nrawqft:sim:a.img", "nrawqft", true],
    ["/dev/qft0", "qft", true],
    ["/dev/nqft3", "nqft", true],
    ["/dev/nzqft1", "nzqft", true],
    ["/dev/rawqft0", "rawqft", true],
    ["/dev/rft0", "qft", true],
    ["/dev/nrft2", "nqft", true],
    ["/dev/nrawft0", "nrawqft", true],
    ["/dev/nftape", "nqft", true],
    ["/dev/ftape", "qft", true],
    ["/dev/nst0", "nqft", true],
    ["/dev/st0", "qft", true],
    ["/dev/whatever", "nqft", false],
    ["qft:/dev/nst0", "qft", true],
  ])("%s is opened as %s", (text, node, nodeGiven) => {
    expect(parse(text)).toMatchObject({ node, nodeGiven });
  });
});

describe("options", () => {
  test("follow the target, with values or without", () => {
    expect(parse("sim:a.img,drive=dj10,rate=500%2C250,fast").options).toEqual({
      drive: "dj10",
      rate: "500,250",
      fast: "",
    });
  });
});

test.each([
  ["", "names no device"],
  ["nqft:", "names no device"],
  ["sim:", "sim: needs a path"],
  ["qtest:box", "qtest: needs HOST:PORT"],
  ["qtest:box:0", "qtest: needs HOST:PORT"],
  ["qtest:box:65536", "qtest: needs HOST:PORT"],
  ["fdc:primary", "fdc: needs the controller's first port"],
  ["fdc:0x10000", "fdc: needs the controller's first port"],
  ["fdc:0x3f1", "fdc: needs the controller's first port"],
  ["box:", "[USER@]HOST:DEVICE"],
  [":x", "[USER@]HOST:DEVICE"],
  ["a.img,=x", '"=x" is no option=value'],
  ["a.img,b.img", '"b.img" is no option=value'],
  ["a.img,x=1,x=2", "x is given twice"],
  ["a\0b", "zero byte"],
])("%j is refused: %s", (text, reason) => {
  expect(() => parse(text)).toThrow(
    expect.objectContaining({ code: "EINVAL", message: expect.stringContaining(reason) }),
  );
});

test("no string does anything but parse or be refused with EINVAL", () => {
  const part = fc.constantFrom(
    "nqft:",
    "sim:",
    "qtest:",
    "fdc:",
    "/",
    ":",
    ",",
    "=",
    "%3A",
    "%",
    "x",
  );
  const text = fc.oneof(
    fc.string(),
    fc.array(fc.oneof(part, fc.string({ maxLength: 3 }))).map((all) => all.join("")),
  );
  fc.assert(
    fc.property(text, (device) => {
      try {
        expect(parse(device).text).toBe(device);
      } catch (error) {
        expect(error).toMatchObject({ name: "TapeError", code: "EINVAL" });
      }
    }),
  );
});
