import { describe, expect, test } from "vitest";
import { memoryRecordFile, openRecordImage } from "../../src/image/index.js";
import { MtOp, MtStatus, type TapeUnit } from "../../src/index.js";
import { bytesOf, mount, outcome, readText, record } from "./drive.js";
import { FileError } from "./faulty-file.js";
import { hex } from "./listing.js";

const place = async (unit: TapeUnit) => {
  const { fileno, blkno } = await unit.status();
  return [fileno, blkno, await unit.position()];
};
const has = async (unit: TapeUnit, bit: number) => ((await unit.status()).gstat & bit) !== 0;

/** `AA BB | CC | DD` on a tape that stands at its beginning. */
async function threeFiles(options: Parameters<typeof mount>[0] = {}) {
  const drive = await mount(options);
  await drive.use("rw", async (unit) => {
    await record(unit, "AA BB | CC | DD", MtOp.Weof);
    await unit.operation(MtOp.Rewind, 1);
  });
  return drive;
}

describe("reading", () => {
  test("records, marks, two reads of nothing at the end, then EIO", async () => {
    const { use } = await threeFiles();
    await use("r", async (unit) => {
      const found: string[] = [];
      for (let i = 0; i < 10; i++) found.push(await readText(unit));
      expect(found.join(" ")).toBe("AA BB | CC | DD | | EIO eod EIO eod");
    });
  });

  test("where no mark ends the tape nothing is read twice, too", async () => {
    const { use } = await mount({ bytes: hex("02000000 4142 02000000") });
    await use("r", async (unit) => {
      expect(await readText(unit)).toBe("AB");
      expect([await readText(unit), await readText(unit), await readText(unit)]).toEqual([
        "|",
        "|",
        "EIO eod",
      ]);
      for (const op of [MtOp.Nop, MtOp.Tell, MtOp.SetBlockSize, MtOp.SetDensity]) {
        await unit.operation(op, 0);
        expect(await readText(unit)).toBe("EIO eod");
      }
      await unit.operation(MtOp.Eom, 1);
      expect(await readText(unit)).toBe("|");
    });
  });

  test("a damaged record is EIO, passed, and its data stays where it is", async () => {
    const { use } = await mount({ bytes: hex("02000080 4142 02000080 02000000 4344 02000000") });
    await use("r", async (unit) => {
      const into = new Uint8Array(4).fill(7);
      expect(await outcome(unit.read(into))).toBe("EIO media");
      expect(into).toEqual(new Uint8Array(4).fill(7));
      expect(await readText(unit)).toBe("CD");
      expect(await place(unit)).toEqual([0, 2, 2]);
    });
  });

  test("what makes no sense is EIO each time, and not the end of data", async () => {
    const { use } = await mount({ bytes: hex("00000000 000000f0 00000000") });
    await use("r", async (unit) => {
      const found = [await readText(unit), await readText(unit), await readText(unit)];
      expect(found).toEqual(["|", "EIO bad-format", "EIO bad-format"]);
      expect(await has(unit, MtStatus.EndOfData)).toBe(false);
      expect(await outcome(unit.operation(MtOp.Eom, 1))).toBe("EIO bad-format");
      expect(await outcome(unit.operation(MtOp.Fsf, 1))).toBe("EIO bad-format");
    });
  });
});

describe("blocks of fixed size", () => {
  test("a write is so many records, a read so many as fit in front of a mark", async () => {
    const { use, contents } = await mount();
    await use("rw", async (unit) => {
      await unit.operation(MtOp.SetBlockSize, 2);
      expect(await unit.write(bytesOf("AABBCC"))).toBe(6);
      expect(await outcome(unit.write(bytesOf("AAB")))).toBe("EINVAL");
      expect(await place(unit)).toEqual([0, 3, 3]);
      expect((await unit.status()).dsreg).toBe(2);
      await unit.operation(MtOp.Rewind, 1);
      expect(await readText(unit, 4)).toBe("AABB");
      expect(await readText(unit, 4)).toBe("CC");
      expect(await readText(unit, 4)).toBe("|");
      expect(await outcome(unit.read(new Uint8Array(3)))).toBe("EINVAL");
    });
    expect(await contents()).toBe("AA BB CC | end");
  });

  test("a record of another length is EIO, after those in front of it were read", async () => {
    const { use } = await mount();
    await use("rw", async (unit) => {
      await record(unit, "AA BBB CC", MtOp.Weof);
      await unit.operation(MtOp.Rewind, 1);
      await unit.operation(MtOp.SetBlockSize, 2);
      const found = [await readText(unit, 6), await readText(unit, 6), await readText(unit, 6)];
      expect(found).toEqual(["AA", "EIO bad-format", "CC"]);
    });
  });

  test("a full tape takes the blocks that fit", async () => {
    const { use, contents } = await mount({ capacityBytes: 2 * 10 + 16 });
    await use("rw", async (unit) => {
      await unit.operation(MtOp.SetBlockSize, 2);
      expect(await unit.write(bytesOf("AABBCC"))).toBe(4);
      expect(await outcome(unit.write(bytesOf("CC")))).toBe("ENOSPC end-of-medium");
    });
    expect(await contents()).toBe("AA BB | end");
  });

  test("sizes that no record can have are refused", async () => {
    const { use } = await mount();
    await use("r", async (unit) => {
      expect(await outcome(unit.operation(MtOp.SetBlockSize, 1 << 24))).toBe("EINVAL");
      expect(await outcome(unit.operation(MtOp.SetBlockSize, -1))).toBe("EINVAL illegal");
      expect(await outcome(unit.operation(MtOp.SetDensity, 256))).toBe("EINVAL");
      await unit.operation(MtOp.SetDensity, 255);
      expect((await unit.status()).dsreg).toBe(0xff000000);
    });
  });
});

describe("spacing", () => {
  const cases: readonly (readonly [
    string,
    readonly (readonly [number, number])[],
    unknown,
    string,
  ])[] = [
    ["fsf", [[MtOp.Fsf, 1]], [1, 0, 3], "CC"],
    ["fsfm", [[MtOp.Fsfm, 2]], [1, -1, 4], "|"],
    [
      "bsf",
      [
        [MtOp.Eom, 1],
        [MtOp.Bsf, 2],
      ],
      [1, -1, 4],
      "|",
    ],
    [
      "bsfm",
      [
        [MtOp.Eom, 1],
        [MtOp.Bsfm, 2],
      ],
      [2, 0, 5],
      "DD",
    ],
    [
      "bsr, where records were not counted",
      [
        [MtOp.Eom, 1],
        [MtOp.Bsf, 1],
        [MtOp.Bsr, 1],
      ],
      [2, -1, 5],
      "DD",
    ],
    [
      "bsr within a file",
      [
        [MtOp.Fsr, 2],
        [MtOp.Bsr, 1],
      ],
      [0, 1, 1],
      "BB",
    ],
    ["eom", [[MtOp.Eom, 1]], [3, 0, 7], "|"],
    ["seek forward", [[MtOp.Seek, 4]], [1, 1, 4], "|"],
    [
      "seek back",
      [
        [MtOp.Eom, 1],
        [MtOp.Seek, 3],
      ],
      [1, 0, 3],
      "CC",
    ],
    [
      "counts of 0",
      [
        [MtOp.Fsr, 1],
        [MtOp.Fsf, 0],
        [MtOp.Bsf, 0],
        [MtOp.Bsfm, 0],
        [MtOp.Fsfm, 0],
        [MtOp.Bsr, 0],
      ],
      [0, 1, 1],
      "BB",
    ],
    [
      "retension",
      [
        [MtOp.Eom, 1],
        [MtOp.Retension, 1],
      ],
      [0, 0, 0],
      "AA",
    ],
  ];
  test.each(cases)("%s", async (_name, operations, where, read) => {
    const { use } = await threeFiles();
    await use("r", async (unit) => {
      for (const [op, count] of operations) await unit.operation(op, count);
      expect(await place(unit)).toEqual(where);
      expect(await readText(unit)).toBe(read);
    });
  });

  test.each([
    ["fsr is stopped by a mark, behind it", MtOp.Rewind, MtOp.Fsr, 5, "filemark", 3, [1, 0, 3]],
    ["bsr is stopped by a mark, in front of it", MtOp.Eom, MtOp.Bsr, 5, "filemark", 5, [2, -1, 6]],
    ["bsr is stopped by the beginning", MtOp.Rewind, MtOp.Bsr, 2, "bot", 2, [0, 0, 0]],
    ["bsf is stopped by the beginning", MtOp.Eom, MtOp.Bsf, 5, "bot", 2, [0, 0, 0]],
    ["fsf is stopped by the end", MtOp.Rewind, MtOp.Fsf, 5, "eod", 2, [3, 0, 7]],
    ["seek is stopped by the end", MtOp.Rewind, MtOp.Seek, 9, "eod", 2, [3, 0, 7]],
  ] as const)("%s", async (_name, first, op, count, reason, resid, where) => {
    const { use } = await threeFiles();
    await use("r", async (unit) => {
      await unit.operation(first, 1);
      expect(await outcome(unit.operation(op, count))).toBe(`EIO ${reason}`);
      expect((await unit.status()).resid).toBe(resid);
      await unit.operation(MtOp.Nop, 1);
      expect((await unit.status()).resid).toBe(0);
      expect(await place(unit)).toEqual(where);
    });
  });

  test("the status shows the beginning, a mark just passed, and the end of data", async () => {
    const { use } = await threeFiles();
    await use("r", async (unit) => {
      expect(await has(unit, MtStatus.BeginOfTape)).toBe(true);
      await unit.operation(MtOp.Fsf, 1);
      expect(await has(unit, MtStatus.EndOfFile)).toBe(true);
      await readText(unit);
      expect(await has(unit, MtStatus.EndOfFile)).toBe(false);
      expect(await has(unit, MtStatus.BeginOfTape)).toBe(false);
      await unit.operation(MtOp.Eom, 1);
      expect(await has(unit, MtStatus.EndOfData)).toBe(true);
    });
  });
});

describe("writing", () => {
  test("behind chunks that say wrongly what is in front of them the way back is found, too", async () => {
    const bytes = hex("02000000a000 4141 03000000a000 424242 000000004000");
    const { use, contents } = await mount({ format: "aws", bytes });
    await use("rw", async (unit) => {
      await unit.operation(MtOp.Eom, 1);
      await record(unit, "CC |", MtOp.Weof);
      await unit.operation(MtOp.Bsr, 0);
      await unit.operation(MtOp.Bsf, 2);
      await unit.operation(MtOp.Bsr, 1);
      expect(await readText(unit)).toBe("BBB");
      await record(unit, "DDDD", MtOp.Weof);
      await unit.operation(MtOp.Bsr, 2);
      expect(await readText(unit)).toBe("BBB");
      await unit.operation(MtOp.Eom, 1);
      await unit.operation(MtOp.Weof, 1);
    });
    expect(await contents()).toBe("AA BBB DDDD | end");
  });

  test.each([
    ["rewind", MtOp.Rewind, 1, "AA BB |", [0, 0, 0]],
    ["bsf, which does not count that mark", MtOp.Bsf, 1, "AA | BB |", [0, -1, 1]],
    ["seek", MtOp.Seek, 1, "AA BB |", [0, 1, 1]],
    ["offline", MtOp.Offline, 1, "AA BB |", [0, 0, 0]],
  ] as const)("%s ends the file that was being written", async (_name, op, count, tape, where) => {
    const { use, contents } = await mount();
    await use("rw", async (unit) => {
      await record(unit, tape.slice(0, -2), MtOp.Weof);
      await unit.operation(op, count);
      expect(await contents()).toBe(`${tape} end`);
      expect(await place(unit)).toEqual(where);
    });
    expect(await contents()).toBe(`${tape} end`);
  });

  test("in the middle of a tape it replaces what follows", async () => {
    const { use, contents } = await threeFiles();
    await use("rw", async (unit) => {
      await unit.operation(MtOp.Fsf, 1);
      await record(unit, "EE", MtOp.Weof);
    });
    expect(await contents()).toBe("AA BB | EE | end");
  });

  test("weof and erase cut the tape off, too", async () => {
    const { use, contents } = await threeFiles();
    await use("rw", async (unit) => {
      await unit.operation(MtOp.Fsf, 2);
      await unit.operation(MtOp.Weof, 2);
      expect(await contents()).toBe("AA BB | CC | | | end");
      await unit.operation(MtOp.Seek, 2);
      await unit.operation(MtOp.Erase, 1);
    });
    expect(await contents()).toBe("AA BB end");
  });

  test("a mark fits when no record does any more, and a reader finds all of it", async () => {
    const { use, contents } = await mount({ capacityBytes: 30 });
    await use("rw", async (unit) => {
      await unit.write(bytesOf("AAAA"));
      expect(await outcome(unit.write(bytesOf("BBBB")))).toBe("ENOSPC end-of-medium");
      expect(await has(unit, MtStatus.EndOfTape)).toBe(true);
      expect(await outcome(unit.write(bytesOf("BBBB")))).toBe("ENOSPC end-of-medium");
    });
    expect(await contents()).toBe("AAAA | end");
    await use("rw", async (unit) => {
      expect(await outcome(unit.operation(MtOp.Weof, 9))).toBe("ENOSPC end-of-medium");
      expect((await unit.status()).resid).toBe(6);
    });
    expect(await contents()).toBe("AAAA | | | | end");
  });

  test("a refused record cuts nothing off", async () => {
    const { use, contents } = await threeFiles({ capacityBytes: 80 });
    await use("rw", async (unit) => {
      expect(await outcome(unit.write(new Uint8Array(60)))).toBe("ENOSPC end-of-medium");
    });
    expect(await contents()).toBe("AA BB | CC | DD | end");
  });

  test("two marks end the tape where that is asked for, and the next file takes the second's place", async () => {
    const { use, contents } = await mount({ doubleMark: true });
    const appended: string[] = [];
    for (const text of ["AA", "BB", "CC"]) {
      if (text === "CC") await use("r", (unit) => unit.operation(MtOp.Eom, 1));
      await use("w", async (unit) => {
        appended.push(`${await place(unit)}`);
        await record(unit, text, MtOp.Weof);
      });
    }
    expect(appended).toEqual(["0,0,0", "1,0,2", "2,0,4"]);
    expect(await contents()).toBe("AA | BB | CC | | end");
  });

  test("the option for two marks is set and cleared as in Linux", async () => {
    const { use, image } = await mount();
    const twoMarks = () => image.state().settings.twoMarks;
    await use("r", async (unit) => {
      await unit.operation(MtOp.SetDriveBuffer, 0x30000010);
      expect(twoMarks()).toBe(true);
      await unit.operation(MtOp.SetDriveBuffer, 0x20000040);
      expect(twoMarks()).toBe(true);
      await unit.operation(MtOp.SetDriveBuffer, 0x40000010);
      expect(twoMarks()).toBe(false);
      await unit.operation(MtOp.SetDriveBuffer, 0x10000010);
      expect(twoMarks()).toBe(true);
      await unit.operation(MtOp.SetDriveBuffer, 0x10000002);
      expect(twoMarks()).toBe(false);
      await unit.operation(MtOp.SetDriveBuffer, 0x80000000 | 0);
      expect(await outcome(unit.operation(MtOp.SetDriveBuffer, 3))).toBe("EINVAL illegal");
      expect(await outcome(unit.operation(MtOp.SetDriveBuffer, 0x90000000 | 0))).toBe(
        "EINVAL illegal",
      );
    });
  });

  test("with the System V option close skips the rest of a file that was read", async () => {
    const { use } = await threeFiles();
    await use("r", async (unit) => {
      await unit.operation(MtOp.SetDriveBuffer, 0x30001000);
      await readText(unit);
    });
    await use("r", async (unit) => expect(await readText(unit)).toBe("CC"));
    await use("r", async (unit) => {
      expect(await readText(unit)).toBe("DD");
      expect(await readText(unit)).toBe("|");
    });
    await use("r", async (unit) => expect(await place(unit)).toEqual([3, 0, 7]));
  });

  test("more than 16 MB in a record is EOVERFLOW", async () => {
    const { use, contents } = await mount();
    await use("rw", async (unit) => {
      expect(await outcome(unit.write(new Uint8Array(1 << 24)))).toBe("EOVERFLOW");
      expect(await unit.write(new Uint8Array((1 << 24) - 1).fill(65))).toBe((1 << 24) - 1);
    });
    expect((await contents()).length).toBe((1 << 24) - 1 + " | end".length);
  });
});

describe("access", () => {
  test("a file that can't be read is EIO, with the file's own error as its cause", async () => {
    const cause = new FileError("ESTALE");
    const file = { ...memoryRecordFile(), sizeBytes: 10, read: () => Promise.reject(cause) };
    const image = await openRecordImage({ file, format: "fixed" });
    const unit = await image.open("r");
    await expect(unit.read(new Uint8Array(10))).rejects.toMatchObject({ code: "EIO", cause });
    await unit.close();
  });

  test("opened for writing only it is not read", async () => {
    const { use } = await mount();
    await use("w", async (unit) => expect(await readText(unit)).toBe("EBADF"));
  });

  test("the switch thrown while it is open is EACCES", async () => {
    const { use, image } = await mount();
    await use("rw", async (unit) => {
      image.setWriteProtected(true);
      expect(await outcome(unit.write(bytesOf("AA")))).toBe("EACCES write-protected");
      expect(await outcome(unit.operation(MtOp.Weof, 1))).toBe("EACCES write-protected");
    });
    await expect(image.open("w")).rejects.toMatchObject({ code: "EROFS" });
  });

  test.each(["tpc", "p7b", "fixed"] as const)("%s is not written by a unit", async (format) => {
    const { image } = await mount({ format });
    expect(await outcome(image.open("rw"))).toBe("EROFS write-protected");
    image.setWriteProtected(false);
    expect(image.writeProtected).toBe(true);
  });

  test("off line nothing works until it is loaded, or opened anew", async () => {
    const { use } = await threeFiles();
    await use("rw", async (unit) => {
      await unit.operation(MtOp.Unload, 1);
      expect(await readText(unit)).toBe("ENXIO no-medium");
      expect(await outcome(unit.write(bytesOf("AA")))).toBe("ENXIO no-medium");
      expect(await outcome(unit.operation(MtOp.Rewind, 1))).toBe("ENXIO no-medium");
      expect(await has(unit, MtStatus.Online)).toBe(false);
      await unit.operation(MtOp.Load, 1);
      expect(await readText(unit)).toBe("AA");
      await unit.operation(MtOp.Offline, 1);
    });
    await use("r", async (unit) => expect(await readText(unit)).toBe("AA"));
  });

  test("what an image does not have is ENOSYS, what it need not do is accepted", async () => {
    const { use } = await mount();
    await use("r", async (unit) => {
      for (const op of [MtOp.Compression, MtOp.SetPartition, MtOp.Fss, MtOp.Wsm, MtOp.Ras1])
        expect(await outcome(unit.operation(op, 1))).toBe("ENOSYS unsupported");
      for (const op of [MtOp.Nop, MtOp.Reset, MtOp.Lock, MtOp.Unlock, MtOp.Tell])
        await unit.operation(op, 1);
    });
  });

  test("a rewinding name rewinds, after the mark", async () => {
    const { image, contents } = await mount();
    const unit = await image.open("rw", { rewinds: true });
    await unit.write(bytesOf("AA"));
    await unit.close();
    expect(await contents()).toBe("AA | end");
    expect(image.state().head.address).toBe(0);
  });

  test("a negative capacity is a mistake", async () => {
    const options = { file: memoryRecordFile(), format: "tap", capacityBytes: -1 } as const;
    await expect(openRecordImage(options)).rejects.toThrow(RangeError);
  });
});
