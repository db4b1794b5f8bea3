import type { Finding } from "@floppytape/qic-format";
import { warning } from "./findings.js";

/** Bytes that are stored nowhere are believed up to these: 64 MiB, or this many times the size of the volume. */
const leastUnstoredBytes = 64 * 1024 * 1024;
const timesUnstored = 8;

/**
 * What headers of an archive may still claim beyond what is there, holes of sparse files and ends that are
 * missing: nothing else bounds it.
 */
export interface UnstoredBytes {
  bytes: number;
}

export function unstoredBytes(volumeBytes: number): UnstoredBytes {
  return { bytes: Math.max(leastUnstoredBytes, timesUnstored * volumeBytes) };
}

/** Contents that are shorter than their header states. */
export interface CutContents {
  /** Undefined when no readable number says it. */
  readonly stated: number | undefined;
  /** Bytes that are there. */
  readonly found: number;
  /** Another header ends them, not the volume. */
  readonly atHeader: boolean;
}

/**
 * Tells how many bytes at the end of cut contents are lost. That the volume ends is no contradiction; that a header
 * stands inside the contents, or that the size cannot be believed, is. Of a size that cannot be believed nothing is lost.
 */
export function cutContents(
  { stated, found, atHeader }: CutContents,
  unstored: UnstoredBytes,
): { readonly lostBytes: number; readonly disagreements: readonly Finding[] } {
  const missing = stated === undefined ? Number.NaN : stated - found;
  const believed = missing >= 0 && missing <= unstored.bytes;
  const lostBytes = believed ? missing : 0;
  unstored.bytes -= lostBytes;
  if (believed && !atHeader) return { lostBytes, disagreements: [] };
  const disagreement = warning(
    "CONTENTS_CUT",
    `the header states ${stated ?? "no readable number of"} bytes, ${found} are there up to ${atHeader ? "the next header" : "the end of the volume"}`,
    { found, ...(stated === undefined ? {} : { stated }) },
  );
  return { lostBytes, disagreements: [disagreement] };
}
