import type { RecordImageFormat } from "./container.js";
import {
  type ConversionLoss,
  createLossList,
  createTargetCheck,
  type LossList,
} from "./conversion-loss.js";
import { codecOf, endMarkerBytes, type RecordImageOptions, readingOptions } from "./formats.js";
import type { RecordFile } from "./record-file.js";
import { type ImageStep, walkImage } from "./walk-image.js";

/** One side of a conversion. */
export interface ConversionSide extends RecordImageOptions {
  readonly file: RecordFile;
  readonly format: RecordImageFormat;
}

export interface ConversionOptions {
  /** Looked at before each object. */
  readonly signal?: AbortSignal;
  /** Bytes of the source that are done. */
  readonly onProgress?: (offset: number) => void;
}

export interface ConversionResult {
  /** Records and marks that were written. */
  readonly records: number;
  readonly marks: number;
  /** Of data. */
  readonly bytes: number;
  /** Empty when the target says everything that the source said. */
  readonly losses: readonly ConversionLoss[];
}

/**
 * Writes the contents of one image as another, over whatever the target's file holds. What the target's
 * format can't say is listed, never passed over in silence. Of a damaged record, what was read is written.
 * @throws {TypeError} `to.file` when it is the source's. @throws {TapeError} `EIO`
 */
export async function convertRecordImage(
  from: ConversionSide,
  to: ConversionSide,
  options: ConversionOptions = {},
): Promise<ConversionResult> {
  if (from.file === to.file) throw new TypeError("to.file: is the source's");
  const codec = codecOf(to.format);
  const losses = createLossList();
  const check = createTargetCheck(to.format, readingOptions(to).recordBytes, losses);
  const { container, steps } = walkImage(from.file, from.format, from);
  await to.file.truncate(0);
  const writer = createWriter(to.file);
  let [records, marks, bytes, link] = [0, 0, 0, 0];
  for await (const step of steps()) {
    options.signal?.throwIfAborted();
    listUnwritten(losses, step, from);
    if (step.kind === "none") {
      check.end(step.offset);
      break;
    }
    const { offset } = step.start;
    if (step.kind === "mark") {
      check.mark(offset);
      const mark = codec.encodeMark(link);
      await writer.add(mark.bytes);
      link = mark.link;
      marks++;
    } else {
      const data = new Uint8Array(step.lengthBytes);
      await container.data(step, data);
      if (!check.record(step, data)) continue;
      const record = codec.encodeRecord(data, link, step.damaged);
      await writer.add(record.bytes);
      link = record.link;
      records++;
      bytes += data.length;
    }
    options.onProgress?.(step.end.offset);
  }
  await writer.finish();
  await to.file.sync();
  return { records, marks, bytes, losses: losses.list() };
}

/** What is no part of a tape's contents is not written, whatever the target. */
function listUnwritten(losses: LossList, step: ImageStep, { file, format }: ConversionSide): void {
  const { gapBytes, foreignObjects, foreignOffset } = step.passed;
  const offset = step.kind === "none" ? step.offset : step.start.offset;
  if (gapBytes > 0) losses.add("gap", offset - gapBytes);
  if (foreignObjects > 0) losses.add("foreign", foreignOffset, foreignObjects);
  if (step.kind !== "none") return;
  if (step.why === "torn" || step.why === "bad") losses.add(step.why, offset);
  const behind = offset + endMarkerBytes(format);
  if (step.why === "end-marker" && behind < file.sizeBytes) losses.add("behind-end", behind);
}

/** Bytes that are collected before they are written. */
const writeBytes = 1 << 20;

/** Collects small writes to large ones, from the beginning of the file on. */
function createWriter(file: RecordFile) {
  const room = new Uint8Array(writeBytes);
  let held = 0;
  let position = 0;
  async function finish(): Promise<void> {
    if (held > 0) await file.write(position, room.subarray(0, held));
    position += held;
    held = 0;
  }
  return {
    async add(bytes: Uint8Array): Promise<void> {
      for (let from = 0; from < bytes.length; ) {
        const piece = bytes.subarray(from, from + writeBytes - held);
        room.set(piece, held);
        held += piece.length;
        from += piece.length;
        if (held === writeBytes) await finish();
      }
    },
    finish,
  };
}
