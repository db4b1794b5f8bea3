import { MtOp } from "../mt-op.js";
import {
  blockContent,
  codeOf,
  type DriveTest,
  readBlock,
  recordFiles,
  withOpen,
} from "./drive-under-test.js";

/** What reads give: blocks, file marks, the end of data. */
export function readingConformance(test: DriveTest): void {
  test("what was written is read back, file by file over the marks", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [3, 1, 2]);
    await withOpen(drive, "r", async (unit) => {
      for (const [file, blockCount] of [3, 1, 2].entries()) {
        for (let block = 0; block < blockCount; block++) await expectBlock(unit, file, block);
        expect(await unit.read(new Uint8Array(traits.blockBytes))).toBe(0);
      }
    });
  });

  test("a longer read ends in front of the file mark and leaves the rest of the buffer", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    const blocks = traits.fixedBlocks ? 2 : 1;
    await recordFiles(drive, traits.blockBytes, [blocks, 1]);
    await withOpen(drive, "r", async (unit) => {
      const into = new Uint8Array(4 * traits.blockBytes).fill(0xa5);
      const length = blocks * traits.blockBytes;
      expect(await unit.read(into)).toBe(length);
      expect(into.subarray(0, traits.blockBytes)).toEqual(blockContent(traits.blockBytes, 0, 0));
      expect(into.subarray(length)).toEqual(new Uint8Array(into.length - length).fill(0xa5));
      expect(await unit.read(into)).toBe(0);
      await expectBlock(unit, 1, 0);
    });
  });

  test("behind the last file mark reads give 0, then EIO and nothing else", async ({
    drive,
    traits,
    expect,
  }) => {
    await recordFiles(drive, traits.blockBytes, [1]);
    await withOpen(drive, "r", async (unit) => {
      const into = new Uint8Array(traits.blockBytes);
      expect(await unit.read(into)).toBe(traits.blockBytes);
      expect(await unit.read(into)).toBe(0);
      for (let i = 0; i < traits.zeroReadsAtEndOfData; i++) expect(await unit.read(into)).toBe(0);
      expect(await codeOf(unit.read(into))).toBe("EIO");
      expect(await codeOf(unit.read(into))).toBe("EIO");
    });
  });

  test("after a rewind the same is read again", async ({ drive, traits, expect }) => {
    await recordFiles(drive, traits.blockBytes, [2]);
    await withOpen(drive, "r", async (unit) => {
      const first = await readBlock(unit, traits.blockBytes);
      await unit.operation(MtOp.Rewind, 1);
      expect(await readBlock(unit, traits.blockBytes)).toEqual(first);
    });
  });

  test("an empty file is one read of 0", async ({ drive, traits, expect, expectBlock }) => {
    await withOpen(drive, "rw", async (unit) => {
      await unit.operation(MtOp.Weof, 1);
      await unit.write(blockContent(traits.blockBytes, 1, 0));
    });
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Rewind, 1);
      expect(await unit.read(new Uint8Array(traits.blockBytes))).toBe(0);
      await expectBlock(unit, 1, 0);
    });
  });

  test("a read of no bytes does nothing, in front of a file mark either", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [1, 1]);
    await withOpen(drive, "r", async (unit) => {
      await readBlock(unit, traits.blockBytes);
      expect(await unit.read(new Uint8Array(0))).toBe(0);
      expect(await unit.read(new Uint8Array(traits.blockBytes))).toBe(0);
      await expectBlock(unit, 1, 0);
    });
  });

  test("a length that the records forbid is refused", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [2]);
    await withOpen(drive, "r", async (unit) => {
      const into = new Uint8Array(traits.blockBytes - 1024);
      expect(await codeOf(unit.read(into))).toBe(traits.fixedBlocks ? "EINVAL" : "ENOMEM");
      // A record too long for the buffer is passed over; a block size that doesn't fit moves nothing.
      await expectBlock(unit, 0, traits.fixedBlocks ? 0 : 1);
    });
  });
}
