import type { MtGetLayout, MtOpFamily, TapeOpenMode, TapeUnit } from "@floppytape/magtape";
import type { ByteChannel } from "../byte-channel.js";

/** How a client asked for a tape. */
export interface RmtOpenRequest {
  readonly mode: TapeOpenMode;
  /** Names of the flags that the client sent, without `O_`: `WRONLY`, `CREAT`; none from old clients. */
  readonly symbols: readonly string[];
}

/**
 * Takes one line: an `event` is what always happens, also that a tape is full or a request is not
 * understood; a `failure` is something that its user wants to read, for the client only gets to know an errno.
 */
export type RmtLog = (line: string, kind: "event" | "failure") => void;

/** A server: its client, its tapes and its limits. */
export interface RmtServerOptions {
  /** The client; closed when the server ends. */
  readonly channel: ByteChannel;
  /**
   * Opens the tape of this name, which is as the client sent it: not empty, at most 4096 bytes, without NUL
   * and `..`. Which names exist is for this function to say, see `allowNames`.
   * @throws {TapeError} `ENOENT` for a name that is not admitted, `EROFS`, `EBUSY`, ...
   */
  readonly open: (name: string, request: RmtOpenRequest) => Promise<TapeUnit>;
  /** System of clients that number operations as their own system does; "linux" by default. */
  readonly peer?: MtOpFamily;
  /** Layout of the status that `S` answers; "linux64" by default. */
  readonly mtget?: MtGetLayout;
  /** Bytes of the longest record that is read or written; 16 MiB by default. */
  readonly maxRecordBytes?: number;
  /** Takes what goes on, a line at a time. */
  readonly log?: RmtLog;
  /** Ends the server as a lost connection does, once the tape finished what it does. */
  readonly signal?: AbortSignal;
}
