import {
  type Container,
  noStep,
  type Oddity,
  type Passed,
  PassedNothing,
  type Place,
  type ReadingOptions,
  type RecordStep,
  type Step,
  withForeign,
} from "./container.js";
import {
  ControlWord,
  DamagedFlag,
  meaningBackward,
  meaningOf,
  runBackward,
  runForward,
} from "./control-word.js";
import { type ImageSource, u32At } from "./image-source.js";

/** `even`: a record of odd length is followed by a pad byte. */
export type Padding = "even" | "none";

/** File marks at the end of an image behind which a whole record is looked for. */
const marksToPass = 16;

/** Bytes that a record's data takes up. */
export function paddedBytes(lengthBytes: number, padding: Padding): number {
  return padding === "even" ? lengthBytes + (lengthBytes & 1) : lengthBytes;
}

/** An image whose objects begin with control words, and records end with them. */
export function readWords(
  source: ImageSource,
  { strict }: ReadingOptions,
  own: Padding,
): Container {
  const other: Padding = own === "even" ? "none" : "even";

  /** Nothing to wait for when the word was read with one before: tapes can be long runs of marks. */
  function wordAt(offset: number): number | undefined | Promise<number | undefined> {
    const held = source.held(offset, 4);
    if (held !== undefined) return u32At(held, 0);
    return source.peek(offset, 4).then((bytes) => bytes && u32At(bytes, 0));
  }

  /** Which padding brings the equal word at the other end of a record to where it should be. */
  async function paddingOf(
    word: number,
    lengthBytes: number,
    otherEnd: (roomBytes: number) => number,
  ): Promise<Padding | undefined> {
    if ((await wordAt(otherEnd(paddedBytes(lengthBytes, own)))) === word) return own;
    if (strict || (lengthBytes & 1) === 0) return undefined;
    return (await wordAt(otherEnd(paddedBytes(lengthBytes, other)))) === word ? other : undefined;
  }

  function recordStep(from: number, to: number, word: number, used: Padding, passed: Passed): Step {
    const oddity: Oddity | undefined = used === own ? undefined : "padding";
    return {
      kind: "record",
      start: at(from),
      end: at(to),
      lengthBytes: word & 0xffffff,
      damaged: word >= DamagedFlag,
      passed,
      oddity,
    };
  }

  async function next(place: Place): Promise<Step> {
    let passed = PassedNothing;
    for (let { offset } = place; ; ) {
      const left = source.sizeBytes - offset;
      if (left <= 0) return noStep("end", offset, "", passed);
      const word = await wordAt(offset);
      if (word === undefined)
        return noStep("torn", offset, `${left} bytes of a control word`, passed);
      const meaning = meaningOf(word);
      switch (meaning.kind) {
        case "mark":
          return {
            kind: "mark",
            start: at(offset),
            end: at(offset + 4),
            passed,
            oddity: undefined,
          };
        case "end-marker":
          return noStep("end-marker", offset, "marker for the end of the medium", passed);
        case "gap":
        case "half-gap": {
          const gapBytes = meaning.kind === "gap" ? await runForward(source, offset, word) : 2;
          passed = { ...passed, gapBytes: passed.gapBytes + gapBytes };
          offset += gapBytes;
          break;
        }
        case "marker": {
          if (strict) return unknownWord(word, offset, passed);
          const run = await runForward(source, offset, word);
          passed = withForeign(passed, offset, run / 4);
          offset += run;
          break;
        }
        case "unknown":
          return unknownWord(word, offset, passed);
        default: {
          const start = offset;
          const isForeign = meaning.kind === "foreign";
          if (isForeign && strict) return unknownWord(word, offset, passed);
          const { lengthBytes } = meaning;
          const used = await paddingOf(word, lengthBytes, (room) => start + 4 + room);
          if (used === undefined) return brokenRecord(start, lengthBytes, isForeign, passed);
          const end = start + paddedBytes(lengthBytes, used) + 8;
          if (!isForeign) return recordStep(start, end, word, used, passed);
          passed = withForeign(passed, offset, 1);
          offset = end;
        }
      }
    }
  }

  async function brokenRecord(
    offset: number,
    lengthBytes: number,
    isForeign: boolean,
    passed: Passed,
  ): Promise<Step> {
    const missing = offset + paddedBytes(lengthBytes, own) + 8 - source.sizeBytes;
    const what = `record of ${lengthBytes} bytes`;
    if (missing <= 0) return noStep("bad", offset, `${what} has another length behind it`, passed);
    // Hardly anybody writes those, and any bytes look like one.
    if (isForeign) return noStep("bad", offset, `${what}, ${missing} bytes missing`, passed);
    // A write that was cut off is the last one. With a whole record behind it, it is the length that is wrong.
    const last = await lastRecord();
    const isLast = last === undefined || last.start.offset <= offset;
    return noStep(isLast ? "torn" : "bad", offset, `${what}, ${missing} bytes missing`, passed);
  }

  async function previous(place: Place): Promise<Step> {
    let passed = PassedNothing;
    let isBehindHalfGap = false;
    for (let { offset } = place; ; ) {
      if (offset <= 0) return noStep("beginning", 0, "", passed);
      const word = await wordAt(offset - 4);
      if (word === undefined)
        return noStep("bad", offset, `no control word ends at offset ${offset}`, passed);
      const meaning = meaningBackward(word);
      // The other half was written over: there are not two of them.
      if (isBehindHalfGap && meaning.kind === "half-gap")
        return unknownWord(word, offset - 4, passed);
      isBehindHalfGap = meaning.kind === "half-gap";
      switch (meaning.kind) {
        case "mark":
          return {
            kind: "mark",
            start: at(offset - 4),
            end: at(offset),
            passed,
            oddity: undefined,
          };
        case "gap":
        case "half-gap": {
          const gapBytes = meaning.kind === "gap" ? await runBackward(source, offset, word) : 2;
          passed = { ...passed, gapBytes: passed.gapBytes + gapBytes };
          offset -= gapBytes;
          break;
        }
        case "record":
        case "foreign": {
          const end = offset;
          const isForeign = meaning.kind === "foreign";
          if (isForeign && strict) return unknownWord(word, offset - 4, passed);
          const { lengthBytes } = meaning;
          const used = await paddingOf(word, lengthBytes, (room) => end - 8 - room);
          if (used === undefined)
            return noStep("bad", end - 4, `no record of ${lengthBytes} bytes ends here`, passed);
          offset = end - paddedBytes(lengthBytes, used) - 8;
          if (!isForeign) return recordStep(offset, end, word, used, passed);
          passed = withForeign(passed, offset, 1);
          break;
        }
        case "marker": {
          if (strict) return unknownWord(word, offset - 4, passed);
          const run = await runBackward(source, offset, word);
          passed = withForeign(passed, offset - run, run / 4);
          offset -= run;
          break;
        }
        default:
          return unknownWord(word, offset - 4, passed);
      }
    }
  }

  /** The record that ends the image, but for some marks; undefined when there is none, or no telling. */
  async function lastRecord(): Promise<RecordStep | undefined> {
    const { sizeBytes } = source;
    const hasEnd = (await wordAt(sizeBytes - 4)) === ControlWord.EndOfMedium;
    let last = await previous(at(hasEnd ? sizeBytes - 4 : sizeBytes));
    for (let marks = 0; last.kind === "mark" && marks < marksToPass; marks++)
      last = await previous(last.start);
    return last.kind === "record" ? last : undefined;
  }

  return {
    next,
    previous,
    data: (record, into) => source.fill(record.start.offset + 4, into),
    tailIsWhole: async () => source.sizeBytes === 0 || (await lastRecord()) !== undefined,
  };
}

function at(offset: number): Place {
  return { offset, link: 0 };
}

function unknownWord(word: number, offset: number, passed: Passed): Step {
  return noStep("bad", offset, `control word ${word.toString(16).padStart(8, "0")}`, passed);
}
