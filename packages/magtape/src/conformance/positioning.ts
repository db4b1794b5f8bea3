import { MtOp } from "../mt-op.js";
import { MtStatus } from "../mt-status.js";
import { codeOf, type DriveTest, readBlock, recordFiles, withOpen } from "./drive-under-test.js";

/** Where operations leave the tape, and what status and position say of it. */
export function positioningConformance(test: DriveTest): void {
  test("rewind goes to file 0, block 0, at the beginning of the tape", async ({
    drive,
    traits,
    expect,
  }) => {
    await recordFiles(drive, traits.blockBytes, [2, 1]);
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Eom, 1);
      await unit.operation(MtOp.Rewind, 1);
      await unit.operation(MtOp.Nop, 1);
      const { fileno, blkno, gstat } = await unit.status();
      expect([fileno, blkno]).toEqual([0, 0]);
      expect((gstat & MtStatus.BeginOfTape) !== 0).toBe(true);
      expect((gstat & MtStatus.Online) !== 0).toBe(true);
      expect((gstat & MtStatus.WriteProtected) !== 0).toBe(false);
      expect(await unit.position()).toBe(0);
    });
  });

  test("the position survives close and open", async ({ drive, traits, expectBlock }) => {
    await recordFiles(drive, traits.blockBytes, [3]);
    await withOpen(drive, "r", (unit) => readBlock(unit, traits.blockBytes));
    await withOpen(drive, "r", async (unit) => {
      await expectBlock(unit, 0, 1);
    });
  });

  test("fsf goes behind the n-th mark", async ({ drive, traits, expect, expectBlock }) => {
    await recordFiles(drive, traits.blockBytes, [1, 2, 1]);
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Fsf, 2);
      expect((await unit.status()).fileno).toBe(2);
      await expectBlock(unit, 2, 0);
    });
  });

  test("spacing beyond the recorded files fails, stops at the end and says what is left", async ({
    drive,
    traits,
    expect,
  }) => {
    await recordFiles(drive, traits.blockBytes, [1, 1]);
    await withOpen(drive, "r", async (unit) => {
      expect(await codeOf(unit.operation(MtOp.Fsf, 5))).toBe(traits.spacingError);
      const { fileno, resid } = await unit.status();
      expect([fileno, resid]).toEqual([2, 3]);
    });
  });

  test("the largest count ends as any other", async ({ drive, traits, expect }) => {
    await recordFiles(drive, traits.blockBytes, [1]);
    await withOpen(drive, "r", async (unit) => {
      for (const op of [MtOp.Fsf, MtOp.Bsf])
        expect(await codeOf(unit.operation(op, 0x7fffffff))).toBe(traits.spacingError);
    });
  });

  test("bsf goes back to the beginning of a file, or to the end of the one before", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [2, 3]);
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Fsf, 1);
      await readBlock(unit, traits.blockBytes);
      await unit.operation(MtOp.Bsf, 1);
      if (!traits.bsfStopsBehindMark)
        expect(await unit.read(new Uint8Array(traits.blockBytes))).toBe(0);
      expect((await unit.status()).fileno).toBe(1);
      await expectBlock(unit, 1, 0);
    });
  });

  test("fsfm and bsfm stop on the other side of the mark", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [1, 1]);
    await withOpen(drive, "r", async (unit) => {
      const into = new Uint8Array(traits.blockBytes);
      await unit.operation(MtOp.Fsfm, 1);
      expect((await unit.status()).fileno).toBe(0);
      expect(await unit.read(into)).toBe(0);
      await unit.operation(MtOp.Bsfm, 1);
      if (traits.bsfStopsBehindMark) {
        expect(((await unit.status()).gstat & MtStatus.EndOfFile) !== 0).toBe(true);
        expect(await unit.read(into)).toBe(0);
      }
      await expectBlock(unit, 1, 0);
    });
  });

  test("fsr and bsr count blocks", async ({ drive, traits, expect, expectBlock }) => {
    await recordFiles(drive, traits.blockBytes, [5]);
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Fsr, 3);
      expect(await unit.position()).toBe(3);
      await expectBlock(unit, 0, 3);
      await unit.operation(MtOp.Bsr, 2);
      await expectBlock(unit, 0, 2);
    });
  });

  test("seek goes where position was told, each file mark being a block", async ({
    drive,
    traits,
    expect,
  }) => {
    await recordFiles(drive, traits.blockBytes, [2, 3]);
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Fsf, 1);
      await readBlock(unit, traits.blockBytes);
      const address = await unit.position();
      expect(address).toBe(2 + 1 + 1);
      const block = await readBlock(unit, traits.blockBytes);
      await unit.operation(MtOp.Rewind, 1);
      await unit.operation(MtOp.Seek, address);
      expect(await readBlock(unit, traits.blockBytes)).toEqual(block);
    });
  });

  test("asking for status and position moves nothing", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [3]);
    await withOpen(drive, "r", async (unit) => {
      await readBlock(unit, traits.blockBytes);
      const status = await unit.status();
      await unit.position();
      expect(await unit.status()).toEqual(status);
      await expectBlock(unit, 0, 1);
    });
  });
}
