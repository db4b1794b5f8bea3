import type { MtOpFamily } from "@floppytape/magtape";
import type { ByteChannel } from "../byte-channel.js";

export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

export interface RmtClientOptions {
  /** The server; closed with the connection. */
  readonly channel: ByteChannel;
  /**
   * System of the server, whose operation numbers are sent if it does not speak version 1 of the protocol;
   * "linux" by default. The wrong one writes a file mark where it should rewind.
   */
  readonly peer?: MtOpFamily;
  /** Bytes of the longest record that is read or written; 16 MiB by default. */
  readonly maxRecordBytes?: number;
  /**
   * How long a server may be silent after a request for the status before it is sent a line feed, and again
   * before it is given up; 5000 by default. Only servers without version 1 are asked in a way that needs it.
   */
  readonly statusTimeoutMs?: number;
  /** Waits; ends early, in any way, when `signal` is aborted. By default with a timer. */
  readonly sleep?: Sleep;
  /** Gives up the connection: calls that wait reject with `EINTR`. */
  readonly signal?: AbortSignal;
}
