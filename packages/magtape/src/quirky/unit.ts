import { TapeError } from "../errors.js";
import { MtOp } from "../mt-op.js";
import type { TapeOpenMode } from "../open-tape-unit.js";
import type { TapeProfile } from "../tape-profile.js";
import type { TapeUnit } from "../tape-unit.js";
import { type DriveState, moveAfterReading, quirkyStatus, readableAs } from "./drive-state.js";
import { quirkyOperation } from "./operations.js";
import { driveError, readTape, writeMarks, writeTape } from "./transport.js";

/** One open of the drive. */
export function createQuirkyUnit(
  drive: DriveState,
  profile: TapeProfile,
  mode: TapeOpenMode,
): TapeUnit {
  const { transport: tape, trace } = drive;
  let closed = false;
  /** Data was written last: a mark is due. */
  let unfinished = false;
  let wroteAnything = false;
  let bytesRead = 0;
  let resid = 0;
  let stuck = false;

  /** Runs a call under the rules that all calls have. */
  async function call<T>(word: (result: T | "ERR") => string, body: () => T): Promise<T> {
    if (closed) throw new TapeError("EBADF", "the unit is closed");
    try {
      if (stuck) throw driveError("refused until the tape is closed, after an error", "hardware");
      const result = body();
      trace.push(word(result));
      return result;
    } catch (error) {
      trace.push(word("ERR"));
      if (error instanceof TapeError) {
        if (typeof error.details.resid === "number") resid = error.details.resid;
        stuck ||= profile.stickyErrors && error.code !== "EBADF";
      }
      throw error;
    }
  }
  const requireWritable = () => {
    if (mode === "r") throw new TapeError("EBADF", "the unit is open for reading");
    if (drive.writeProtected === "write")
      throw new TapeError("EACCES", "the cartridge is write-protected", {
        reason: "write-protected",
      });
  };
  const requireWholeBlocks = (length: number) => {
    if (profile.blockSize > 0 && length % profile.blockSize !== 0)
      throw new TapeError("EINVAL", `${length} bytes are not blocks of ${profile.blockSize}`, {
        blockSize: profile.blockSize,
      });
  };
  const requireWayOut = () => {
    if (tape.inDeadEnd) throw driveError("only a rewind leads out of the end of data", "hardware");
  };
  const finishFile = () => {
    if (!unfinished) return;
    unfinished = false;
    writeMarks(tape, profile.marksOnClose, Math.min(profile.marksOnClose, 1));
  };
  const recordedBytes = () =>
    tape.items
      .slice(0, tape.head)
      .reduce((sum, item) => sum + (item.kind === "record" ? item.data.length : 0), 0);

  return {
    read: (into) =>
      call(
        (length) => `read=${length}`,
        () => {
          if (into.length === 0) return 0;
          requireWholeBlocks(into.length);
          requireWayOut();
          finishFile();
          const { recordedDensity } = drive;
          if (recordedDensity !== undefined && !readableAs(profile.density, recordedDensity)) {
            tape.head = Math.min(tape.head + 1, tape.items.length);
            throw driveError(`recorded as ${recordedDensity}, read as ${profile.density}`, "blank");
          }
          const length = readTape(tape, profile, into);
          bytesRead += length;
          return length;
        },
      ),
    write: (data) =>
      call(
        (length) => `write=${length}`,
        () => {
          requireWritable();
          if (data.length === 0) return 0;
          requireWholeBlocks(data.length);
          requireWayOut();
          if (recordedBytes() + data.length > drive.capacityBytes)
            throw new TapeError("ENOSPC", `${drive.capacityBytes} bytes fit on the tape`, {
              reason: "end-of-medium",
            });
          if (tape.head === 0 && profile.density !== "") drive.recordedDensity = profile.density;
          writeTape(tape, profile, data);
          unfinished = true;
          wroteAnything = true;
          return data.length;
        },
      ),
    operation: (op, count) => {
      const operation = quirkyOperation(profile, op);
      const word = `${operation?.word ?? `op${op}`}${operation?.counted === false ? "" : count}`;
      return call(
        (result) => (result === "ERR" ? `${word}!` : word),
        () => {
          if (operation === undefined)
            throw new TapeError("ENOSYS", `no operation ${op}`, { reason: "unsupported" });
          resid = 0;
          if (operation.writes) requireWritable();
          if (op === MtOp.Nop) return;
          if (!profile.positioning && !operation.writes)
            throw new TapeError("ENOSYS", "the tape is not moved", { reason: "unsupported" });
          if (operation.word !== "REW") requireWayOut();
          if (operation.writes) {
            unfinished = false;
            wroteAnything = true;
          } else finishFile();
          tape.emptyReads = 0;
          tape.settled = true;
          operation.run(tape, profile, count);
        },
      );
    },
    async status() {
      if (closed) throw new TapeError("EBADF", "the unit is closed");
      return quirkyStatus(drive, profile, resid);
    },
    async position() {
      if (closed) throw new TapeError("EBADF", "the unit is closed");
      return tape.head;
    },
    async close() {
      if (closed) return;
      closed = true;
      drive.isOpen = false;
      trace.push("close");
      finishFile();
      if (mode === "r") moveAfterReading(tape, profile, bytesRead);
      else if (!wroteAnything && profile.nullFileOnEmptyWrite) writeMarks(tape, 1);
      if (profile.rewindOnClose) {
        tape.head = 0;
        tape.inDeadEnd = false;
      }
      if (mode === "r" && profile.ignoreCloseStatus)
        throw driveError("close after reading says so, and means nothing", "hardware");
    },
  };
}
