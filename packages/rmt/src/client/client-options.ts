import type { MtOpFamily } from "@floppytape/magtape";
import type { ByteChannel } from "../byte-channel.js";

/** Waits so many milliseconds, or less once `signal` is aborted. */
export type Sleep = (ms: number, signal: AbortSignal) => Promise<void>;

/** A client: which server it speaks with, and what it knows of it. */
export interface RmtClientOptions {
  /** The server; closed with the connection. */
  readonly channel: ByteChannel;
  /**
   * System of the server, whose operation numbers are sent if it does not speak version 1 of the protocol;
   * "linux" by default. The wrong one writes a file mark where it should rewind.
   */
  readonly peer?: MtOpFamily;
  /**
   * Version of the protocol to ask the server for; 1 by default, which it may refuse. With 0 it is not asked, and
   * operations that version 1 has no number for, such as `setblk`, reach servers other than ours.
   */
  readonly version?: 0 | 1;
  /** Bytes of the longest record that is read or written; 16 MiB by default. */
  readonly maxRecordBytes?: number;
  /**
   * How long a server may be silent after a request for the status before it is sent a line feed, and again
   * before it is given up; 5000 by default. Matters only for a server without version 1 that answered no
   * operation yet: by that it shows whether it wants the line feed.
   */
  readonly statusTimeoutMs?: number;
  /** Waits; ends early, in any way, when `signal` is aborted. By default with a timer. */
  readonly sleep?: Sleep;
  /** Gives up the connection: calls that wait reject with `EINTR`. */
  readonly signal?: AbortSignal;
}
