import type { SegmentStore } from "@floppytape/cartridge";
import { TapeError } from "@floppytape/magtape";
import { commitTape } from "./commit.js";
import { createDrive, type Drive, type Session, type ZftapeOptions } from "./drive.js";
import { closeVolume, requireFormatted, requireTape } from "./idle.js";
import type { NodeName, OpenMode } from "./node.js";
import { blockAddress, recordedBlockSize, sizeInfo, volumeInfo } from "./queries.js";
import { readRawSegment, writeRawSegment } from "./raw-access.js";
import { readBytes } from "./read-path.js";
import { restoreState } from "./restore-state.js";
import { runOperation } from "./run-operation.js";
import { remembersAnything, saveState } from "./saved-state.js";
import { closeSession, openSession, setRawMode } from "./session.js";
import { mtStatus } from "./status.js";
import { isDirty } from "./tape.js";
import { withTapeErrors } from "./tape-errors.js";
import { flushVolume, writeBytes } from "./write-path.js";
import type { ZftapeState } from "./zftape-state.js";
import type { ZftapeUnit } from "./zftape-unit.js";

/** A floppy-tape unit: one drive with what it remembers, shared by all its nodes. */
export interface Zftape {
  /**
   * Opens a node by name or minor number. The tape does not move.
   * @throws {TapeError} EBUSY when one is open, ENXIO for no node or no cartridge to write, EROFS.
   */
  open(node: NodeName | number, mode: OpenMode): Promise<ZftapeUnit>;
  /** What has to be stored for the next process, JSON-serialisable. */
  state(): ZftapeState;
  /**
   * Takes over what an earlier process stored, before anything is opened. `dropped`: the cartridge is
   * not the one, or not as, the state knows it; nothing was changed. What is to be written on a cartridge
   * that was taken out in between is kept for the time it comes back.
   */
  restore(state: ZftapeState): Promise<"applied" | "dropped">;
  /**
   * Writes headers and volume table if they are out of date, wherever the tape stands: what an image
   * needs before it is given out of hand. Ends a volume being written.
   * @throws {TapeError} EIO, EACCES; EIO or ENXIO when the cartridge was changed or taken out before.
   */
  commit(): Promise<void>;
  /** Headers or volume table on the tape are out of date. */
  readonly dirty: boolean;
  /** Whether a new unit over the cartridge would be in another state: one with nothing to remember is not worth storing. */
  readonly remembers: boolean;
}

/** A unit over a store. The store stays the caller's, who closes it in the end. */
export function createZftape(store: SegmentStore, options: ZftapeOptions = {}): Zftape {
  const drive = createDrive(store, options);
  return {
    open: (node, mode) =>
      withTapeErrors(async () => createUnit(drive, await openSession(drive, node, mode))),
    state: () => saveState(drive),
    restore: (state) => withTapeErrors(() => restoreState(drive, state)),
    commit: () =>
      withTapeErrors(async () => {
        if (drive.tape) await closeVolume(drive, drive.tape);
        await commitTape(drive);
      }),
    get dirty() {
      return drive.openVolume !== undefined || (drive.tape !== undefined && isDirty(drive.tape));
    },
    get remembers() {
      return remembersAnything(drive);
    },
  };
}

function createUnit(drive: Drive, session: Session): ZftapeUnit {
  const whileOpen = <T>(body: () => Promise<T>): Promise<T> =>
    withTapeErrors(async () => {
      if (drive.session !== session) throw new TapeError("EBADF", "the unit was closed");
      return body();
    });
  const tape = async () => {
    requireFormatted(drive, session);
    return requireTape(drive);
  };
  return {
    read: (into) => whileOpen(() => readBytes(drive, session, into)),
    write: (data) => whileOpen(() => writeBytes(drive, session, data)),
    operation: (op, count) => whileOpen(() => runOperation(drive, session, op, count)),
    status: () => whileOpen(() => mtStatus(drive)),
    position: () => whileOpen(() => blockAddress(drive, session)),
    flush: () => whileOpen(() => flushVolume(drive)),
    volumeInfo: () => whileOpen(() => volumeInfo(drive, session)),
    sizeInfo: () => whileOpen(() => sizeInfo(drive, session)),
    recordedBlockSize: () => whileOpen(() => recordedBlockSize(drive, session)),
    setRawMode: (raw) => whileOpen(() => setRawMode(drive, session, raw)),
    readSegment: (segment, mode = 0) =>
      whileOpen(() => readRawSegment(drive, session, segment, mode)),
    writeSegment: (segment, data, mode) =>
      whileOpen(() => writeRawSegment(drive, session, segment, data, mode)),
    volumes: () => whileOpen(async () => (await tape()).volumes),
    cartridge: () => whileOpen(async () => (await tape()).cartridge),
    reports: () => session.reports,
    close: () =>
      withTapeErrors(async () => {
        if (drive.session === session) await closeSession(drive, session);
      }),
  };
}
