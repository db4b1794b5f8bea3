import { MtOp } from "../mt-op.js";
import { MtStatus } from "../mt-status.js";
import { blockContent, codeOf, type DriveTest, recordFiles, withOpen } from "./drive-under-test.js";

/** Who may do what: open once, read-only, write-protected, closed; and operations that don't exist. */
export function accessConformance(test: DriveTest): void {
  test("a unit is open once at a time", async ({ drive, traits, expect }) => {
    for (const mode of traits.readersShare ? (["rw"] as const) : (["rw", "r"] as const))
      await withOpen(drive, mode, async () => {
        expect(await codeOf(drive.open("r"))).toBe("EBUSY");
        expect(await codeOf(drive.open("rw"))).toBe("EBUSY");
      });
    await withOpen(drive, "rw", async () => {});
  });

  test("a unit opened for reading is not written", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [1]);
    await withOpen(drive, "r", async (unit) => {
      expect(await codeOf(unit.write(blockContent(traits.blockBytes, 7, 0)))).toBe(
        traits.readOnlyWriteError,
      );
      for (const op of [MtOp.Weof, MtOp.Erase])
        expect((await codeOf(unit.operation(op, 1))) !== "none").toBe(true);
      await expectBlock(unit, 0, 0);
    });
  });

  test("a write-protected cartridge is read, and opened for writing it is EROFS", async ({
    drive,
    traits,
    expect,
    expectBlock,
  }) => {
    await recordFiles(drive, traits.blockBytes, [1]);
    await drive.writeProtect();
    expect(await codeOf(drive.open("rw"))).toBe("EROFS");
    await withOpen(drive, "r", async (unit) => {
      await unit.operation(MtOp.Nop, 1);
      expect(((await unit.status()).gstat & MtStatus.WriteProtected) !== 0).toBe(true);
      await expectBlock(unit, 0, 0);
    });
  });

  test("operations that don't exist are refused", async ({ drive, expect }) => {
    await withOpen(drive, "r", async (unit) => {
      for (const op of [17, 99, -1]) {
        const code = await codeOf(unit.operation(op, 1));
        expect(["EINVAL", "ENOSYS"].includes(code)).toBe(true);
      }
    });
  });

  test("after close every call is EBADF, but a second close does nothing", async ({
    drive,
    traits,
    expect,
  }) => {
    const unit = await drive.open("rw");
    await unit.close();
    await unit.close();
    expect(await codeOf(unit.read(new Uint8Array(traits.blockBytes)))).toBe("EBADF");
    expect(await codeOf(unit.write(new Uint8Array(traits.blockBytes)))).toBe("EBADF");
    expect(await codeOf(unit.operation(MtOp.Rewind, 1))).toBe("EBADF");
    expect(await codeOf(unit.status())).toBe("EBADF");
    expect(await codeOf(unit.position())).toBe("EBADF");
  });
}
