import { MtOp } from "../mt-op.js";
import { MtStatus } from "../mt-status.js";
import { blockContent, codeOf, type DriveTest, recordFiles, withOpen } from "./drive-under-test.js";

/** What writes do: blocks, file marks, appending, the end of the tape. */
export function writingConformance(test: DriveTest): void {
  test("a buffer may be changed once its write is done", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await withOpen(drive, "rw", async (unit) => {
      const data = blockContent(traits.blockBytes, 0, 0);
      expect(await unit.write(data)).toBe(data.length);
      data.fill(0);
    });
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      await expectBlock(unit, 0, 0);
    });
  });

  test("close writes one file mark behind what was written", async ({ drive, traits, expect }) => {
    await recordFiles(drive, traits.blockBytes, [1]);
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Fsf, 1);
      expect((await unit.status()).fileno).toBe(1);
      expect(await codeOf(unit.operation(MtOp.Fsf, 1))).toBe(traits.spacingError);
    });
  });

  test("weof ends a file, and writing goes on in the next", async ({
    drive,
    traits,
    expectBlock,
  }) => {
    await withOpen(drive, "rw", async (unit) => {
      await unit.write(blockContent(traits.blockBytes, 0, 0));
      await unit.operation(MtOp.Weof, 1);
      await unit.write(blockContent(traits.blockBytes, 1, 0));
    });
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      await unit.operation(MtOp.Fsf, 1);
      await expectBlock(unit, 1, 0);
    });
  });

  test("eom goes to where files are appended", async ({ drive, traits, expect, expectBlock }) => {
    await recordFiles(drive, traits.blockBytes, [2, 1]);
    await withOpen(drive, "rw", async (unit) => {
      await unit.operation(MtOp.Eom, 1);
      const { fileno, gstat } = await unit.status();
      expect(fileno).toBe(2);
      expect((gstat & MtStatus.EndOfData) !== 0).toBe(true);
      await unit.write(blockContent(traits.blockBytes, 2, 0));
    });
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      await expectBlock(unit, 0, 0);
      await unit.operation(MtOp.Fsf, 2);
      await expectBlock(unit, 2, 0);
    });
  });

  test("writing at the beginning of the tape replaces everything", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [1, 1, 1]);
    await withOpen(drive, "rw", async (unit) => {
      await unit.write(blockContent(traits.blockBytes, 7, 0));
    });
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      await expectBlock(unit, 7, 0);
      await unit.operation(MtOp.Eom, 1);
      expect((await unit.status()).fileno).toBe(1);
    });
  });

  test("writing between the files is refused where the drive can't", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [2, 1]);
    await withOpen(drive, "rw", async (unit) => {
      await unit.operation(MtOp.Fsf, 1);
      const code = await codeOf(unit.write(blockContent(traits.blockBytes, 7, 0)));
      expect(code).toBe(traits.writesOnlyAtEnds ? "EACCES" : "none");
    });
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      await unit.operation(MtOp.Fsf, 1);
      await expectBlock(unit, traits.writesOnlyAtEnds ? 1 : 7, 0);
    });
  });

  test("a write of no bytes writes nothing, not even a file mark", async ({
    drive,
    traits,
    expect,
  }) => {
    await withOpen(drive, "rw", async (unit) => {
      expect(await unit.write(new Uint8Array(0))).toBe(0);
    });
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Eom, 1);
      expect((await unit.status()).fileno).toBe(0);
      expect(await codeOf(unit.operation(MtOp.Fsf, 1))).toBe(traits.spacingError);
    });
  });

  test("a length that the block size forbids is refused", async ({ drive, traits, expect }) => {
    const length = traits.blockBytes - 1024;
    await withOpen(drive, "rw", async (unit) => {
      const code = await codeOf(unit.write(new Uint8Array(length).fill(1)));
      expect(code).toBe(traits.fixedBlocks ? "EINVAL" : "none");
    });
  });

  test("erase leaves an empty tape", async ({ drive, traits, expect }) => {
    await recordFiles(drive, traits.blockBytes, [1, 1]);
    await withOpen(drive, "rw", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      await unit.operation(MtOp.Erase, 1);
    });
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      expect(await unit.read(new Uint8Array(traits.blockBytes))).toBe(0);
      await unit.operation(MtOp.Eom, 1);
      expect((await unit.status()).fileno).toBe(0);
    });
  });

  test("a full tape says ENOSPC each time, and all that was taken is read back", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    const written = await withOpen(drive, "rw", async (unit) => {
      let block = 0;
      for (;;) {
        const data = blockContent(traits.blockBytes, 0, block);
        const code = await codeOf(
          unit.write(data).then((length) => expect(length).toBe(data.length)),
        );
        if (code !== "none") {
          expect(code).toBe("ENOSPC");
          expect(await codeOf(unit.write(data))).toBe("ENOSPC");
          return block;
        }
        block++;
        expect(block * traits.blockBytes < traits.capacityLimitBytes).toBe(true);
      }
    });
    expect(written > 0).toBe(true);
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      for (let block = 0; block < written; block++) await expectBlock(unit, 0, block);
      expect(await unit.read(new Uint8Array(traits.blockBytes))).toBe(0);
    });
  });
}
