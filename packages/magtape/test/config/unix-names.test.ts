import { describe, expect, test } from "vitest";
import {
  ConfigError,
  describeProfile,
  diffProfiles,
  formatMtName,
  formatNewsName,
  type NewsDrive,
  type NewsFormatNumber,
  newsDriverError,
  newsErrorMessage,
  newsFormat,
  newsFormatChange,
  newsFormats,
  newsReadSense,
  newsSenseMessage,
  parseMtName,
  parseNewsName,
  profileFromLinuxNode,
  profileFromMtName,
  profileFromNewsName,
  senseKeyErrno,
  senseKeyText,
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

describe("NEWS-OS st(4)", () => {
  test("every name is drive plus format", () => {
    for (const drive of [0, 1, 2, 3])
      for (const format of newsFormats)
        for (const [prefix, atClose] of [
          ["r", "rewind"],
          ["nr", "stay"],
          ["anr", "next-file-if-read"],
        ] as const) {
          const name = `${prefix}st${String(drive + format).padStart(2, "0")}`;
          expect(parseNewsName(name)).toEqual({ drive, format, atClose });
          expect(parseNewsName(`/dev/${name}`)).toEqual({ drive, format, atClose });
          expect(formatNewsName({ drive, format, atClose })).toBe(name);
        }
    expect(parseNewsName("rst33")).toMatchObject({ drive: 1, format: 32 });
  });

  test.each([
    ["rst04", "drive 4 is not 0 to 3"],
    ["nrst07", "drive 7"],
    ["rst56", "format 56 is not 0, 8"],
    ["rst99", "format 96"],
    ["arst00", "nobody knows what ar does"],
  ])("%s is refused: %s", (name, why) => {
    expect(() => parseNewsName(name)).toThrow(ConfigError);
    expect(() => parseNewsName(name)).toThrow(why);
  });

  test.each(["st00", "rst0", "rst000", "nnrst00", "nst0", "rst"])("%s is none", (name) => {
    expect(parseNewsName(name)).toBeUndefined();
  });

  // The table of the manual: what is written / what is read.
  const table: readonly [NewsDrive, string][] = [
    [
      "5099EN24",
      "0 QIC-24/QIC-24, 8 QIC-11 9-track/QIC-11 9-track, 16 -/QIC-11 4-track, 24 QIC-24/QIC-24",
    ],
    ["5125", "0 QIC-120/QIC-24+QIC-120, 32 QIC-120/QIC-24+QIC-120"],
    [
      "2150S",
      "0 QIC-150/QIC-24+QIC-120+QIC-150, 24 -/QIC-24, 32 QIC-120/QIC-120, 40 QIC-150/QIC-150",
    ],
    ["SDT-1000", "0 DDS/DDS"],
    [
      "fixed",
      "0 default/default, 8 QIC-11 9-track/QIC-11 9-track, 16 QIC-11 4-track/QIC-11 4-track, 24 QIC-24/QIC-24, 32 QIC-120/QIC-120, 40 QIC-150/QIC-150, 48 QIC-525/QIC-525",
    ],
    [
      "variable",
      "0 default/default, 8 800 bpi/800 bpi, 16 1600 bpi/1600 bpi, 24 3200 bpi/3200 bpi, 32 6250 bpi/6250 bpi",
    ],
  ];

  test.each(table)("the formats of %s", (drive, expected) => {
    const shown = newsFormats.flatMap((number) => {
      const format = newsFormat(drive, number);
      if (format === undefined) return [];
      return [`${number} ${format.writes ?? "-"}/${format.reads.join("+")}`];
    });
    expect(shown.join(", ")).toBe(expected);
  });

  test("a 2150S writes by default what the cartridge is made for", () => {
    expect(newsFormat("2150S", 0, { cartridge: "QD-600A" })?.writes).toBe("QIC-120");
    for (const cartridge of ["QD-6150", "QD-600XTD", "QD-6250"])
      expect(newsFormat("2150S", 0, { cartridge })?.writes).toBe("QIC-150");
    expect(newsFormat("5125", 0, { cartridge: "QD-600A" })?.writes).toBe("QIC-120");
  });

  test.each<[number, string, string, string]>([
    [1, "write to a protected medium", "EACCES", "EACCES"],
    [2, "invalid format, or format changed away from the beginning", "EINVAL", "EINVAL"],
    [3, "bad ioctl request or argument", "EINVAL", "EINVAL"],
    [4, "end of medium", "EIO", "ENOSPC"],
    [5, "record size differs from that of the tape", "ENOMEM", "ENOMEM"],
    [6, "driver busy", "EBUSY", "EBUSY"],
  ])("driver error %i", (number, text, errno, writing) => {
    expect(newsDriverError(number)).toEqual({ number, text, errno });
    expect(newsDriverError(number, { writing: true })?.errno).toBe(writing);
  });

  test("there are no other errors", () => {
    for (const number of [0, 7, -1, 1.5]) expect(newsDriverError(number)).toBeUndefined();
  });

  test.each([
    [2, "no medium", "ENXIO"],
    [3, "medium error", "EIO"],
    [4, "hardware error", "EIO"],
    [5, "illegal request", "EINVAL"],
    [8, "blank medium read", "EIO"],
    [11, "aborted, medium removed", "EIO"],
    [1, undefined, "EIO"],
  ])("sense key %i", (key, text, errno) => {
    expect(senseKeyText(key)).toBe(text);
    expect(senseKeyErrno(key)).toBe(errno);
  });

  test("a QIC-120 tape in a 2150S, as the manual tells it", () => {
    const drive = "2150S";
    const on = (name: string) => parseNewsName(name)!.format;
    const change = (current: NewsFormatNumber, name: string, atBeginning: boolean) =>
      newsFormatChange({ drive, current, wanted: on(name), atBeginning });
    expect(
      newsFormatChange({ drive, current: undefined, wanted: on("nrst24"), atBeginning: true }),
    ).toBeUndefined();
    const sense = newsReadSense(drive, on("nrst24"), "QIC-120");
    expect(newsSenseMessage(0, 0, sense!)).toBe("st0: SCSI error on block #0: sense key 8.");
    const refused = change(on("nrst24"), "rst32", false);
    expect(newsErrorMessage(0, refused!)).toBe("st0: Driver error 2.");
    expect(change(on("nrst24"), "rst24", false)).toBeUndefined();
    expect(change(on("rst24"), "nrst32", true)).toBeUndefined();
    expect(newsReadSense(drive, on("nrst32"), "QIC-120")).toBeUndefined();
  });

  test("a format that the drive does not have is refused anywhere", () => {
    expect(newsFormatChange({ drive: "5125", current: 0, wanted: 40, atBeginning: true })).toBe(2);
    expect(() => profileFromNewsName(parseNewsName("rst40")!, "5125")).toThrow(
      "5125 has no format 40",
    );
  });

  test("a cartridge drive cannot backspace, a reel or cassette can", () => {
    const expected: TapeProfile = {
      ...plainProfile,
      opFamily: "bsd",
      blockSize: 512,
      maxRecord: 131072,
      canBackspaceFiles: false,
      canBackspaceRecords: false,
      backspaceLimit: 0,
      readAtEodErrors: true,
      formatChange: "beginning-only",
      density: "QIC-24, read only",
      names: ["nrst25"],
      device: "/dev/nrst25",
      rewindDevice: "/dev/rst25",
      lockName: "st1",
      labels: { device: "2150S", cartridge: "unknown" },
    };
    expect(profileFromNewsName(parseNewsName("nrst25")!, "2150S")).toEqual(expected);
    expect(profileFromNewsName(parseNewsName("anrst00")!, "SDT-1000")).toEqual({
      ...expected,
      blockSize: 0,
      canBackspaceFiles: true,
      canBackspaceRecords: true,
      backspaceLimit: Number.POSITIVE_INFINITY,
      density: "DDS",
      closeAfterReading: "next-file-if-read",
      names: ["anrst00"],
      device: "/dev/anrst00",
      rewindDevice: "/dev/rst00",
      lockName: "st0",
      labels: { device: "SDT-1000", cartridge: "unknown" },
    });
    expect(profileFromNewsName(parseNewsName("rst00")!, "SDT-1000")).toMatchObject({
      rewindOnClose: true,
      closeAfterReading: "stay",
      device: "",
      rewindDevice: "/dev/rst00",
    });
  });
});

describe("nodes of Linux", () => {
  const linux: TapeProfile = { ...plainProfile, multiFileFsf: true, hasEod: true };

  test("SCSI", () => {
    const nst0: TapeProfile = {
      ...linux,
      skipCrossesMark: false,
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
      bsfStopsAfterMark: true,
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

describe("profiles in words", () => {
  test("a drive without quirks has little to tell", () => {
    expect(describeProfile(plainProfile)).toEqual([
      "records of any size",
      "records up to 64512 bytes",
      "does not rewind at close",
    ]);
  });

  test("a node of NEWS-OS", () => {
    expect(describeProfile(profileFromNewsName(parseNewsName("anrst24")!, "5099EN24"))).toEqual([
      "names: anrst24",
      "device: /dev/anrst24",
      "device that rewinds at close: /dev/rst24",
      "lock name: st0",
      "drive: 5099EN24; cartridge: unknown",
      "density or format: QIC-24",
      "blocks of 512 bytes",
      "records up to 131072 bytes",
      "cannot backspace over file marks",
      "cannot backspace over records",
      "rewinds rather than backspacing over more than 0 files",
      "a read at the end of data may fail",
      "closing after reading goes to the next file if anything was read",
      "does not rewind at close",
      "the format may change at the beginning only",
      "operation numbers of bsd",
    ]);
  });

  test("every property that differs is told", () => {
    const odd = Object.entries(plainProfile).map(([property, value]) => {
      if (typeof value === "boolean") return [property, !value];
      if (typeof value === "number") return [property, 2];
      if (typeof value === "string") return [property, "rewind"];
      return [property, Array.isArray(value) ? ["x"] : value];
    });
    const profile: TapeProfile = {
      ...(Object.fromEntries(odd) as unknown as TapeProfile),
      formatChange: "beginning-only",
      opFamily: "sun",
      opCodes: { bsf: 3 },
      labels: { device: "x", cartridge: "y" },
      statusSink: ",",
      fits: { blocking: 10, shortSkipKb: 40 },
    };
    expect(describeProfile(profile)).toHaveLength(Object.keys(plainProfile).length);
    for (const line of describeProfile(profile)) expect(line).not.toMatch(/undefined|\[object/);
    expect(describeProfile(profile)).toContain("FITS: 10 records in one, 40 kB in a short skip");
    expect(describeProfile(profile)).toContain("operation numbers: bsf 3");
  });

  test("what differs between two", () => {
    const nst0 = profileFromLinuxNode("nst0")!;
    expect(diffProfiles(nst0, nst0)).toEqual([]);
    expect(diffProfiles(plainProfile, { ...plainProfile, names: [], opCodes: {} })).toEqual([]);
    const other = {
      ...nst0,
      blockSize: 512,
      names: ["a", "b"],
      fits: { blocking: 10, shortSkipKb: 0 },
      opCodes: { bsf: 7 },
      backspaceLimit: 1,
    };
    expect(diffProfiles(nst0, other)).toEqual([
      { property: "blockSize", a: 0, b: 512 },
      { property: "backspaceLimit", a: Number.POSITIVE_INFINITY, b: 1 },
      { property: "opCodes.bsf", a: undefined, b: 7 },
      { property: "names", a: ["nst0"], b: ["a", "b"] },
      { property: "fits.blocking", a: 1, b: 10 },
    ]);
  });
});
