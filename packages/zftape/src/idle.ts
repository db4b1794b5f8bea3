import { TapeError } from "@floppytape/magtape";
import { noteCounter } from "./commit.js";
import { currentView, type Drive, type OpenVolume, type Session } from "./drive.js";
import { atSegment } from "./position.js";
import { recallTape } from "./taken-out.js";
import {
  dropLastVolume,
  isSoftReadOnly,
  loadTape,
  putVolume,
  reloadTable,
  type Tape,
} from "./tape.js";
import { asTapeError } from "./tape-errors.js";
import { beginningOf, endOf } from "./tape-view.js";
import type { SafePoint } from "./volume-writer.js";

/** @throws {TapeError} ENXIO offline, EACCES with an unformatted cartridge. */
export function requireFormatted(drive: Drive, session: Session): void {
  if (drive.offline) throw new TapeError("ENXIO", "the unit is offline or has no cartridge");
  if (!session.formatted) throw new TapeError("EACCES", "the cartridge is not formatted");
}

/** The tape, whose header and table are read if they have not been. */
export async function requireTape(drive: Drive): Promise<Tape> {
  if (drive.tape) return drive.tape;
  const recalled = await recallTape(drive);
  const tape = recalled ?? (await loadTape(drive.store, drive.blockSize));
  drive.tape = tape;
  drive.position = beginningOf(currentView(drive, tape), 0);
  if (tape !== recalled) noteCounter(drive, tape);
  return tape;
}

/** Ends reading, and the volume being written: the tape then stands in front of its file mark. */
export async function goIdle(drive: Drive, session: Session): Promise<Tape> {
  session.reading = false;
  session.endReads = 0;
  const tape = await requireTape(drive);
  await closeVolume(drive, tape);
  return tape;
}

/**
 * Flushes the volume being written and closes it, if there is one.
 * @throws {TapeError} when data was lost: the volume then ends where it is known to be good.
 */
export async function closeVolume(drive: Drive, tape: Tape): Promise<void> {
  const { openVolume } = drive;
  if (openVolume === undefined) return;
  try {
    settleVolume(drive, tape, openVolume, await openVolume.writer.finish());
  } catch (error) {
    throw failVolume(drive, tape, openVolume, error);
  } finally {
    if (openVolume.raw) await reloadTable(tape);
  }
}

/** Closes a volume that a write failed in with what is known to be on the tape; returns the error. */
export function failVolume(
  drive: Drive,
  tape: Tape,
  openVolume: OpenVolume,
  cause: unknown,
): unknown {
  const accepted = openVolume.writer.bytes;
  const point = openVolume.writer.abandon();
  settleVolume(drive, tape, openVolume, point);
  const error = asTapeError(cause);
  if (!(error instanceof TapeError)) return error;
  const lost = accepted - point.bytes;
  return new TapeError(
    error.code,
    `${error.message}; ${lost} bytes of the volume being written are lost, ${point.bytes} are on the tape`,
    { ...error.details, lostBytes: lost, writtenBytes: point.bytes },
    cause,
  );
}

function settleVolume(drive: Drive, tape: Tape, openVolume: OpenVolume, point: SafePoint): void {
  drive.openVolume = undefined;
  drive.clusterReader = undefined;
  tape.segmentsWritten += openVolume.writer.takeSegmentsWritten();
  const { index, raw, firstSegment } = openVolume;
  const { bytes, lastSegment = firstSegment } = point;
  if (raw) {
    const offset = tape.cartridge.dataPosition(firstSegment) + bytes;
    const end = offset - tape.cartridge.dataPosition(lastSegment);
    drive.position = { segment: lastSegment, offset: end, volumeBytes: offset, beforeMark: false };
    return;
  }
  const volume = tape.volumes[index]!;
  if (bytes === 0) {
    dropLastVolume(tape);
    drive.position = atSegment(tape.endSegment);
    return;
  }
  putVolume(tape, { ...volume, dataBytes: bytes, lastSegment });
  drive.position = endOf(currentView(drive, tape), index);
}

/** Whether header and table may be written. */
export function mayCommit(session: Session, tape: Tape): boolean {
  return !session.writeProtected && !isSoftReadOnly(tape);
}
