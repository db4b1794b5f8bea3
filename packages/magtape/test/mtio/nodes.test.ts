import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { qftNode, stNode } from "../../src/index.js";

describe("nodes of SCSI tapes", () => {
  test.each([
    ["st0", 0, 0, 0, true],
    ["st0l", 32, 0, 1, true],
    ["st0m", 64, 0, 2, true],
    ["st0a", 96, 0, 3, true],
    ["nst0", 128, 0, 0, false],
    ["nst0l", 160, 0, 1, false],
    ["nst0m", 192, 0, 2, false],
    ["nst0a", 224, 0, 3, false],
    ["nst31", 159, 31, 0, false],
    ["st32", 256, 32, 0, true],
    ["nst33a", 256 + 225, 33, 3, false],
  ])("%s is minor %i", (name, minor, drive, mode, rewinds) => {
    const node = { name, minor, drive, mode, rewinds };
    expect(stNode(name)).toEqual(node);
    expect(stNode(`/dev/${name}`)).toEqual(node);
    expect(stNode(minor)).toEqual(node);
  });

  test.each(["st", "st0x", "nnst0", "st00", "/st0", "st131072", "ST0", "st0\n"])(
    "%j is no SCSI tape",
    (name) => {
      expect(stNode(name)).toBeUndefined();
    },
  );

  test("every minor number has one name", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 20 - 1 }), (minor) => {
        expect(stNode(stNode(minor)?.name ?? "")?.minor).toBe(minor);
      }),
    );
    for (const minor of [-1, 2 ** 20, 0.5]) expect(stNode(minor)).toBeUndefined();
  });
});

describe("nodes of floppy tapes", () => {
  test.each([
    ["qft0", 0, "plain", true],
    ["nqft3", 7, "plain", false],
    ["zqft0", 16, "compressed", true],
    ["nzqft1", 21, "compressed", false],
    ["rawqft0", 32, "raw", true],
    ["nrawqft2", 38, "raw", false],
  ])("%s is minor %i", (name, minor, view, rewinds) => {
    const node = { name, minor, drive: minor & 3, view, rewinds };
    expect(qftNode(name)).toEqual(node);
    expect(qftNode(`/dev/${name}`)).toEqual(node);
    expect(qftNode(minor)).toEqual(node);
  });

  test.each([
    ["rft0", "qft0"],
    ["nrft1", "nqft1"],
    ["rawft0", "rawqft0"],
    ["nrawft0", "nrawqft0"],
    ["zftape2", "zqft2"],
    ["nzftape2", "nzqft2"],
  ])("%s is the historic name of %s", (historic, name) => {
    expect(qftNode(historic)).toEqual(qftNode(name));
  });

  test("the bit for QIC-80 changes nothing", () => {
    expect(qftNode(8 + 5)).toEqual({ ...qftNode("nqft1"), minor: 13 });
    expect(qftNode(8 + 16)).toEqual({ ...qftNode("zqft0"), minor: 24 });
  });

  test.each([32 + 16, 32 + 8, 56, 64, -1, 1.5])("minor %d is refused by the driver", (minor) => {
    expect(qftNode(minor)).toBeUndefined();
  });

  test.each(["qft4", "qft", "nnqft0", "zrft0", "ftape", "qft01"])("%j is no name", (name) => {
    expect(qftNode(name)).toBeUndefined();
  });
});
