import type { Cartridge, SegmentReport } from "@floppytape/cartridge";
import { TapeError } from "@floppytape/magtape";
import { bytesOf } from "./block-address.js";
import { type ClusterReader, createClusterReader } from "./clusters/cluster-reader.js";
import { currentView, type Drive, type Session } from "./drive.js";
import { goIdle, requireFormatted } from "./idle.js";
import type { Position } from "./position.js";
import {
  beginningOf,
  isAtEnd,
  type TapeView,
  type ViewedVolume,
  volumeIndexAt,
} from "./tape-view.js";

/** Reads that meet the end of data with 0 before they fail. */
const patience = 2;

/**
 * Reads at the position; resolves with the bytes read: fewer than asked for at the end of a volume,
 * or when the next segment is unreadable; 0 at a file mark, which is then crossed, and at the end of
 * data.
 * @throws {TapeError} EINVAL when the length is no multiple of the volume's block size; EIO when the
 *   segment at the position is unreadable, or at the third read at the end of data; ENXIO, EACCES.
 */
export async function readBytes(drive: Drive, session: Session, into: Uint8Array): Promise<number> {
  drive.resid = into.length;
  if (into.length === 0) return 0;
  requireFormatted(drive, session);
  if (!session.reading) {
    await goIdle(drive, session);
    session.reading = true;
  }
  const view = currentView(drive, drive.tape!);
  if (isAtEnd(view, drive.position)) return readAtEnd(session);
  session.endReads = 0;
  const index = volumeIndexAt(view, drive.position.segment);
  const volume = view.volumes[index]!;
  if (into.length % volume.blockSize !== 0)
    throw new TapeError(
      "EINVAL",
      `${into.length} bytes are no multiple of the volume's block size, ${volume.blockSize} bytes`,
      { requested: into.length, blockSize: volume.blockSize },
    );
  const left = Math.max(0, volume.bytes - drive.position.volumeBytes);
  if (left === 0) {
    drive.position = behindMark(view, index);
    session.reading = false;
    return 0;
  }
  const wanted = into.subarray(0, Math.min(into.length, left));
  const read = volume.expands
    ? await readClusters(drive, session, volume, wanted)
    : await readPlain(drive, session, view, wanted);
  drive.resid = into.length - read;
  if (read === left) drive.position = { ...drive.position, beforeMark: true };
  return read;
}

/** The next volume; the end of data when a contradictory table would lead back. */
function behindMark(view: TapeView, index: number): Position {
  const next = beginningOf(view, index + 1);
  const leadsBack = volumeIndexAt(view, next.segment) <= index;
  return leadsBack ? beginningOf(view, view.volumes.length) : next;
}

function readAtEnd(session: Session): number {
  session.endReads++;
  if (session.endReads <= patience) return 0;
  throw new TapeError("EIO", "reading behind the end of recorded data");
}

/** Copies what the segments hold, as far as they can be read. */
async function readPlain(
  drive: Drive,
  session: Session,
  view: TapeView,
  into: Uint8Array,
): Promise<number> {
  const { cartridge } = view;
  let read = 0;
  while (read < into.length && !drive.options.signal?.aborted) {
    let { segment, offset } = drive.position;
    while (offset >= cartridge.dataBytes(segment) && segment < cartridge.lastDataSegment) {
      segment++;
      offset = 0;
    }
    const data = await readDataSegment(drive, session, cartridge, segment).catch(
      unlessAnythingRead(read),
    );
    if (data === undefined) break;
    const piece = data.subarray(offset, offset + into.length - read);
    if (piece.length === 0) break;
    into.set(piece, read);
    read += piece.length;
    const volumeBytes = drive.position.volumeBytes + piece.length;
    drive.position = { segment, offset: offset + piece.length, volumeBytes, beforeMark: false };
  }
  return notInterrupted(drive, read);
}

/** Expands block by block, as far as they can be read. */
async function readClusters(
  drive: Drive,
  session: Session,
  volume: ViewedVolume,
  into: Uint8Array,
): Promise<number> {
  const { blockSize } = volume;
  const reader = clusterReaderOf(drive, session, volume);
  let read = 0;
  while (read < into.length && !drive.options.signal?.aborted) {
    const block = Math.floor(drive.position.volumeBytes / blockSize);
    const wanted = into.subarray(read, read + blockSize);
    // Volumes are whole blocks; one whose table entry says otherwise ends inside its last one.
    const whole = wanted.length === blockSize ? wanted : new Uint8Array(blockSize);
    const done = await reader.readBlock(block, whole).then(always, unlessAnythingRead(read));
    if (done === undefined) break;
    if (whole !== wanted) wanted.set(whole.subarray(0, wanted.length));
    read += wanted.length;
    const volumeBytes = Math.min(bytesOf(block + 1, blockSize), volume.bytes);
    drive.position = { segment: reader.segment, offset: 0, volumeBytes, beforeMark: false };
  }
  return notInterrupted(drive, read);
}

function clusterReaderOf(drive: Drive, session: Session, volume: ViewedVolume): ClusterReader {
  const { cartridge } = drive.tape!;
  const { formatCode } = cartridge.geometry;
  const { firstSegment } = volume;
  const lastSegment = Math.min(volume.lastSegment, cartridge.lastDataSegment);
  if (drive.clusterReader?.volume.firstSegment === firstSegment) return drive.clusterReader;
  drive.clusterReader = createClusterReader({
    ...volume,
    wide: formatCode === 4 || formatCode === 6,
    lastSegment,
    holdsData: (segment) => cartridge.dataBytes(segment) > 0,
    read: (segment) => readDataSegment(drive, session, cartridge, segment),
  });
  return drive.clusterReader;
}

/**
 * The data of a segment, valid until the next one is read. How it was obtained goes to the session's
 * reports.
 * @throws {TapeError} EIO when it is unreadable.
 */
async function readDataSegment(
  drive: Drive,
  session: Session,
  cartridge: Cartridge,
  segment: number,
): Promise<Uint8Array> {
  // Only a contradictory volume table leads there.
  if (segment > cartridge.lastDataSegment)
    throw new TapeError(
      "EIO",
      `segment ${segment} is behind the last data segment, ${cartridge.lastDataSegment}`,
      { segment, lastDataSegment: cartridge.lastDataSegment },
    );
  let contents = await cartridge.readSegment(segment);
  const retries = drive.options.retries ?? 6;
  if (contents.report.how === "lost" && retries > 0 && !session.retried.has(segment)) {
    session.retried.add(segment);
    contents = await cartridge.readSegment(segment, { retries });
  }
  noteReport(session, contents.report);
  const { how } = contents.report;
  if (how === "lost" || how === "deleted")
    throw new TapeError(
      "EIO",
      how === "lost"
        ? `segment ${segment} is unreadable after ${retries} retries`
        : `segment ${segment} holds no data but deleted data marks`,
      { segment, how, tries: retries + 1 },
    );
  return contents.data;
}

function noteReport({ reports }: Session, report: SegmentReport): void {
  const last = reports.at(-1);
  if (last?.segment === report.segment && last.how === report.how) return;
  reports.push(report);
}

/** A failure behind bytes that were read ends the call; the next one meets it again. */
function unlessAnythingRead(read: number): (error: unknown) => undefined {
  return (error) => {
    if (read > 0 && error instanceof TapeError && error.code === "EIO") return undefined;
    throw error;
  };
}

function always(): true {
  return true;
}

function notInterrupted(drive: Drive, read: number): number {
  if (read === 0 && drive.options.signal?.aborted) throw new TapeError("EINTR", "interrupted");
  return read;
}
