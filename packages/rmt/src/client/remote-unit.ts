import { FloppyTapeType, type MtGet, MtOp, TapeError, type TapeUnit } from "@floppytape/magtape";
import { StatusLetter } from "../dialect.js";
import type { RmtClientOptions } from "./client-options.js";
import type { Link } from "./link.js";
import { remoteOperation } from "./remote-operation.js";
import { statusByFields } from "./status-by-fields.js";
import { type StatusHabit, statusByStruct } from "./status-by-struct.js";

/** What a connection knows when a tape is open on it. */
export interface RemoteOpen {
  readonly link: Link;
  readonly version: 0 | 1;
  readonly habit: StatusHabit;
  readonly options: Required<Pick<RmtClientOptions, "peer" | "maxRecordBytes">>;
  /** Called once, when the unit is closed. */
  readonly onClosed: () => void;
}

/** A tape that a server has open for us, as a unit. */
export function createRemoteUnit({
  link,
  version,
  habit,
  options,
  onClosed,
}: RemoteOpen): TapeUnit {
  const { peer, maxRecordBytes } = options;
  let closed = false;
  /** Told by a status that was asked for something else; drives tell them once. */
  let unseenErrors = 0;

  function requireOpen(): void {
    if (closed) throw new TapeError("EBADF", "the tape was closed");
  }

  function requireLength(length: number): void {
    if (length > maxRecordBytes)
      throw new TapeError("EOVERFLOW", `${length} bytes, ${maxRecordBytes} are the limit`, {
        requested: length,
      });
  }

  async function operation(op: number, count: number): Promise<void> {
    requireOpen();
    const { request, name } = remoteOperation(op, count, version, peer);
    await link.exchange(async (wire) => {
      await wire.send(request);
      try {
        const answer = await wire.value(name);
        // GNU rmt answers 0 where all others answer the count.
        if (version === 0 && count > 0) habit.lineFeed = answer === 0;
      } catch (error) {
        if (version === 0 || !(error instanceof TapeError)) throw error;
        await wire.send(`s${StatusLetter.Residue}`);
        const reply = await wire.reply();
        if (!reply.ok || reply.value <= 0) throw error;
        throw new TapeError(error.code, error.message, { ...error.details, resid: reply.value });
      }
    });
  }

  async function askStatus(): Promise<MtGet> {
    if (version === 1) return link.exchange(statusByFields);
    if (habit.lineFeed === undefined)
      await operation(MtOp.Nop, 1).catch((error: unknown) => {
        // A server that refuses this much is one to be patient with.
        if (!(error instanceof TapeError) || error.details.errno === undefined) throw error;
      });
    return link.exchange((wire) => statusByStruct(wire, habit));
  }

  async function status(): Promise<MtGet> {
    requireOpen();
    const answer = await askStatus();
    const erreg = answer.erreg === 0 ? unseenErrors : answer.erreg;
    unseenErrors = 0;
    return { ...answer, erreg };
  }

  return {
    async read(into) {
      requireOpen();
      requireLength(into.length);
      if (into.length === 0) return 0;
      const asked = `read of ${into.length} bytes`;
      return link.exchange(async (wire) => {
        await wire.send(`R${into.length}\n`);
        const length = await wire.value(asked, into.length);
        await wire.data(into.subarray(0, length));
        return length;
      });
    },
    async write(data) {
      requireOpen();
      requireLength(data.length);
      if (data.length === 0) return 0;
      const asked = `write of ${data.length} bytes`;
      return link.exchange(async (wire) => {
        await wire.send(`W${data.length}\n`, data);
        return wire.value(asked, data.length);
      });
    },
    operation,
    status,
    async position() {
      requireOpen();
      if (version === 1) {
        const reply = await link.exchange(async (wire) => {
          await wire.send(`s${StatusLetter.Position}`);
          return wire.reply();
        });
        if (reply.ok && reply.value >= 0) return reply.value;
      }
      // On a floppy tape the number of the block is one of the whole tape.
      const { type, blkno, erreg } = await askStatus();
      if (erreg !== 0) unseenErrors = erreg;
      if ((type & FloppyTapeType) !== 0 && blkno >= 0) return blkno;
      throw new TapeError("ENOSYS", "the server can't tell the block address", {});
    },
    async close() {
      if (closed) return;
      closed = true;
      onClosed();
      await link.exchange(async (wire) => {
        await wire.send("C\n");
        await wire.value("close");
      });
    },
  };
}
