import { TapeError } from "@floppytape/magtape";
import { persist, requireSameCartridge } from "./commit.js";
import { compresses, currentView, type Drive, type OpenVolume, type Session } from "./drive.js";
import { failVolume, requireFormatted, requireTape } from "./idle.js";
import { atSegment } from "./position.js";
import { dropAllVolumes, freeTableEntries, isSoftReadOnly, putVolume, type Tape } from "./tape.js";
import { isAtBeginning, isAtEnd } from "./tape-view.js";
import { createVolumeWriter } from "./volume-writer.js";

/** Room that compressed volumes keep free at the end of the tape besides one block. */
const compressionSlackBytes = 16;

/** Places that a write, or another change of what is recorded, can begin at. */
export type WritablePlace = "beginning" | "end" | "volume";

/**
 * Checks whether what is recorded may be changed at the position.
 * @throws {TapeError} ENXIO offline; EACCES unformatted, protected, or neither at the beginning nor
 *   behind everything recorded; EIO when header or table are unreadable.
 */
export async function requireWritable(
  drive: Drive,
  session: Session,
): Promise<{ tape: Tape; place: WritablePlace }> {
  requireFormatted(drive, session);
  if (session.writeProtected || session.mode === "r")
    throw new TapeError(
      "EACCES",
      session.writeProtected ? "the cartridge is write-protected" : "the unit is open for reading",
    );
  const tape = await requireTape(drive);
  if (drive.openVolume) return { tape, place: "volume" };
  await requireSameCartridge(drive, "anything was written behind what is known of it");
  const view = currentView(drive, tape);
  if (isAtBeginning(view, drive.position)) {
    if ((tape.continued || tape.broken) && !drive.options.force)
      throw new TapeError(
        "EACCES",
        `the volume table ${tape.continued ? "continues in another segment" : "contradicts itself"}: the cartridge is only overwritten when forced`,
        { continued: tape.continued, broken: tape.broken },
      );
    return { tape, place: "beginning" };
  }
  if (isSoftReadOnly(tape))
    throw new TapeError("EACCES", "nothing can be appended: the volume table cannot be rewritten");
  if (isAtEnd(view, drive.position)) return { tape, place: "end" };
  throw new TapeError(
    "EACCES",
    "writing begins at the beginning of the tape or behind all data (use eom)",
    { segment: drive.position.segment },
  );
}

/**
 * Appends to the volume being written, or begins one; resolves with the bytes taken, fewer than
 * given at the end of the tape.
 * @throws {TapeError} EINVAL when the length is no multiple of the block size; ENOSPC when nothing
 *   fits; see {@link requireWritable}; EIO when what was taken could not be written.
 */
export async function writeBytes(
  drive: Drive,
  session: Session,
  data: Uint8Array,
): Promise<number> {
  const blockSize = drive.openVolume?.blockSize ?? drive.blockSize;
  drive.resid = data.length;
  if (data.length % blockSize !== 0)
    throw new TapeError(
      "EINVAL",
      `${data.length} bytes are no multiple of the block size, ${blockSize} bytes`,
      { requested: data.length, blockSize },
    );
  if (data.length === 0) return 0;
  session.reading = false;
  session.endReads = 0;
  const open = drive.openVolume ?? (await beginVolume(drive, session));
  const tape = await requireTape(drive);
  const taken = await append(drive, tape, open, data);
  drive.resid = data.length - taken;
  if (taken === 0) throw noSpace(tape, blockSize);
  return taken;
}

/** Opens a volume at the position; at the beginning of the tape all others are given up. */
async function beginVolume(drive: Drive, session: Session): Promise<OpenVolume> {
  const { tape, place } = await requireWritable(drive, session);
  const { cartridge } = tape;
  const { lastDataSegment } = cartridge;
  const { blockSize } = drive;
  const compressed = !session.raw && compresses(drive);
  if (compressed && blockSize === 1)
    throw new TapeError("EINVAL", "compressed volumes need a block size", { blockSize: 0 });
  const overwrites = place === "beginning" && !session.raw;
  if (!overwrites && !session.raw && freeTableEntries(tape) === 0)
    throw new TapeError("ENOSPC", "the volume table is full", { volumes: tape.volumes.length });
  const firstSegment = overwrites
    ? cartridge.firstDataSegment + 1
    : session.raw && place === "beginning"
      ? cartridge.firstDataSegment
      : tape.endSegment;
  const slack = compressed ? compressionSlackBytes : 0;
  if (cartridge.dataPosition(firstSegment) + blockSize + slack > cartridge.capacityBytes())
    throw noSpace(tape, blockSize);
  if (overwrites) await giveUpVolumes(drive, tape);
  const writer = createVolumeWriter(cartridge, {
    firstSegment,
    lastSegment: lastDataSegment,
    clusters: compressed ? { blockSize } : undefined,
  });
  const index = tape.volumes.length;
  const date = drive.options.clock?.() ?? 0;
  const open = { index, firstSegment, blockSize, compressed, date, raw: session.raw, writer };
  if (!session.raw)
    putVolume(tape, {
      index,
      firstSegment,
      lastSegment: lastDataSegment,
      dataBytes: cartridge.capacityBytes(),
      blockSize,
      compressed,
      zftape: true,
      description: `zftape volume ${String(index).padStart(3, "0")}`,
      date,
      isNew: true,
    });
  drive.openVolume = open;
  drive.position = atSegment(firstSegment);
  return open;
}

/**
 * Forgets the volumes that are about to be overwritten, and stores that first: a table that names
 * what is no longer there must not come back after a crash.
 */
async function giveUpVolumes(drive: Drive, tape: Tape): Promise<void> {
  const anything = tape.volumes.length > 0 || tape.entries.length > 0;
  dropAllVolumes(tape, drive.blockSize);
  drive.position = atSegment(tape.endSegment);
  if (anything) await persist(drive);
}

/** Segment by segment, or block by block when compressed, as far as the tape reaches. */
async function append(
  drive: Drive,
  tape: Tape,
  open: OpenVolume,
  data: Uint8Array,
): Promise<number> {
  const { writer, blockSize, compressed } = open;
  const reserve = blockSize + (compressed ? compressionSlackBytes : 0);
  let taken = 0;
  try {
    while (taken < data.length) {
      if (drive.options.signal?.aborted) break;
      if (writer.tapeBytes + reserve > tape.cartridge.capacityBytes()) break;
      const most = compressed ? blockSize : writer.room;
      if (most <= 0) break;
      const piece = data.subarray(taken, taken + most);
      await writer.push(piece);
      taken += piece.length;
    }
  } catch (error) {
    throw failVolume(drive, tape, open, error);
  }
  if (taken === 0 && drive.options.signal?.aborted) throw new TapeError("EINTR", "interrupted");
  return taken;
}

function noSpace({ cartridge }: Tape, blockSize: number): TapeError {
  return new TapeError("ENOSPC", "there is no room for another block on the cartridge", {
    blockSize,
    capacityBytes: cartridge.capacityBytes(),
  });
}

/**
 * Brings everything written so far to the tape and stores the state: a crash loses none of it. The
 * volume stays open.
 */
export async function flushVolume(drive: Drive): Promise<void> {
  const { tape, openVolume } = drive;
  if (tape && openVolume) {
    try {
      await openVolume.writer.flush();
    } catch (error) {
      throw failVolume(drive, tape, openVolume, error);
    }
    tape.segmentsWritten += openVolume.writer.takeSegmentsWritten();
  }
  await persist(drive);
}
