import {
  type Container,
  type ContainerCodec,
  noStep,
  PassedNothing,
  type Place,
  type ReadingOptions,
  type Step,
} from "./container.js";
import type { ImageSource } from "./image-source.js";

/** First character of a record. */
const recordFlag = 0x80;
/** Parity and the six bits of a character. */
const characterMask = 0x7f;
/** A record of nothing else is a file mark. */
const markCharacter = 0x0f;

/** Paul Pierce's images of seven-track tapes: a byte per character, bit 7 where a record begins. */
export const p7bCodec: ContainerCodec = {
  read: readCharacters,
  encodeRecord(data) {
    const bytes = data.map((byte) => byte & characterMask);
    if (bytes[0] !== undefined) bytes[0] |= recordFlag;
    return { bytes, link: 0 };
  },
  encodeMark: () => ({ bytes: Uint8Array.of(recordFlag | markCharacter), link: 0 }),
};

/** True when a record with this data would be read as a file mark. */
export function looksLikeP7bMark(data: Uint8Array): boolean {
  return data.every((byte) => (byte & characterMask) === markCharacter);
}

function readCharacters(source: ImageSource, { longestRecordBytes }: ReadingOptions): Container {
  const tooLong = (offset: number): Step =>
    noStep("bad", offset, `record of more than ${longestRecordBytes} bytes`);

  async function next({ offset }: Place): Promise<Step> {
    if (source.sizeBytes <= offset) return noStep("end", offset);
    let isMark = true;
    let end = offset;
    for (;;) {
      const bytes = await source.pieceFrom(end);
      if (bytes.length === 0) break;
      if (end === offset && (bytes[0] ?? 0) < recordFlag)
        return noStep("bad", offset, "characters outside a record");
      const own = end === offset ? 1 : 0;
      const found = bytes.findIndex((byte, index) => index >= own && byte >= recordFlag);
      const length = found < 0 ? bytes.length : found;
      isMark &&= looksLikeP7bMark(bytes.subarray(0, length));
      end += length;
      if (end - offset > longestRecordBytes) return tooLong(offset);
      if (found >= 0) break;
    }
    return objectBetween(offset, end, isMark);
  }

  async function previous({ offset }: Place): Promise<Step> {
    if (offset <= 0) return noStep("beginning", 0);
    let isMark = true;
    for (let start = offset; start > 0; ) {
      const bytes = await source.pieceBefore(start);
      if (bytes.length === 0) break;
      const found = bytes.findLastIndex((byte) => byte >= recordFlag);
      isMark &&= looksLikeP7bMark(bytes.subarray(Math.max(found, 0)));
      start -= bytes.length - Math.max(found, 0);
      if (offset - start > longestRecordBytes) return tooLong(start);
      if (found >= 0) return objectBetween(start, offset, isMark);
    }
    return noStep("bad", 0, "characters outside a record");
  }

  return {
    next,
    previous,
    async data(record, into) {
      await source.fill(record.start.offset, into);
      into.forEach((byte, index) => {
        into[index] = byte & characterMask;
      });
    },
    tailIsWhole: async () => true,
  };
}

function objectBetween(from: number, to: number, isMark: boolean): Step {
  const start = { offset: from, link: 0 };
  const end = { offset: to, link: 0 };
  const shared = { start, end, passed: PassedNothing, oddity: undefined };
  return isMark
    ? { kind: "mark", ...shared }
    : { kind: "record", lengthBytes: to - from, damaged: false, ...shared };
}
