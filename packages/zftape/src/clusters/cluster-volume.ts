/** A compressed volume, and how to read its segments. */
export interface ClusterVolume {
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
  /** Uncompressed length of every block. */
  readonly blockSize: number;
  /** Uncompressed length of the volume. */
  readonly bytes: number;
  /** 8-byte file offsets. */
  readonly wide: boolean;
  /** Whether a segment has room for data; others are passed over. */
  holdsData(segment: number): boolean;
  /**
   * The data of a segment, valid until the next call.
   * @throws {TapeError} EIO when it is unreadable.
   */
  read(segment: number): Promise<Uint8Array>;
}

/** Where a cluster begins. */
export interface ClusterPlace {
  readonly segment: number;
  readonly offset: number;
  /** Number of its block in the volume. */
  readonly block: number;
}
