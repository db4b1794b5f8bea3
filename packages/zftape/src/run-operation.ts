import { describeMtOp, MtOp, type MtOpCode, TapeError } from "@floppytape/magtape";
import { commitTape } from "./commit.js";
import {
  alignPosition,
  compresses,
  currentView,
  DefaultBlockBytes,
  type Drive,
  forgetTape,
  type Session,
} from "./drive.js";
import { goIdle, mayCommit, requireFormatted } from "./idle.js";
import { eraseTape, writeFileMarks } from "./marks.js";
import { operationRules } from "./operations.js";
import {
  backwardFiles,
  backwardToMark,
  endReached,
  forwardFiles,
  forwardToMark,
  type Landing,
  spaceBlocks,
  toAddress,
  toEnd,
} from "./positioning.js";
import { setTapeAside } from "./taken-out.js";
import { asTapeError } from "./tape-errors.js";
import { beginningOf, isAtBeginning, type TapeView } from "./tape-view.js";

/**
 * MTIOCTOP. What could not be done is left in `resid`. A unit that ends up at the beginning of the
 * tape has headers and volume table written, if they need it.
 * @throws {TapeError} ENOSYS, EINVAL, ENXIO, EACCES, and what the operation itself meets.
 */
export async function runOperation(
  drive: Drive,
  session: Session,
  op: MtOpCode,
  count: number,
): Promise<void> {
  const rules = operationRules(op);
  if (rules === undefined)
    throw new TapeError("EINVAL", `there is no operation ${op}`, { operation: op });
  const name = nameOf(op);
  if (op !== MtOp.Nop) drive.resid = count;
  if (rules.missing) throw new TapeError("ENOSYS", `${name} is not supported`, { operation: op });
  if (drive.offline ? !rules.offline : !(rules.unformatted || session.formatted))
    requireFormatted(drive, session);
  if (session.raw && !rules.raw)
    throw new TapeError("EACCES", `${name} means nothing in raw mode`, { operation: op });
  if (rules.idle && !drive.offline && session.formatted) await goIdle(drive, session);
  let failure: unknown;
  try {
    await run(drive, session, op, count);
  } catch (error) {
    failure = error;
  }
  await commitAtBeginning(drive, session).catch((error: unknown) => {
    failure ??= error;
  });
  if (failure !== undefined) throw asTapeError(failure);
  if (op !== MtOp.Nop) drive.resid = 0;
}

function nameOf(op: MtOpCode): string {
  return describeMtOp(op)?.names[0] ?? `operation ${op}`;
}

async function commitAtBeginning(drive: Drive, session: Session): Promise<void> {
  const { tape } = drive;
  if (tape === undefined || drive.openVolume || drive.offline || !mayCommit(session, tape)) return;
  if (isAtBeginning(currentView(drive, tape), drive.position)) await commitTape(drive);
}

const spacing = new Map<number, (view: TapeView, drive: Drive, count: number) => Landing>([
  [MtOp.Fsf, (view, { position }, count) => forwardFiles(view, position, count)],
  [MtOp.Bsf, (view, { position }, count) => backwardFiles(view, position, count)],
  [MtOp.Fsfm, (view, { position }, count) => forwardToMark(view, position, count)],
  [MtOp.Bsfm, (view, { position }, count) => backwardToMark(view, position, count)],
  [MtOp.Fsr, (view, { position }, count) => spaceBlocks(view, position, count)],
  [MtOp.Bsr, (view, { position }, count) => spaceBlocks(view, position, -count)],
  [MtOp.Seek, (view, _drive, count) => toAddress(view, count)],
  [MtOp.Eom, (view) => ({ position: toEnd(view) })],
]);

async function run(drive: Drive, session: Session, op: number, count: number): Promise<void> {
  const space = spacing.get(op);
  if (space) {
    const { position, missing } = space(currentView(drive, drive.tape!), drive, count);
    drive.position = position;
    if (missing === undefined) return;
    drive.resid = missing;
    throw endReached(nameOf(op), missing);
  }
  switch (op) {
    case MtOp.Nop:
      // Asks for header and table, and tells of no failure: the next operation that needs them does.
      if (!drive.offline && session.formatted) await goIdle(drive, session).catch(() => {});
      return;
    case MtOp.Weof:
      return writeFileMarks(drive, session, count);
    case MtOp.Erase:
      return eraseTape(drive, session);
    case MtOp.Rewind:
      return rewind(drive, session);
    case MtOp.Offline:
    case MtOp.Unload:
      if (drive.offline) return openDoor(drive);
      await rewind(drive, session);
      drive.goingOffline = true;
      return;
    case MtOp.Retension:
      if (drive.tape) await goIdle(drive, session);
      return drive.store.motion("retension");
    case MtOp.Load:
      return load(drive);
    case MtOp.Reset:
      return reset(drive, session);
    case MtOp.SetPartition:
      await saveEverything(drive, session);
      forgetTape(drive);
      return;
    case MtOp.Lock:
    case MtOp.Unlock:
      drive.doorLocked = op === MtOp.Lock;
      if (drive.offline) return;
      return drive.store.motion(op === MtOp.Lock ? "lock" : "unlock");
    case MtOp.SetBlockSize:
      return setBlockSize(drive, count);
    case MtOp.Compression:
      return setCompression(drive, count);
    case MtOp.SetDriveBuffer:
      if (count < 3 || count > 16) throw invalid("the number of buffers is 3 to 16", count);
      return;
    case MtOp.SetDensity:
      throw invalid("the density is what the cartridge was formatted with", count);
    default:
      throw new TapeError("ENOSYS", `${nameOf(op)} is not supported`, { operation: op });
  }
}

/** Rewinds; closes the volume being written first. */
async function rewind(drive: Drive, session: Session): Promise<void> {
  try {
    if (drive.tape) await goIdle(drive, session);
  } finally {
    if (drive.tape) drive.position = beginningOf(currentView(drive, drive.tape), 0);
    await drive.store.motion("rewind");
  }
}

/** Rewinds and brings header and table to the tape. */
async function saveEverything(drive: Drive, session: Session): Promise<void> {
  if (drive.offline) return;
  await rewind(drive, session);
  await commitAtBeginning(drive, session);
}

/** Resets the drive, also one that does not even rewind any more; what could not be written is told then. */
async function reset(drive: Drive, session: Session): Promise<void> {
  const failures: unknown[] = [];
  await saveEverything(drive, session).catch((error: unknown) => void failures.push(error));
  setTapeAside(drive);
  session.reading = false;
  session.endReads = 0;
  drive.blockSize = DefaultBlockBytes;
  if (!drive.offline) await drive.store.motion("reset");
  if (failures.length > 0) throw failures[0];
}

async function load(drive: Drive): Promise<void> {
  const { cartridgePresent } = await drive.store.status();
  if (cartridgePresent && !drive.offline) return;
  await drive.store.motion("load");
  setTapeAside(drive);
  drive.offline = false;
  drive.goingOffline = false;
}

async function openDoor(drive: Drive): Promise<void> {
  if ((await drive.store.status()).cartridgePresent) await drive.store.motion("eject");
}

function setBlockSize(drive: Drive, count: number): void {
  if (count < 0 || count > 63488 || count % 1024 !== 0)
    throw invalid("a block size is 0 (variable) or 1 to 62 KiB in whole KiB", count);
  if (count === 0 && compresses(drive)) throw invalid("compression needs a block size", count);
  drive.blockSize = count === 0 ? 1 : count;
}

function setCompression(drive: Drive, count: number): void {
  if (count !== 0 && count !== 1) throw invalid("compression is 0 or 1", count);
  if (count === 1 && drive.blockSize === 1) throw invalid("compression needs a block size", count);
  drive.compression = count === 1;
  alignPosition(drive);
}

function invalid(rule: string, count: number): TapeError {
  return new TapeError("EINVAL", `${rule}, got ${count}`, { requested: count });
}
