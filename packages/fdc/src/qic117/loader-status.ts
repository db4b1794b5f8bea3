/** The loader partition status report (command 54, Ditto Max). */
export interface LoaderStatus {
  readonly byte: number;
  /** 0 to 3. */
  readonly partition: number;
  readonly doorOpen: boolean;
  readonly locked: boolean;
}

/** What the answer to command 54 says; bits 2 and 6 are set at times, nobody knows why. */
export function decodeLoaderStatus(byte: number): LoaderStatus {
  return {
    byte,
    partition: byte & 3,
    doorOpen: (byte & 0x10) !== 0,
    locked: (byte & 0x20) !== 0,
  };
}
