import type { NoStep, RecordImageFormat } from "./container.js";
import { recordImageFormats } from "./formats.js";
import type { RecordFile } from "./record-file.js";
import { walkImage } from "./walk-image.js";

/** How well a content goes with a format. */
export interface FormatGuess {
  readonly format: RecordImageFormat;
  /** 0: not at all, 1: nothing speaks against it. */
  readonly score: number;
  /** One sentence. */
  readonly why: string;
}

/** The best guess and the others, best first. */
export interface Detection {
  /** Undefined when no format fits. */
  readonly format: RecordImageFormat | undefined;
  readonly score: number;
  readonly why: string;
  readonly rejected: readonly FormatGuess[];
}

/** Objects that are looked at. */
const mostObjects = 4096;
/** Records whose parity is looked at. */
const mostParityChecks = 64;
/** A tape has a mark behind each file, and some more at its end; zeros of other files are marks to TPC. */
const marksAtEnd = 2;
/** A lower score is no answer. */
const lowestScore = 0.25;

/** Tells by the content which kind of record image a file is. Reads only. */
export async function detectRecordImage(file: RecordFile): Promise<Detection> {
  const guesses: FormatGuess[] = [];
  for (const { format } of recordImageFormats)
    guesses.push({
      format,
      ...(await (format === "fixed" ? guessRaw(file) : guess(file, format))),
    });
  guesses.sort((a, b) => b.score - a.score);
  const [best, ...rest] = guesses;
  if (best !== undefined && best.score >= lowestScore) return { ...best, rejected: rest };
  const why = file.sizeBytes === 0 ? "the file is empty" : "no format fits";
  return { format: undefined, score: 0, why, rejected: guesses };
}

type Guess = Omit<FormatGuess, "format">;

/** Score of a whole chain of records. TPC says each length once only, and pieces of it fit by chance. */
const wholeScore: Readonly<Record<RecordImageFormat, number>> = {
  tap: 1,
  e11: 1,
  aws: 1,
  tpc: 0.5,
  p7b: 0.8,
  fixed: 0.5,
};

/** Of the beginning of one record: many files may begin so, but a name can say more. */
const tornScore = 0.05;

/** What the beginning of a file is when it is read as one format. */
interface Look {
  records: number;
  marks: number;
  oddities: number;
  /** Seven-track: the characters of each record that was looked at have one parity. */
  hasParity: boolean;
  /** What ended the objects; undefined when there were enough. */
  end: NoStep | undefined;
}

async function look(file: RecordFile, format: RecordImageFormat): Promise<Look> {
  const { container, steps } = walkImage(file, format);
  const found: Look = { records: 0, marks: 0, oddities: 0, hasParity: true, end: undefined };
  for await (const step of steps()) {
    if (step.kind === "none") found.end = step;
    if (step.kind === "none" || found.records + found.marks >= mostObjects) break;
    if (step.oddity !== undefined) found.oddities++;
    if (step.kind === "mark") found.marks++;
    else if (found.records++ < mostParityChecks && format === "p7b") {
      const data = new Uint8Array(step.lengthBytes);
      await container.data(step, data);
      found.hasParity &&= hasOneParity(data);
    }
  }
  return found;
}

async function guess(file: RecordFile, format: RecordImageFormat): Promise<Guess> {
  const { records, marks, oddities, hasParity, end } = await look(file, format);
  const whole = wholeScore[format];
  const saysTwice = format !== "tpc";
  const found = `${records} records, ${marks} file marks`;
  if (records + marks === 0)
    return { score: end?.why === "torn" ? tornScore : 0, why: end?.detail || "no objects" };
  if (!hasParity) return { score: 0, why: `${found}, but parity changes within a record` };
  if (records === 0 || (!saysTwice && marks > records + marksAtEnd))
    return { score: 0.3 * whole, why: `${found}: hardly any data` };
  if (end?.why === "bad")
    return { score: saysTwice && records > 1 ? 0.4 : 0, why: `${found}, then ${end.detail}` };
  if (end?.why === "torn")
    return { score: saysTwice ? 0.8 * whole : 0, why: `${found}, then ${end.detail}` };
  if (oddities > 0)
    return { score: 0.6 * whole, why: `${found}, ${oddities} not as the format has them` };
  return { score: whole, why: `${found}${end === undefined ? " and more" : ", nothing else"}` };
}

/** All characters have an even number of ones, or all an odd number. */
function hasOneParity(data: Uint8Array): boolean {
  const isOdd = (byte: number) => {
    let ones = 0;
    for (let left = byte; left > 0; left &= left - 1) ones++;
    return ones % 2 === 1;
  };
  const first = isOdd(data[0] ?? 0);
  return data.every((byte) => isOdd(byte) === first);
}

/** Where tar archives say that they are some. */
const tarMagic = { offset: 257, text: "ustar" };

async function guessRaw(file: RecordFile): Promise<Guess> {
  const bytes = new Uint8Array(tarMagic.text.length);
  await file.read(tarMagic.offset, bytes);
  const isTar = String.fromCharCode(...bytes) === tarMagic.text;
  return isTar
    ? { score: 0.7, why: "a tar archive, without records" }
    : { score: 0, why: "nothing tells a raw file" };
}
