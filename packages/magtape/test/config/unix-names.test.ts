import { describe, expect, test } from "vitest";
import {
  formatMtName,
  parseMtName,
  profileFromLinuxNode,
  profileFromMtName,
} from "../../src/config/index.js";
import { plainProfile, type TapeProfile } from "../../src/index.js";

describe("mt(4)", () => {
  test.each([
    ["mt0l", 0, 800, false, true],
    ["nmt0m", 0, 1600, false, false],
    ["rmt2h", 2, 6250, true, true],
    ["nrmt12h", 12, 6250, true, false],
    ["rmt2", 2, undefined, true, true],
  ])("%s", (name, unit, bpi, raw, rewinds) => {
    expect(parseMtName(name)).toEqual({ unit, bpi, raw, rewinds });
    expect(parseMtName(`/dev/${name}`)).toEqual({ unit, bpi, raw, rewinds });
    expect(formatMtName(parseMtName(name)!)).toBe(name);
  });

  test.each(["rnmt0", "mt", "mt0x", "nst0", "mt0lm", "mta", "mt00"])("%s is none", (name) => {
    expect(parseMtName(name)).toBeUndefined();
  });

  test("every name is read as it is written", () => {
    for (const n of ["", "n"])
      for (const r of ["", "r"])
        for (const letter of ["", "l", "m", "h"])
          expect(formatMtName(parseMtName(`${n}${r}mt3${letter}`)!)).toBe(`${n}${r}mt3${letter}`);
  });

  test("a raw node and a block node", () => {
    const expected: TapeProfile = {
      ...plainProfile,
      opFamily: "bsd",
      marksOnClose: 2,
      stickyErrors: true,
      density: "6250 bpi",
      names: ["nrmt1h"],
      device: "/dev/nrmt1h",
      rewindDevice: "/dev/rmt1h",
      lockName: "mt1",
    };
    expect(profileFromMtName(parseMtName("nrmt1h")!)).toEqual(expected);
    expect(profileFromMtName(parseMtName("mt1h")!)).toEqual({
      ...expected,
      blockSize: 1024,
      rewindOnClose: true,
      names: ["mt1h"],
      device: "",
      rewindDevice: "/dev/mt1h",
    });
  });
});

describe("nodes of Linux", () => {
  const linux: TapeProfile = {
    ...plainProfile,
    multiFileFsf: true,
    hasEod: true,
    statusDoubleCheck: true,
  };

  test("SCSI", () => {
    const nst0: TapeProfile = {
      ...linux,
      names: ["nst0"],
      device: "/dev/nst0",
      rewindDevice: "/dev/st0",
      lockName: "st0",
    };
    expect(profileFromLinuxNode("/dev/nst0")).toEqual(nst0);
    expect(profileFromLinuxNode("st0m")).toEqual({
      ...nst0,
      names: ["st0m"],
      device: "",
      rewindDevice: "/dev/st0m",
      rewindOnClose: true,
      density: "mode m",
    });
  });

  test("floppy tape", () => {
    const nqft1: TapeProfile = {
      ...linux,
      skipMarksWithRecords: true,
      canBackspaceFiles: false,
      backspaceLimit: 0,
      blockSize: 10240,
      maxRecord: 61440,
      optRecord: 61440,
      names: ["nqft1"],
      device: "/dev/nqft1",
      rewindDevice: "/dev/qft1",
      lockName: "qft1",
    };
    expect(profileFromLinuxNode("nqft1")).toEqual(nqft1);
    expect(profileFromLinuxNode("nrft1")).toEqual(nqft1);
    expect(profileFromLinuxNode("zqft1")).toEqual({
      ...nqft1,
      names: ["zqft1"],
      device: "",
      rewindDevice: "/dev/zqft1",
      rewindOnClose: true,
      density: "compressed",
    });
  });

  test.each(["mta", "rmt0", "tape", ""])("%j is none of them", (name) => {
    expect(profileFromLinuxNode(name)).toBeUndefined();
  });
});
