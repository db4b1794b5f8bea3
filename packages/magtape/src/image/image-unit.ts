import { TapeError } from "../errors.js";
import type { TapeUnit } from "../tape-unit.js";
import { AtBeginning } from "./head.js";
import type { ImageSession, ImageTape } from "./image-tape.js";
import { runOperation } from "./operations.js";
import { forwardFiles } from "./positioning.js";
import { readRecords } from "./reading.js";
import { statusOf } from "./status.js";
import { finishFile, syncTape, writeRecords } from "./writing.js";

/** What an open was asked for, and who is told of its end. */
export interface ImageUnitOptions {
  readonly readable: boolean;
  readonly rewinds: boolean;
  onClose(): void;
}

/** One open of an image. */
export function createImageUnit(
  tape: ImageTape,
  session: ImageSession,
  { readable, rewinds, onClose }: ImageUnitOptions,
): TapeUnit {
  let closed = false;

  /** Whatever the file's own calls reject with, users of a tape get errno names. */
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (error instanceof TapeError) throw error;
      throw new TapeError("EIO", "the image's file can't be used", { reason: "hardware" }, error);
    }
  }

  function requireOpen(): void {
    if (closed) throw new TapeError("EBADF", "the tape is closed", { reason: "closed" });
  }

  function requireOnline(): void {
    requireOpen();
    if (!session.online)
      throw new TapeError("ENXIO", "the tape is off line", { reason: "no-medium" });
  }

  return {
    async read(into) {
      requireOnline();
      if (!readable) throw new TapeError("EBADF", "the tape was opened for writing only");
      return guarded(() => readRecords(tape, session, into));
    },
    async write(data) {
      requireOnline();
      session.zeros = 0;
      return guarded(() => writeRecords(tape, session, data));
    },
    async operation(op, count) {
      requireOpen();
      return guarded(() => runOperation(tape, session, op, count));
    },
    async status() {
      requireOpen();
      return guarded(() => statusOf(tape, session));
    },
    async position() {
      requireOpen();
      return tape.head.address;
    },
    async close() {
      if (closed) return;
      closed = true;
      try {
        await guarded(async () => {
          const untouched = !session.dirty && !tape.head.behindMark && session.readSomething;
          await finishFile(tape, session);
          if (tape.settings.skipsFileAtClose && untouched && !rewinds)
            await forwardFiles(tape, session, 1).catch(() => {}); // the last file has no mark
          await syncTape(tape, session);
        });
      } finally {
        if (rewinds) tape.head = AtBeginning;
        onClose();
      }
    },
  };
}
