import type { MtOpCode } from "./mt-op.js";
import type { MtGet } from "./mt-status.js";

/**
 * One open of a tape drive, as its driver behaves, quirks and all. What the system calls are to a
 * character device these methods are to a unit; where a driver returns an errno they reject with a
 * `TapeError` of that code. Calls on one unit are made one after the other.
 */
export interface TapeUnit {
  /**
   * Reads into `into` (caller-owned) and resolves with the count of bytes, fewer than asked for in
   * front of a file mark. 0 means a file mark, or the end of what is recorded.
   * @throws {TapeError} `EINVAL` for a length that the block size forbids, `ENOMEM` for a record that
   * does not fit, `EIO` for what can't be read and behind the end of data.
   */
  read(into: Uint8Array): Promise<number>;
  /**
   * Writes and resolves with the count of bytes taken; fewer than given only at the end of the tape.
   * `data` is not kept.
   * @throws {TapeError} `ENOSPC` when nothing more fits, `EACCES` where or how writing is not allowed,
   * `EINVAL` for a length that the block size forbids.
   */
  write(data: Uint8Array): Promise<number>;
  /**
   * MTIOCTOP. What was not done of `count` is in `resid` of {@link status} and in the error's details.
   * @throws {TapeError} `EINVAL` when the way ended early, `EACCES`, `ENXIO`, `ENOSYS`, `EIO`.
   */
  operation(op: MtOpCode, count: number): Promise<void>;
  /** MTIOCGET. Never moves the tape; works without a cartridge. */
  status(): Promise<MtGet>;
  /** MTIOCPOS: the block address on the whole tape. */
  position(): Promise<number>;
  /**
   * Ends this open: writes the file mark that is due and rewinds where the node says so. A second
   * call does nothing; any other call afterwards fails with `EBADF`.
   */
  close(): Promise<void>;
}
