/**
 * Bytes in both directions: the two ends of a pipe, a socket, a child's stdin and stdout. One read and
 * one write may be under way at a time.
 */
export interface ByteChannel {
  /**
   * The next bytes, at least one, as they come; the caller owns them. `undefined` when the peer ended its
   * direction. Rejects when the connection broke.
   */
  read(): Promise<Uint8Array | undefined>;
  /**
   * Resolves when the bytes were taken; `bytes` may be changed then. Rejects when nobody is there to take
   * them.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends both directions; reads that wait resolve with `undefined` or reject. A second call does nothing. */
  close(): Promise<void>;
}
