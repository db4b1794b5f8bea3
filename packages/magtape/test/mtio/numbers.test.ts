import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  type DriveBufferArgument,
  decodeDriveBuffer,
  driveBufferCommand,
  driveBufferCommands,
  encodeDriveBuffer,
  ioctlRequestOf,
  ioctlRequests,
  MtOp,
  type MtOpFamily,
  mtTypeText,
  opFromNumber,
  opNumberIn,
  scsiRegisters,
  scsiRegisterWords,
  stOptionWords,
} from "../../src/index.js";

describe("operation numbers of the families", () => {
  test.each<[keyof typeof MtOp, number | undefined, number | undefined, number]>([
    ["Weof", 0, 0, 5],
    ["Fsf", 1, 1, 1],
    ["Bsf", 2, 2, 2],
    ["Fsr", 3, 3, 3],
    ["Bsr", 4, 4, 4],
    ["Rewind", 5, 5, 6],
    ["Offline", 6, 6, 7],
    ["Nop", 7, 7, 8],
    ["Retension", 100, 8, 9],
    ["Erase", 101, 9, 13],
    ["Eom", undefined, 10, 12],
    ["Seek", undefined, undefined, 22],
    ["Reset", undefined, undefined, 0],
  ])("%s is %s in 4.3BSD, %s in SunOS, %i in Linux", (name, bsd, sun, linux) => {
    expect(opNumberIn("bsd", MtOp[name])).toBe(bsd);
    expect(opNumberIn("sun", MtOp[name])).toBe(sun);
    expect(opNumberIn("linux", MtOp[name])).toBe(linux);
  });

  test("5 is a file mark for Linux and the way to the beginning for the others", () => {
    expect(opFromNumber("linux", 5)).toBe(MtOp.Weof);
    expect(opFromNumber("bsd", 5)).toBe(MtOp.Rewind);
    expect(opFromNumber("sun", 5)).toBe(MtOp.Rewind);
  });

  test("a file mark that Linux does not wait for is a file mark", () => {
    expect(opFromNumber("linux", 35)).toBe(MtOp.Weof);
    expect(opNumberIn("linux", 35)).toBeUndefined();
  });

  test("every number that a family has comes back as the operation, others mean nothing", () => {
    const family = fc.constantFrom<MtOpFamily>("linux", "bsd", "sun");
    fc.assert(
      fc.property(family, fc.integer({ min: -5, max: 120 }), (name, number) => {
        const op = opFromNumber(name, number);
        if (op !== undefined && number !== 35) expect(opNumberIn(name, op)).toBe(number);
        const back = opNumberIn(name, number);
        if (back !== undefined) expect(opFromNumber(name, back)).toBe(number);
      }),
    );
    for (const number of [17, 18, 19, 36, -1, 1.5, Number.NaN])
      expect(opFromNumber("linux", number)).toBeUndefined();
    expect(opFromNumber("bsd", 8)).toBeUndefined();
    expect(opFromNumber("sun", 11)).toBeUndefined();
  });
});

describe("ioctl requests", () => {
  test.each([
    ["MTIOCTOP", 0x40086d01, 0x40086d01],
    ["MTIOCGET", 0x80306d02, 0x801c6d02],
    ["MTIOCPOS", 0x80086d03, 0x80046d03],
    ["MTIOCGETCONFIG", 0x80306d04, 0x80206d04],
    ["MTIOCSETCONFIG", 0x40306d05, 0x40206d05],
    ["MTIOCRDFTSEG", 0xc0186d06, 0xc0106d06],
    ["MTIOCWRFTSEG", 0xc0186d07, 0xc0106d07],
    ["MTIOCVOLINFO", 0x80146d08, 0x80146d08],
    ["MTIOCGETSIZE", 0x80106d09, 0x80086d09],
    ["MTIOCFTFORMAT", 0xc0186d0a, 0xc0146d0a],
    ["MTIOCFTCMD", 0xc0206d0b, 0xc0206d0b],
    ["MTIOCFTMODE", 0x40046d0c, 0x40046d0c],
    ["MTIOC_ZFTAPE_GETBLKSZ", 0x80046d68, 0x80046d68],
  ])("%s is 0x%s", (name, linux64, linux32) => {
    const request = ioctlRequests.find((each) => each.name === name);
    expect(request?.numbers).toEqual({ linux64, linux32 });
    expect(ioctlRequestOf(linux64)?.name).toBe(name);
    expect(ioctlRequestOf(linux32)?.name).toBe(name);
  });

  test("what no tape driver knows has no name", () => {
    expect(ioctlRequests).toHaveLength(13);
    expect(ioctlRequestOf(0x5401)).toBeUndefined();
  });
});

describe("MTSETDRVBUFFER", () => {
  test.each<[number, DriveBufferArgument]>([
    [1, { kind: "mode", mode: 1 }],
    [0x10000007, { kind: "set-all", options: 7 }],
    [0x20000020, { kind: "write-threshold", kb: 32 }],
    [0x30000010, { kind: "set", options: 0x10 }],
    [0x40000100, { kind: "clear", options: 0x100 }],
    [0x50000200, { kind: "default-block-size", value: 512 }],
    [0x5fffffff, { kind: "default-block-size", value: undefined }],
    [0x60100015, { kind: "default-density", value: 0x15 }],
    [0x601fffff, { kind: "default-density", value: undefined }],
    [0x60200001, { kind: "default-compression", value: 1 }],
    [0x60300000, { kind: "default-mode", value: 0 }],
    [0x70000384, { kind: "timeout", seconds: 900 }],
    [0x70103840, { kind: "long-timeout", seconds: 14400 }],
    [0x80000009, { kind: "cleaning", value: 9 }],
  ])("0x%s", (count, argument) => {
    expect(decodeDriveBuffer(count)).toEqual(argument);
    expect(decodeDriveBuffer(count | 0)).toEqual(argument);
    expect(encodeDriveBuffer(argument)).toBe(count);
  });

  // Counts that the mt-st program sends, caught on their way to the driver.
  test.each([
    ["drvbuffer", 1, 0x00000001],
    ["stoptions", 7, 0x10000007],
    ["stsetoptions", 0x2000, 0x30002000],
    ["stclearoptions", 0x100, 0x40000100],
    ["stwrthreshold", 32, 0x20000020],
    ["defblksize", 512, 0x50000200],
    ["defblksize", -1, 0x5fffffff],
    ["defdensity", 21, 0x60100015],
    ["defdensity", -1, 0x601fffff],
    ["defdrvbuffer", 1, 0x60300001],
    ["defdrvbuffer", -1, 0x603fffff],
    ["defcompression", 1, 0x60200001],
    ["defcompression", -1, 0x602fffff],
    ["stsetcln", 9, 0x80000009],
    ["sttimeout", 900, 0x70000384],
    ["stlongtimeout", 14400, 0x70103840],
  ])("%s %i", (word, count, sent) => {
    expect(driveBufferCommands).toContain(word);
    expect(encodeDriveBuffer(driveBufferCommand(word, count)!)).toBe(sent);
  });

  test.each([
    ["buffer-writes", 0x1],
    ["async-writes", 0x2],
    ["read-ahead", 0x4],
    ["debug", 0x8],
    ["two-fms", 0x10],
    ["fast-eod", 0x20],
    ["auto-lock", 0x40],
    ["def-writes", 0x80],
    ["can-bsr", 0x100],
    ["no-blklimits", 0x200],
    ["can-partitions", 0x400],
    ["scsi2logical", 0x800],
    ["sysv", 0x1000],
    ["no-wait", 0x2000],
    ["sili", 0x4000],
  ])("the option %s", (word, bit) => {
    expect(stOptionWords[word]).toBe(bit);
  });

  test("-1 takes a default away, other numbers do not", () => {
    expect(driveBufferCommand("defdensity", -1)).toEqual({
      kind: "default-density",
      value: undefined,
    });
    expect(driveBufferCommand("defdensity", 0)).toEqual({ kind: "default-density", value: 0 });
  });

  test("other words are other commands", () => {
    for (const word of ["weof", "toString", ""])
      expect(driveBufferCommand(word, 1)).toBeUndefined();
  });

  test.each([0x60000001, 0x60400000, 0x90000000, 0xf0000000])("0x%s means nothing", (count) => {
    expect(decodeDriveBuffer(count)).toBeUndefined();
  });

  test("whatever is understood is written back", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffffffff }), (count) => {
        const argument = decodeDriveBuffer(count);
        if (argument !== undefined) expect(encodeDriveBuffer(argument)).toBe(count);
      }),
    );
  });
});

describe("kinds of drive and their registers", () => {
  test.each([
    [0x01, "unknown"],
    [0x02, "QIC-02"],
    [0x32, "Everex FT40A"],
    [0x51, "DDS"],
    [0x72, "SCSI-2"],
    [0x8011c3, "floppy tape, vendor id 0x011c3"],
    [0x800005, "floppy tape, vendor id 0x00005"],
    [0x99, undefined],
  ])("type 0x%s", (type, text) => {
    expect(mtTypeText(type)).toBe(text);
  });

  test("registers of a SCSI tape", () => {
    const registers = { blockSize: 0x000200, density: 0x8c, softErrors: 3 };
    expect(scsiRegisters(0x8c000200, 0xffff0003)).toEqual(registers);
    expect(scsiRegisterWords(registers)).toEqual({ dsreg: 0x8c000200, erreg: 3 });
  });
});
