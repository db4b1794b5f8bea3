import { describe, expect, test } from "vitest";
import {
  ConfigError,
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
  parseNewsName,
  profileFromNewsName,
  senseKeyErrno,
  senseKeyText,
} from "../../src/config/index.js";
import { plainProfile, type TapeProfile } from "../../src/index.js";

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
