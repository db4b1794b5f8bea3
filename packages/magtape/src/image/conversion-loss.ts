import type { RecordImageFormat, RecordStep } from "./container.js";
import { formatInfo } from "./formats.js";
import { looksLikeP7bMark } from "./p7b-codec.js";

/** What the target of a conversion can't say, or the source did not have. */
export type ConversionLossCode =
  /** A record that was read with an error is written as if it were good. */
  | "damage-forgotten"
  /** A record is longer than the target's longest, or empty, and left out. */
  | "record-left-out"
  /** Raw file: a record has another length than the file's records. */
  | "record-boundary"
  /** Raw file: a file mark that does not end the tape. */
  | "mark-left-out"
  /** Raw file: it ends with a file mark, the source does not. */
  | "mark-added"
  /** Seven-track: bit 7 of characters is cleared. */
  | "high-bits"
  /** Seven-track: a record reads as a file mark. */
  | "reads-as-mark"
  /** An erase gap. */
  | "gap"
  /** A private or reserved object. */
  | "foreign"
  /** Bytes behind the marker for the end of the medium. */
  | "behind-end"
  /** The source's last object is not whole. */
  | "torn"
  /** The source makes no sense from here on: the rest is lost. */
  | "bad";

/** All losses of one kind. */
export interface ConversionLoss {
  readonly code: ConversionLossCode;
  readonly count: number;
  /** Of the first, in the source. */
  readonly offset: number;
}

export interface LossList {
  add(code: ConversionLossCode, offset: number, count?: number): void;
  list(): ConversionLoss[];
}

export function createLossList(): LossList {
  const losses = new Map<ConversionLossCode, ConversionLoss>();
  return {
    add(code, offset, count = 1) {
      const before = losses.get(code) ?? { code, count: 0, offset };
      losses.set(code, { ...before, count: before.count + count });
    },
    list: () => [...losses.values()],
  };
}

/** Is shown all objects in their order, and lists what the target can't say of them. */
export interface TargetCheck {
  /** True when the record can be written at all. */
  record(step: RecordStep, data: Uint8Array): boolean;
  mark(offset: number): void;
  end(offset: number): void;
}

export function createTargetCheck(
  format: RecordImageFormat,
  recordBytes: number,
  losses: LossList,
): TargetCheck {
  const { longestRecordBytes, keepsDamage } = formatInfo(format);
  const raw = format === "fixed" ? createRawCheck(recordBytes, losses) : undefined;
  return {
    record({ start, lengthBytes, damaged }, data) {
      const { offset } = start;
      if (lengthBytes > longestRecordBytes || (lengthBytes === 0 && !keepsDamage)) {
        losses.add("record-left-out", offset);
        return false;
      }
      if (damaged && !keepsDamage) losses.add("damage-forgotten", offset);
      if (format === "p7b" && data.some((byte) => byte > 0x7f)) losses.add("high-bits", offset);
      if (format === "p7b" && looksLikeP7bMark(data)) losses.add("reads-as-mark", offset);
      raw?.object(offset, lengthBytes);
      return true;
    },
    mark: (offset) => raw?.object(offset, "mark"),
    end: (offset) => raw?.end(offset),
  };
}

/** A raw file is records of one length, of which the last may be shorter, and one mark. */
function createRawCheck(recordBytes: number, losses: LossList) {
  let hasRecords = false;
  let lastMark: number | undefined;
  let shortRecord: number | undefined;
  return {
    object(offset: number, what: number | "mark") {
      if (lastMark !== undefined) losses.add("mark-left-out", lastMark);
      lastMark = what === "mark" ? offset : undefined;
      if (what === "mark") return;
      hasRecords = true;
      if (shortRecord !== undefined) losses.add("record-boundary", shortRecord);
      shortRecord = what < recordBytes ? offset : undefined;
      if (what > recordBytes) losses.add("record-boundary", offset);
    },
    end(offset: number) {
      if (lastMark === undefined && hasRecords) losses.add("mark-added", offset);
      if (lastMark !== undefined && !hasRecords) losses.add("mark-left-out", lastMark);
    },
  };
}
