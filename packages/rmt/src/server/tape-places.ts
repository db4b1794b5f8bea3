import { MtOp, MtStatus, TapeError, type TapeUnit } from "@floppytape/magtape";

/** Where an open began: what `L` with offset 0 may lead back to. */
export interface StartOfOpen {
  readonly file: number;
  readonly address: number;
  readonly atBeginningOfTape: boolean;
}

/** Notes where the tape stands. Undefined where the unit can't tell. */
export async function noteStart(unit: TapeUnit): Promise<StartOfOpen | undefined> {
  try {
    // A floppy tape knows its position only once its header was read.
    await unit.operation(MtOp.Nop, 1);
    const { fileno, gstat } = await unit.status();
    const atBeginningOfTape = (gstat & MtStatus.BeginOfTape) !== 0;
    const address = atBeginningOfTape ? 0 : await unit.position();
    return fileno < 0 ? undefined : { file: fileno, address, atBeginningOfTape };
  } catch {
    // Not being able to go back there later is an answer of its own: ESPIPE.
    return undefined;
  }
}

/**
 * Goes back to where the open began, if the tape is still in that file; false when it is not, or did not
 * get there. The file mark that is due is written on the way.
 */
export async function returnToStart(unit: TapeUnit, start: StartOfOpen): Promise<boolean> {
  if ((await unit.status()).fileno !== start.file) return false;
  if (start.atBeginningOfTape) {
    await unit.operation(MtOp.Rewind, 1);
    return true;
  }
  await unit.operation(MtOp.Seek, start.address);
  return (await unit.position()) === start.address;
}

/**
 * To the beginning of the file `filesBack` files before this one; 0 is the current file.
 * @throws {TapeError} `EIO` when there are not so many: the tape is at its beginning then; or when the unit
 * can't tell in which file it is.
 */
export async function toBeginningOfFile(unit: TapeUnit, filesBack: number): Promise<void> {
  const { fileno } = await unit.status();
  const target = fileno - filesBack;
  if (fileno >= 0 && target > 0) {
    await unit.operation(MtOp.Bsf, filesBack + 1);
    // st stops in front of the mark, in the file before; a floppy tape behind it.
    const landed = (await unit.status()).fileno;
    if (landed === target - 1) await unit.operation(MtOp.Fsf, 1);
    else if (landed !== target)
      throw new TapeError("EIO", `is in file ${landed}, not at the beginning of ${target}`, {
        landed,
      });
    return;
  }
  if (fileno < 0) throw new TapeError("EIO", "the unit does not know in which file it is");
  await unit.operation(MtOp.Rewind, 1);
  if (target < 0)
    throw new TapeError("EIO", `${filesBack} files back from file ${fileno}`, { resid: -target });
}
