import { TapeError, type TapeOpenMode, type TapeUnit } from "@floppytape/magtape";
import { nameLimitBytes, versionRequest } from "../dialect.js";
import { formatOpenMode } from "../open-mode.js";
import type { RmtClientOptions, Sleep } from "./client-options.js";
import { createLink } from "./link.js";
import { createRemoteUnit } from "./remote-unit.js";
import type { StatusHabit } from "./status-by-struct.js";

/** A connection to a server; at most one tape is open on it at a time. */
export interface RmtConnection {
  /**
   * Opens a tape by the name that it has for the server. After a fault of the connection every call of the
   * unit rejects with `EIO` and says what happened.
   * @throws {TapeError} the server's error, its errno read as a Linux number; `EBUSY` while another tape is
   * open on this connection; `EIO`
   * @throws {TypeError} for an empty name, or one with a line feed or NUL
   */
  open(device: string, mode: TapeOpenMode): Promise<TapeUnit>;
  /** Closes the tape if one is open, and the connection in any case. @throws {TapeError} */
  close(): Promise<void>;
}

/** Speaks with a server over a channel. Nothing is sent before a tape is opened. */
export function connectRmt(options: RmtClientOptions): RmtConnection {
  const { peer = "linux", maxRecordBytes = 16 << 20, sleep = timer } = options;
  const { statusTimeoutMs = 5000, version: wanted = 1 } = options;
  if (!Number.isSafeInteger(maxRecordBytes) || maxRecordBytes < 1)
    throw new RangeError(`maxRecordBytes must be a count of bytes, got ${maxRecordBytes}`);
  const link = createLink(options.channel, options.signal, (signal) =>
    sleep(statusTimeoutMs, signal),
  );
  const habit: StatusHabit = { lineFeed: undefined };
  let opened: TapeUnit | "opening" | undefined;

  async function open(device: string, mode: TapeOpenMode): Promise<TapeUnit> {
    if (device === "" || /[\n\0]/.test(device) || bytesOf(device) > nameLimitBytes)
      throw new TypeError(`device is no name that can be sent: ${JSON.stringify(device)}`);
    if (opened !== undefined) throw new TapeError("EBUSY", "a tape is open on this connection");
    opened = "opening";
    try {
      const version = await link.exchange(async (wire) => {
        await wire.send(`O${device}\n${formatOpenMode(mode)}\n`);
        await wire.value(`open of ${device}`);
        if (wanted === 0) return 0;
        // Servers that know it want to be asked again after each open.
        await wire.send(`I${versionRequest}\n0\n`);
        const { ok } = await wire.reply();
        return ok ? 1 : 0;
      });
      const onClosed = () => void (opened = undefined);
      const unitOptions = { peer, maxRecordBytes };
      return (opened = createRemoteUnit({ link, version, habit, options: unitOptions, onClosed }));
    } catch (error) {
      opened = undefined;
      throw error;
    }
  }

  async function close(): Promise<void> {
    try {
      if (opened !== undefined && opened !== "opening") await opened.close();
    } finally {
      await link.drop();
    }
  }

  return { open, close };
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).length;
}

const timer: Sleep = (ms, signal) =>
  new Promise((resolve) => {
    const timeout = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => clearTimeout(timeout));
  });
