import { TapeError } from "../errors.js";
import { MtOp, type MtOpCode } from "../mt-op.js";
import { withDriveOptions } from "./drive-options.js";
import { LongestRecordBytes } from "./formats.js";
import { AtBeginning } from "./head.js";
import type { ImageSession, ImageTape } from "./image-tape.js";
import {
  backwardFiles,
  backwardRecords,
  forwardFiles,
  forwardRecords,
  seekAddress,
  toEndOfData,
} from "./positioning.js";
import { eraseRest, finishFile, syncTape, writeMarks } from "./writing.js";

interface Operation {
  run(tape: ImageTape, session: ImageSession, count: number): Promise<void> | void;
  /** Ends the file that was being written before it leaves its end, as Linux' st. */
  readonly endsFile?: true;
  /** The count is a set of bits. */
  readonly takesBits?: true;
  /** Goes on where the tape was, for the reads that come. */
  readonly moves?: false;
}

const rewind: Operation = {
  run: (tape) => {
    tape.head = AtBeginning;
  },
  endsFile: true,
};

const offline: Operation = {
  run: (tape, session) => {
    tape.head = AtBeginning;
    session.online = false;
  },
  endsFile: true,
};

const nothing: Operation = { run: () => {}, moves: false };

const flush: Operation = { run: (tape, session) => syncTape(tape, session), moves: false };

const operations: Readonly<Record<MtOpCode, Operation>> = {
  [MtOp.Reset]: flush,
  [MtOp.Fsf]: { run: forwardFiles },
  [MtOp.Bsf]: { run: backwardFiles, endsFile: true },
  [MtOp.Fsr]: { run: forwardRecords },
  [MtOp.Bsr]: {
    run(tape, session, count) {
      // Wherever this ends, a mark there would cut off what was just written.
      if (count > 0) session.dirty = false;
      return backwardRecords(tape, session, count);
    },
  },
  [MtOp.Weof]: {
    async run(tape, session, count) {
      await writeMarks(tape, session, count);
      await syncTape(tape, session);
    },
  },
  [MtOp.Rewind]: rewind,
  [MtOp.Offline]: offline,
  [MtOp.Nop]: flush,
  [MtOp.Retension]: rewind,
  [MtOp.Bsfm]: {
    async run(tape, session, count) {
      await backwardFiles(tape, session, count);
      if (count > 0) await forwardFiles(tape, session, 1);
    },
    endsFile: true,
  },
  [MtOp.Fsfm]: {
    async run(tape, session, count) {
      await forwardFiles(tape, session, count);
      if (count > 0) await backwardFiles(tape, session, 1);
    },
  },
  [MtOp.Eom]: { run: toEndOfData },
  [MtOp.Erase]: { run: eraseRest },
  [MtOp.SetBlockSize]: {
    run(tape, _session, count) {
      if (count > LongestRecordBytes)
        throw new TapeError("EINVAL", `block size ${count}, at most ${LongestRecordBytes}`);
      tape.settings = { ...tape.settings, blockSize: count };
    },
    moves: false,
  },
  [MtOp.SetDensity]: {
    run(tape, _session, count) {
      if (count > 0xff) throw new TapeError("EINVAL", `density code ${count}, at most 255`);
      tape.settings = { ...tape.settings, density: count };
    },
    moves: false,
  },
  [MtOp.Seek]: { run: seekAddress, endsFile: true },
  [MtOp.Tell]: nothing,
  [MtOp.SetDriveBuffer]: {
    run(tape, _session, argument) {
      tape.settings = withDriveOptions(tape.settings, argument);
    },
    takesBits: true,
    moves: false,
  },
  [MtOp.Lock]: nothing,
  [MtOp.Unlock]: nothing,
  [MtOp.Load]: {
    run(tape, session) {
      tape.head = AtBeginning;
      session.online = true;
    },
    endsFile: true,
  },
  [MtOp.Unload]: offline,
};

/**
 * MTIOCTOP, by the rules of Linux' st.
 * @throws {TapeError} ENOSYS, EINVAL, ENXIO off line, and what the operation throws.
 */
export async function runOperation(
  tape: ImageTape,
  session: ImageSession,
  op: MtOpCode,
  count: number,
): Promise<void> {
  const operation = operations[op];
  if (operation === undefined)
    throw new TapeError("ENOSYS", `record images have no operation ${op}`, {
      reason: "unsupported",
      op,
    });
  if (!Number.isInteger(count) || (count < 0 && operation.takesBits === undefined))
    throw new TapeError("EINVAL", `count ${count} of operation ${op}`, { reason: "illegal" });
  if (!session.online && op !== MtOp.Load)
    throw new TapeError("ENXIO", "the tape is off line", { reason: "no-medium" });
  session.resid = 0;
  const wasWriting = session.dirty;
  if (operation.endsFile) await finishFile(tape, session);
  if (operation.moves !== false) {
    session.zeros = 0;
    session.full = false;
  }
  // The mark that was just written is not one of those that the user counts.
  const isBackward = op === MtOp.Bsf || op === MtOp.Bsfm;
  const own = wasWriting && isBackward ? 1 : 0;
  await operation.run(tape, session, count + own);
}
