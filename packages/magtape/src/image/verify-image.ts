import type { NoObject, RecordImageFormat } from "./container.js";
import { endMarkerBytes, type RecordImageOptions } from "./formats.js";
import type { RecordFile } from "./record-file.js";
import { walkImage } from "./walk-image.js";

/** What is wrong with an image, or not as its format has it. */
export type ImageFindingCode =
  /** A record that was read with an error: its data is lost or not to be trusted. */
  | "damaged-record"
  /** The last object is not whole. */
  | "torn"
  /** Something that makes no sense; nothing behind it can be reached. */
  | "bad"
  /** Bytes behind the marker for the end of the medium. */
  | "behind-end"
  /** Private or reserved objects were passed over. */
  | "foreign"
  /** A record is padded as another format does it. */
  | "padding"
  /** The length of the chunk in front is wrong: other programs can't go back over it. */
  | "previous-length";

export interface ImageFinding {
  /** In bytes from the beginning of the image. */
  readonly offset: number;
  readonly code: ImageFindingCode;
  readonly message: string;
}

/** What an image holds. */
export interface ImageReport {
  readonly format: RecordImageFormat;
  /** Good and damaged ones. */
  readonly records: number;
  readonly marks: number;
  /** Of data, in all records. */
  readonly bytes: number;
  readonly damagedRecords: number;
  /** In bytes; 0 when there are no records. */
  readonly shortestRecord: number;
  readonly longestRecord: number;
  /** Bytes of erase gaps. */
  readonly gapBytes: number;
  readonly end: { readonly offset: number; readonly why: NoObject };
  /** The first thousand of them. */
  readonly findings: readonly ImageFinding[];
  /** Of all, also those that are not listed. */
  readonly findingCount: number;
}

export interface VerifyOptions extends RecordImageOptions {
  /** Looked at before each object. */
  readonly signal?: AbortSignal;
  /** Bytes that are done. */
  readonly onProgress?: (offset: number) => void;
}

const mostListed = 1000;

/**
 * Goes through a whole image, checks every length, and counts. Data is not read: a record image has no
 * check sums.
 */
export async function verifyRecordImage(
  file: RecordFile,
  format: RecordImageFormat,
  options: VerifyOptions = {},
): Promise<ImageReport> {
  const findings: ImageFinding[] = [];
  let findingCount = 0;
  const note = (offset: number, code: ImageFindingCode, message: string) => {
    findingCount++;
    if (findings.length < mostListed) findings.push({ offset, code, message });
  };
  let [records, marks, bytes, damagedRecords, longestRecord, gapBytes] = [0, 0, 0, 0, 0, 0];
  let shortestRecord = Number.POSITIVE_INFINITY;
  let end: ImageReport["end"] = { offset: 0, why: "end" };
  for await (const step of walkImage(file, format, options).steps()) {
    options.signal?.throwIfAborted();
    const { foreignObjects, foreignOffset } = step.passed;
    gapBytes += step.passed.gapBytes;
    if (foreignObjects > 0)
      note(foreignOffset, "foreign", `${foreignObjects} private or reserved objects`);
    if (step.kind === "none") {
      const { offset, why, detail } = step;
      end = { offset, why };
      const left = file.sizeBytes - offset;
      if (why === "torn" || why === "bad") note(offset, why, detail);
      if (why === "end-marker" && left > endMarkerBytes(format))
        note(offset, "behind-end", `${left - endMarkerBytes(format)} bytes behind the end marker`);
      continue;
    }
    options.onProgress?.(step.end.offset);
    const { offset } = step.start;
    if (step.oddity === "padding") note(offset, "padding", `record not padded as ${format} does`);
    if (step.oddity === "previous-length")
      note(offset, "previous-length", "wrong length of the chunk in front");
    if (step.kind === "mark") {
      marks++;
      continue;
    }
    const { lengthBytes } = step;
    records++;
    bytes += lengthBytes;
    shortestRecord = Math.min(shortestRecord, lengthBytes);
    longestRecord = Math.max(longestRecord, lengthBytes);
    if (!step.damaged) continue;
    damagedRecords++;
    note(offset, "damaged-record", `record of ${lengthBytes} bytes read with an error`);
  }
  if (records === 0) shortestRecord = 0;
  const counts = { records, marks, bytes, damagedRecords, shortestRecord, longestRecord, gapBytes };
  return { format, ...counts, end, findings, findingCount };
}
