import { TapeError } from "@floppytape/magtape";
import { clearLegacyMarks, UnsetQicTime } from "@floppytape/qic-format";
import type { Drive } from "./drive.js";
import { saveState } from "./saved-state.js";
import { isDirty, isSoftReadOnly, pendingHeaderChanges, type Tape, tableBytesOf } from "./tape.js";

/** Stores the state, where there is a place for it. */
export async function persist(drive: Drive): Promise<void> {
  await drive.options.persist?.(saveState(drive));
}

/** Segments that a header update writes, and counts. */
const headerCopies = 2;

/**
 * Brings headers and volume table on the tape up to date, in this order, if they are not. A crash in
 * between is covered by the state that is stored before: it holds for the counter before and after.
 * @throws {CartridgeError} when neither header copy, or not the table, could be written.
 * @throws {TapeError} ENXIO, EIO when they belong to a cartridge that is not in the drive any more.
 */
export async function commitTape(drive: Drive): Promise<void> {
  const { tape } = drive;
  if (tape === undefined || !isDirty(tape) || isSoftReadOnly(tape)) return;
  await requireSameCartridge(drive, "headers and volume table could be written");
  const { cartridge } = tape;
  const { segmentsWritten } = tape;
  const writesHeader = tape.headerDirty || segmentsWritten > 0;
  const before = cartridge.header.segmentsWritten;
  const after = (before + segmentsWritten + headerCopies) >>> 0;
  // Updates that failed may, or may not, have left their counter on the tape.
  const written = writesHeader ? [before, after] : [before];
  drive.acceptedCounters = [...new Set([...drive.acceptedCounters, ...written])];
  await persist(drive);
  if (writesHeader) {
    const writeDate = drive.options.clock?.() ?? UnsetQicTime;
    const changes = pendingHeaderChanges(tape, writeDate);
    if (tape.relabelled) clearLegacyMarks(cartridge.headerBytes, cartridge.geometry.formatCode);
    await cartridge.writeHeaders({ ...changes, segmentsWritten, writeDate });
    tape.segmentsWritten = 0;
    tape.headerDirty = false;
    tape.relabelled = false;
    tape.forgetsCompressionMap = false;
  }
  if (tape.tableDirty) await cartridge.writeTable(tableBytesOf(tape));
  tape.tableDirty = false;
  await drive.store.flush();
  noteCounter(drive, tape);
  await persist(drive);
}

/**
 * What is known of the cartridge still holds, as far as the drive can tell.
 * @throws {TapeError} ENXIO, EIO
 */
export async function requireSameCartridge({ store }: Drive, todo: string): Promise<void> {
  const { cartridgePresent, newCartridge } = await store.status();
  if (cartridgePresent && !newCartridge) return;
  throw new TapeError(
    cartridgePresent ? "EIO" : "ENXIO",
    `the cartridge was ${cartridgePresent ? "changed" : "taken out"} before ${todo}: it has to be put back`,
  );
}

/** The state now goes with the header as it is on the tape. */
export function noteCounter(drive: Drive, tape: Tape): void {
  drive.acceptedCounters = [tape.cartridge.header.segmentsWritten];
}
