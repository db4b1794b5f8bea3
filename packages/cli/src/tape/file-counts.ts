/** What is in one file of a tape. */
export interface FileCounts {
  records: number;
  bytes: number;
  /** Of records that were read; 0 without one. */
  shortestBytes: number;
  longestBytes: number;
  /** Records that are there and could not be read. */
  lost: number;
  /** A file mark ends it; the last file of a tape may have none. */
  marked: boolean;
}

export function createFileCounts(): FileCounts {
  return { records: 0, bytes: 0, shortestBytes: 0, longestBytes: 0, lost: 0, marked: false };
}

export function countRecord(counts: FileCounts, length: number): void {
  counts.shortestBytes = counts.records === 0 ? length : Math.min(counts.shortestBytes, length);
  counts.longestBytes = Math.max(counts.longestBytes, length);
  counts.records++;
  counts.bytes += length;
}

/** All files together. */
export interface TapeCounts {
  readonly files: number;
  readonly records: number;
  readonly bytes: number;
  readonly lost: number;
}

export function totalOf(files: readonly FileCounts[]): TapeCounts {
  const sum = (of: (counts: FileCounts) => number) => files.reduce((all, one) => all + of(one), 0);
  return {
    files: files.length,
    records: sum(({ records }) => records),
    bytes: sum(({ bytes }) => bytes),
    lost: sum(({ lost }) => lost),
  };
}

/** `3 files, 120 records, 1228800 bytes`. */
export function countsText({ files, records, bytes }: TapeCounts): string {
  return [
    `${files} ${files === 1 ? "file" : "files"}`,
    `${records} ${records === 1 ? "record" : "records"}`,
    `${bytes} bytes`,
  ].join(", ");
}
