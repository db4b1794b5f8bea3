import type { MediumStatus } from "@floppytape/cartridge";
import { TapeError } from "@floppytape/magtape";
import { commitTape, persist } from "./commit.js";
import { alignPosition, currentView, type Drive, type Session } from "./drive.js";
import { closeVolume, mayCommit } from "./idle.js";
import { type NodeName, nodeTraits, type OpenMode } from "./node.js";
import { atSegment } from "./position.js";
import { setTapeAside } from "./taken-out.js";
import { isDirty } from "./tape.js";
import { beginningOf, isAtBeginning } from "./tape-view.js";

/**
 * Opens a node. The tape does not move and nothing is read.
 * @throws {TapeError} EBUSY when a node of the unit is open, ENXIO for a number that no node has or
 *   to write without a cartridge, EROFS to write a protected one.
 */
export async function openSession(
  drive: Drive,
  node: NodeName | number,
  mode: OpenMode,
): Promise<Session> {
  if (drive.session) throw new TapeError("EBUSY", "the unit is open already");
  const traits = nodeTraits(node);
  if (traits === undefined) throw new TapeError("ENXIO", `there is no node ${node}`, { node });
  const medium = await statusOrReset(drive);
  const { cartridgePresent, newCartridge, formatted, writeProtected } = medium;
  if (newCartridge || !cartridgePresent || !formatted) setTapeAside(drive);
  if (newCartridge) drive.resid = 0;
  if (!cartridgePresent) drive.offline = true;
  else if (newCartridge) drive.offline = false;
  if (newCartridge && cartridgePresent) await drive.store.motion("load");
  const writes = mode !== "r";
  if (writes && !cartridgePresent) throw new TapeError("ENXIO", "there is no cartridge");
  if (writes && writeProtected) throw new TapeError("EROFS", "the cartridge is write-protected");
  if (cartridgePresent) await drive.store.motion("lock");
  const session: Session = {
    node: traits,
    mode,
    raw: traits.raw,
    formatted: cartridgePresent && formatted,
    writeProtected,
    retried: new Set(),
    reports: [],
    reading: false,
    endReads: 0,
  };
  drive.session = session;
  drive.clusterReader = undefined;
  alignPosition(drive);
  return session;
}

/** The medium's status; a drive that does not tell is reset, once: nothing else could be done with it. */
async function statusOrReset({ store }: Drive): Promise<MediumStatus> {
  try {
    return await store.status();
  } catch (error) {
    try {
      await store.motion("reset");
      return await store.status();
    } catch {
      throw error;
    }
  }
}

/**
 * MTIOCFTMODE: raw mode or back; the position is the beginning then. A volume being written is
 * closed.
 */
export async function setRawMode(drive: Drive, session: Session, raw: boolean): Promise<void> {
  session.reading = false;
  session.endReads = 0;
  if (drive.tape) await closeVolume(drive, drive.tape);
  session.raw = raw;
  drive.clusterReader = undefined;
  if (drive.tape) drive.position = beginningOf(currentView(drive, drive.tape), 0);
  alignPosition(drive);
}

/**
 * Closes a session: a volume being written gets its file mark and the tape stands behind it. Everything is
 * released whatever fails; the first failure is thrown.
 */
export async function closeSession(drive: Drive, session: Session): Promise<void> {
  const failures: unknown[] = [];
  const attempt = (body: () => Promise<void>) =>
    body().catch((error: unknown) => void failures.push(error));
  const wasOnline = !drive.offline;
  if (wasOnline) {
    await attempt(() => finishTape(drive, session));
    if (session.node.rewinds) await attempt(() => rewindAtClose(drive));
    if (drive.goingOffline) await attempt(() => takeOffline(drive));
    else if (!drive.doorLocked && !(drive.tape && isDirty(drive.tape)))
      await attempt(() => drive.store.motion("unlock"));
  } else setTapeAside(drive);
  drive.session = undefined;
  drive.clusterReader = undefined;
  if (wasOnline) await attempt(() => drive.store.flush());
  await attempt(() => persist(drive));
  if (failures.length > 0) throw failures[0];
}

/** Ends the volume being written; brings headers and table to the tape if this is the time for it. */
async function finishTape(drive: Drive, session: Session): Promise<void> {
  const { tape, openVolume } = drive;
  if (tape === undefined) return;
  try {
    await closeVolume(drive, tape);
  } finally {
    if (openVolume && !openVolume.raw) drive.position = atSegment(tape.endSegment);
  }
  const atBeginning = isAtBeginning(currentView(drive, tape), drive.position);
  if (mayCommit(session, tape) && (session.node.rewinds || atBeginning || drive.goingOffline))
    await commitTape(drive);
}

async function rewindAtClose(drive: Drive): Promise<void> {
  if (drive.tape) drive.position = beginningOf(currentView(drive, drive.tape), 0);
  await drive.store.motion("rewind");
}

async function takeOffline(drive: Drive): Promise<void> {
  setTapeAside(drive);
  drive.resid = 0;
  drive.goingOffline = false;
  drive.offline = true;
  await drive.store.motion("unlock");
  await drive.store.motion("eject");
}
