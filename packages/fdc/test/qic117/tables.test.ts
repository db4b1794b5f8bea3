import { describe, expect, test } from "vitest";
import {
  cmsStatusWords,
  commandNameOf,
  commandNames,
  commands,
  decodeDriveConfiguration,
  decodeDriveError,
  decodeExtendedRate,
  decodeLoaderStatus,
  decodeTapeStatus,
  driveErrorText,
  driveMakeOf,
  driveModelOf,
  driveNameOf,
  driveStatusWords,
  formatSelector,
  Interlock,
  LastDriveError,
  meaningfulStatus,
} from "../../src/index.js";

describe("command table", () => {
  test("codes are unique and lead back to their names", () => {
    const codes = commandNames.map((name) => commands[name].code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const name of commandNames) expect(commandNameOf(commands[name].code)).toBe(name);
    for (const code of [0, 19, 20, 39, 48, 49, 57]) expect(commandNameOf(code)).toBeUndefined();
  });

  test("a required state only names bits of its mask", () => {
    for (const name of commandNames) {
      const { mask, state } = commands[name];
      expect(state & ~mask, name).toBe(0);
    }
  });

  test("commands that must not be interrupted", () => {
    const codes = commandNames.filter((name) => !commands[name].interruptible);
    expect(codes.map((name) => commands[name].code)).toEqual([
      1, 3, 4, 14, 16, 18, 25, 26, 34, 35, 36,
    ]);
  });

  test("answers: 8 bits but for error, vendor and format segments", () => {
    const long = commandNames.filter((name) => commands[name].replyBits === 16);
    expect(long).toEqual(["report-error-code", "report-vendor-id", "report-format-segments"]);
  });

  test("firmware interlocks, by their sums", () => {
    const sums: Record<number, number[]> = {};
    for (const name of commandNames) {
      const { code, interlock } = commands[name];
      sums[interlock] = [...(sums[interlock] ?? []), code];
    }
    expect(sums[0x20]).toEqual([1, 2, 5, 6, 8, 9, 23, 24, 30, 32, 33, 51, 54]);
    expect(sums[0x86]).toEqual([3, 4, 25, 26, 34, 35]);
    expect(sums[0x87]).toEqual([21, 22]);
    expect(sums[0x82]).toEqual([18, 55]);
    expect(sums[0x80]).toEqual([10, 11, 12, 13, 14, 36]);
    expect(sums[0x98]).toEqual([16]);
    expect(sums[0x8c]).toEqual([56]);
    expect(commands["write-reference-burst"].interlock & Interlock.InPrimaryMode).not.toBe(0);
  });
});

describe("reports", () => {
  test("error and position mean nothing while the drive is busy", () => {
    expect(meaningfulStatus(0xe6)).toBe(0x24);
    expect(meaningfulStatus(0xe7)).toBe(0xe7);
    expect(driveStatusWords(0x24)).toEqual(["not ready", "cartridge present", "referenced"]);
    expect(driveStatusWords(0x65)).toContain("at the beginning");
  });

  test.each([
    [0x80, 250],
    [0xc8, 2000],
    [0xd0, 500],
    [0xd8, 1000],
  ])("configuration 0x%x is %i kbit/s", (byte, rate) => {
    expect(decodeDriveConfiguration(byte)).toMatchObject({ rate, qic80: true });
  });

  test("extra length and QIC-40", () => {
    expect(decodeDriveConfiguration(0x50)).toMatchObject({ extraLength: true, qic80: false });
  });

  test("rates of drives with extensions", () => {
    expect([0, 1, 4, 5, 6].map(decodeExtendedRate)).toEqual([
      undefined,
      1000,
      4000,
      5000,
      undefined,
    ]);
  });

  test.each([
    [0x22, "QIC-80", false, 307, "QIC-80, 307.5 ft"],
    [0x11, "QIC-40", false, undefined, "QIC-40, 205 or 425 ft"],
    [0xe3, "QIC-3020", true, undefined, "QIC-3020, Travan TR-3, variable length, 900 oersted"],
    [0xb2, "QIC-80", true, undefined, "QIC-80, Travan TR-1, variable length, 550 oersted"],
    [0xe4, "QIC-3010", true, undefined, "QIC-3010, Travan TR-2, variable length, 900 oersted"],
    [0x42, "QIC-80", false, 1100, "QIC-80, 1100 ft, 550 oersted"],
  ] as const)("tape status 0x%x", (byte, standard, wide, feet, text) => {
    expect(decodeTapeStatus(byte)).toEqual({ byte, standard, wide, feet, lengthValid: true, text });
  });

  test("tape status codes that do not exist", () => {
    expect(decodeTapeStatus(0x7f)).toMatchObject({ standard: undefined, lengthValid: false });
    expect(decodeTapeStatus(0x02)).toMatchObject({ standard: "QIC-80", lengthValid: false });
  });

  test("loader and Colorado status", () => {
    expect(decodeLoaderStatus(0x32)).toEqual({
      byte: 0x32,
      partition: 2,
      doorOpen: true,
      locked: true,
    });
    expect(cmsStatusWords(0x0a)).toEqual(["Colorado mode", "QIC-40 density"]);
  });

  test("every error has words, and five do no harm", () => {
    expect(LastDriveError).toBe(43);
    const texts = Array.from({ length: 44 }, (_, code) => driveErrorText(code));
    expect(new Set(texts).size).toBe(44);
    expect(driveErrorText(44)).toBe("unknown error 44");
    const harmless = texts.flatMap((_, code) => (decodeDriveError(code).fatal ? [] : [code]));
    expect(harmless).toEqual([0, 1, 8, 26, 27]);
  });

  test("the failing command is the high byte", () => {
    expect(decodeDriveError(0x0d07)).toMatchObject({
      code: 7,
      command: 13,
      commandName: "seek-head-to-track",
    });
  });

  test("format selectors", () => {
    const wide = (["QIC-40", "QIC-80", "QIC-3020", "QIC-3010"] as const).map((standard) => [
      formatSelector(standard, false),
      formatSelector(standard, true),
    ]);
    expect(wide).toEqual([
      [5, 7],
      [9, 11],
      [13, 15],
      [17, 19],
    ]);
    expect(formatSelector("Ditto Max", true)).toBeUndefined();
  });
});

describe("vendors", () => {
  test.each([
    [0x11c3, "Colorado 1400", "Colorado", 90],
    [0x014e, "Conner C250MQ", "Archive/Conner", 80],
    [0x0047, "Colorado DJ-10/DJ-20", "Colorado", 90],
    [0x8883, "Iomega DITTO 2GB", "Iomega", 80],
    [0x0481, "PERTEC MyTape 800", "Pertec", 127],
    [0x10005, "Insight 80Mb, Irwin 80SX", "unassigned", 50],
  ])("0x%x is %s", (id, name, make, windIps) => {
    expect(driveModelOf(id)).toMatchObject({ name, windIps });
    expect(driveMakeOf(id).name).toBe(make);
    expect(driveNameOf(id)).toBe(name);
  });

  test("two drives share id 0x21 and are told apart by how they are woken", () => {
    expect(driveModelOf(0x21, "none")?.name).toBe("AIWA CT-803");
    expect(driveModelOf(0x21, "mountain")?.name).toBe("COREtape QIC80");
    expect(driveNameOf(0x21)).toBe("AIWA CT-803 / COREtape QIC80");
  });

  test("what only few drives cannot do", () => {
    expect(driveModelOf(0x8883)?.canFormat).toBe(false);
    expect(driveModelOf(0x8885)).toMatchObject({ canFormat: false, extensions: true });
    expect(driveModelOf(0x11c6)?.readOnlyStandards).toEqual(["QIC-40", "QIC-80"]);
    expect(driveModelOf(0x1234)).toBeUndefined();
  });

  test.each([
    [0x11c3, 0x6b],
    [0x014e, 0xaa],
    [0x0180, 0x6d],
    [0x01c8, 0xfe],
    [0x03ce, 0xfe],
    [0x8882, 0x6d],
    [0xffc0, 0x6b],
  ])("drive 0x%x fills with 0x%x", (id, filler) => {
    expect(driveMakeOf(id).formatFiller).toBe(filler);
  });
});
