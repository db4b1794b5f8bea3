import { TapeError } from "@floppytape/magtape";
import { commitTape } from "./commit.js";
import { currentView, type Drive, type Session } from "./drive.js";
import { closeVolume } from "./idle.js";
import { atSegment } from "./position.js";
import { dropAllVolumes, freeTableEntries, putVolume, type Tape } from "./tape.js";
import { beginningOf } from "./tape-view.js";
import { flushVolume, requireWritable } from "./write-path.js";

/**
 * MTWEOF: the first mark ends the volume being written, every other one is an empty volume that
 * takes a segment. Marks live in the volume table: nothing is written but what was not flushed.
 * @throws {TapeError} EACCES away from beginning, end and the volume being written; EINVAL when the
 *   table is full, ENOSPC when the tape is, with the marks not written as `resid`.
 */
export async function writeFileMarks(drive: Drive, session: Session, count: number): Promise<void> {
  const { tape, place } = await requireWritable(drive, session);
  if (count < 0) throw new TapeError("EINVAL", `cannot write ${count} file marks`, { count });
  if (count === 0) {
    if (place === "volume") await flushVolume(drive);
    return;
  }
  session.reading = false;
  session.endReads = 0;
  let left = count;
  if (place === "volume") {
    await closeVolume(drive, tape);
    left--;
  }
  if (place === "beginning") dropAllVolumes(tape, drive.blockSize);
  try {
    for (; left > 0; left--) appendEmptyVolume(drive, tape);
  } catch (error) {
    drive.resid = left;
    throw error;
  } finally {
    drive.position = atSegment(tape.endSegment);
  }
}

function appendEmptyVolume(drive: Drive, tape: Tape): void {
  const index = tape.volumes.length;
  const segment = tape.endSegment;
  if (segment > tape.cartridge.lastDataSegment)
    throw new TapeError("ENOSPC", "there is no segment left for another file mark", { segment });
  if (freeTableEntries(tape) === 0)
    throw new TapeError("EINVAL", "the volume table is full", { volumes: index });
  putVolume(tape, {
    index,
    firstSegment: segment,
    lastSegment: segment,
    dataBytes: 0,
    blockSize: drive.blockSize,
    compressed: false,
    zftape: true,
    description: `zftape volume ${String(index).padStart(3, "0")}`,
    date: drive.options.clock?.() ?? 0,
    isNew: true,
  });
}

/** MTERASE: an empty volume table, written at once with the headers; data stays where it is. */
export async function eraseTape(drive: Drive, session: Session): Promise<void> {
  const { tape } = await requireWritable(drive, session);
  await dropOpenVolume(drive, tape);
  session.reading = false;
  session.endReads = 0;
  dropAllVolumes(tape, drive.blockSize);
  tape.headerDirty = true;
  tape.forgetsCompressionMap = true;
  drive.position = beginningOf(currentView(drive, tape), 0);
  await commitTape(drive);
}

/** Gives up the volume being written; what is still in memory of it is not written any more. */
async function dropOpenVolume(drive: Drive, tape: Tape): Promise<void> {
  const { openVolume } = drive;
  if (openVolume === undefined) return;
  await drive.store.flush();
  tape.segmentsWritten += openVolume.writer.takeSegmentsWritten();
  openVolume.writer.abandon();
  drive.openVolume = undefined;
}
