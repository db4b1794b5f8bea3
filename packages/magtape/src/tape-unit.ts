import type { MtOpCode } from "./mt-op.js";

/** Answer to MTIOCGET. All words are unsigned 32-bit except `resid`, `fileno` and `blkno`. */
export interface MtGet {
  /** `mt_type`: 0x800000 + vendor id on a floppy-tape drive. */
  readonly type: number;
  /** What the last read, write or operation left undone: bytes or counts. */
  readonly resid: number;
  /** Floppy tape: drive status, configuration and tape status bytes, lowest first. */
  readonly dsreg: number;
  /** Sum of `MtStatus` bits. */
  readonly gstat: number;
  /** Floppy tape: error code and the command that failed, lowest byte first. */
  readonly erreg: number;
  /** File number, counted from 0; -1 unknown. */
  readonly fileno: number;
  /** Block number as the driver counts it; -1 unknown. */
  readonly blkno: number;
}

/**
 * One open of a tape drive, as its driver behaves, quirks and all. Calls must not overlap. Every call may
 * reject with a `TapeError` whose code is the errno name that the driver would return; after `close` all
 * others reject with EBADF.
 */
export interface TapeUnit {
  /**
   * Reads at the position into caller-owned memory and resolves with the number of bytes, which may be fewer
   * than asked for. 0 means a file mark was met (the next read continues behind it) or the end of data.
   * @throws {TapeError} EINVAL when `into.length` doesn't suit the block size; EIO unreadable.
   */
  read(into: Uint8Array): Promise<number>;
  /**
   * Writes and resolves with the number of bytes taken, fewer at the end of the medium. `data` is not kept.
   * @throws {TapeError} ENOSPC when nothing fits, EACCES where writing is not allowed, EINVAL block size.
   */
  write(data: Uint8Array): Promise<number>;
  /** MTIOCTOP. What could not be done is left in `MtGet.resid`. */
  operation(op: MtOpCode, count: number): Promise<void>;
  /** MTIOCGET; no side effects. */
  status(): Promise<MtGet>;
  /** MTIOCPOS: block address as the driver counts it. */
  position(): Promise<number>;
  /** Ends this open: a file being written gets its file mark, a rewinding node rewinds. */
  close(): Promise<void>;
}
