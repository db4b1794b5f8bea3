import {
  memoryRecordFile,
  type OpenRecordImageOptions,
  openRecordImage,
  type RecordImage,
  type RecordImageFormat,
} from "../../src/image/index.js";
import { TapeError, type TapeOpenMode, type TapeUnit } from "../../src/index.js";
import { listing } from "./listing.js";

/** An image in memory, put into a drive. */
export interface Mounted {
  readonly image: RecordImage;
  /** What is on the tape, without offsets. */
  contents(): Promise<string>;
  /** Opens, runs, closes. */
  use<T>(mode: TapeOpenMode, body: (unit: TapeUnit) => Promise<T>): Promise<T>;
}

export async function mount(
  options: Partial<OpenRecordImageOptions> & { readonly bytes?: Uint8Array } = {},
): Promise<Mounted> {
  const format: RecordImageFormat = options.format ?? "tap";
  const file = memoryRecordFile(options.bytes);
  const image = await openRecordImage({ file, ...options, format });
  return {
    image,
    contents: async () => {
      const lines = await listing(file.contents(), format);
      return lines.map((line) => line.replace(/^(end )?\d+ /, "")).join(" ");
    },
    async use(mode, body) {
      const unit = await image.open(mode);
      try {
        return await body(unit);
      } finally {
        await unit.close();
      }
    },
  };
}

export const bytesOf = (text: string): Uint8Array =>
  Uint8Array.from(text, (character) => character.charCodeAt(0));

/** Writes records, and a mark for each `|`. */
export async function record(unit: TapeUnit, contents: string, weof: number): Promise<void> {
  for (const item of contents.split(" "))
    if (item === "|") await unit.operation(weof, 1);
    else await unit.write(bytesOf(item));
}

/** One read: the data as text, "|" for 0 bytes, or the error's name. */
export async function readText(unit: TapeUnit, lengthBytes = 100): Promise<string> {
  const into = new Uint8Array(lengthBytes);
  const length = await outcome(unit.read(into));
  if (typeof length === "string") return length;
  return length === 0 ? "|" : String.fromCharCode(...into.subarray(0, length));
}

/** The result, or the errno name and the reason of the error. */
export async function outcome<T>(call: Promise<T>): Promise<T | string> {
  return call.catch((error) => {
    if (!(error instanceof TapeError)) throw error;
    return `${error.code} ${error.details.reason ?? error.details.stoppedBy ?? ""}`.trim();
  });
}
