import {
  type Cartridge,
  createPlainFraming,
  createSegmentWriter,
  type SegmentReport,
} from "@floppytape/cartridge";
import { errnoNumber, TapeError } from "@floppytape/magtape";
import { HeaderBytes } from "@floppytape/qic-format";
import { type Drive, forgetTape, type Session } from "./drive.js";
import { goIdle, requireFormatted } from "./idle.js";
import { headerBytesOf, reloadTable, type Tape, tableBytesOf } from "./tape.js";

/** What MTIOCRDFTSEG delivers. */
export interface RawSegment {
  /** Bytes in `data`, or a negative errno: an unreadable segment is an answer, not a failure. */
  readonly result: number;
  /** 29696 bytes, zero-filled behind the segment's own; owned by the caller. */
  readonly data: Uint8Array;
  /** How the segment was obtained; absent for header and table, which come from memory. */
  readonly report?: SegmentReport;
}

const unreadable = -errnoNumber("EIO");

/** @throws {TapeError} EACCES outside raw mode. */
function requireRaw({ raw }: Session): void {
  if (!raw) throw new TapeError("EACCES", "single segments are for raw mode only");
}

/**
 * MTIOCRDFTSEG: header and volume table as they are in memory, other segments from the tape.
 * @throws {TapeError} EACCES outside raw mode; EINVAL for a mode other than 0 and 1, or a segment
 *   behind the last data segment; ENXIO, EIO.
 */
export async function readRawSegment(
  drive: Drive,
  session: Session,
  segment: number,
  mode: number,
): Promise<RawSegment> {
  requireRaw(session);
  requireFormatted(drive, session);
  const tape = await goIdle(drive, session);
  const { cartridge } = tape;
  if (mode !== 0 && mode !== 1) throw new TapeError("EINVAL", `mode must be 0 or 1, got ${mode}`);
  requireSegment(cartridge, segment);
  if (cartridge.header.headerSegments.includes(segment)) return inMemory(headerBytesOf(tape));
  if (segment < cartridge.firstDataSegment) return { result: unreadable, data: blank() };
  if (segment === cartridge.firstDataSegment && !tape.legacy) return inMemory(tableBytesOf(tape));
  const retries = drive.options.retries ?? 6;
  const { data, report } = await cartridge.readSegment(segment, { retries });
  session.reports.push(report);
  const lost = report.how === "lost" || report.how === "deleted";
  return lost ? { result: unreadable, data: blank(), report } : { ...inMemory(data), report };
}

function inMemory(bytes: Uint8Array): RawSegment {
  const data = blank();
  data.set(bytes);
  return { result: bytes.length, data };
}

function blank(): Uint8Array {
  return new Uint8Array(HeaderBytes);
}

/** How MTIOCWRFTSEG writes; the first three mean the same here: written and waited for. */
const deletedMode = 3;

/**
 * MTIOCWRFTSEG: writes a segment, waits for it, and takes header or table from it if it is theirs. The
 * volume table's is written so that a crash leaves the old table, the new one, or one between.
 * Mode 3 writes deleted data marks instead. Resolves with the bytes that had room.
 * @param data at most 29696 bytes; what the segment has no room for is ignored
 * @throws {TapeError} EACCES outside raw mode; EROFS on a protected cartridge or a read-only open;
 *   EINVAL; ENXIO when no header was readable; EIO when it could not be written.
 */
export async function writeRawSegment(
  drive: Drive,
  session: Session,
  segment: number,
  data: Uint8Array,
  mode: number,
): Promise<number> {
  requireRaw(session);
  if (drive.offline) throw new TapeError("ENXIO", "the unit is offline or has no cartridge");
  if (session.writeProtected || session.mode === "r")
    throw new TapeError("EROFS", "the cartridge, or this open of it, is read-only");
  if (![0, 1, 2, deletedMode].includes(mode))
    throw new TapeError("EINVAL", `mode must be 0 to 3, got ${mode}`);
  if (data.length > HeaderBytes)
    throw new RangeError(`data has ${data.length} bytes, a segment at most ${HeaderBytes}`);
  const tape = await goIdle(drive, session).catch((cause: unknown) => {
    throw new TapeError("ENXIO", "there is no header to go by", {}, cause);
  });
  const { cartridge } = tape;
  requireSegment(cartridge, segment);
  const room = cartridge.dataBytes(segment);
  if (mode === deletedMode) await writeDeleted(drive, segment);
  else if (segment === cartridge.firstDataSegment)
    await cartridge.writeTable(data.subarray(0, room));
  else await writeOne(cartridge, segment, data.subarray(0, room));
  await noteWritten(drive, tape, segment);
  return mode === deletedMode ? 0 : Math.min(room, data.length);
}

async function writeOne(cartridge: Cartridge, segment: number, data: Uint8Array): Promise<void> {
  const framing = createPlainFraming();
  const place = { firstSegment: segment, lastSegment: segment };
  const writer = createSegmentWriter(cartridge, { ...place, framing });
  try {
    framing.push(data);
    await writer.pump(true);
    await writer.settle();
  } finally {
    writer.close();
  }
}

async function writeDeleted(drive: Drive, segment: number): Promise<void> {
  const sectors = new Uint8Array(32 * 1024);
  await drive.store.writeSegment(segment, sectors, { skip: 0, deleted: true });
  await drive.store.flush();
}

/** What was read of a header or the table no longer holds when its segment was written. */
async function noteWritten(drive: Drive, tape: Tape, segment: number): Promise<void> {
  if (segment < tape.cartridge.firstDataSegment) {
    forgetTape(drive);
    return;
  }
  tape.segmentsWritten++;
  if (segment === tape.cartridge.firstDataSegment) await reloadTable(tape);
}

function requireSegment({ lastDataSegment }: Cartridge, segment: number): void {
  if (!Number.isInteger(segment) || segment < 0 || segment > lastDataSegment)
    throw new TapeError("EINVAL", `segment must be 0 to ${lastDataSegment}, got ${segment}`, {
      segment,
    });
}
