import {
  Beginning,
  type Container,
  type MarkStep,
  type NoObject,
  type NoStep,
  type RecordImageFormat,
  type RecordStep,
} from "./container.js";
import { codecOf, type RecordImageOptions, readingOptions } from "./formats.js";
import { createImageSource } from "./image-source.js";
import type { RecordFile } from "./record-file.js";

/** A record or a file mark of an image, or what ended it. */
export type ImageObject =
  | {
      readonly kind: "record";
      /** Byte offset of the object in the image. */
      readonly offset: number;
      /** Counted from 0. */
      readonly file: number;
      /** Number within the file, counted from 0. */
      readonly record: number;
      /** Caller-owned. Of a damaged record: what was read of it. */
      readonly data: Uint8Array;
      /** The record was read with an error: the data is not to be trusted. */
      readonly damaged: boolean;
    }
  | { readonly kind: "mark"; readonly offset: number; readonly file: number }
  | {
      readonly kind: "end";
      readonly offset: number;
      readonly why: Exclude<NoObject, "beginning">;
      /** One sentence for `torn` and `bad`. */
      readonly detail: string;
    };

/** An object, or what ended them. */
export type ImageStep = RecordStep | MarkStep | NoStep;

/** An image opened to be gone through. */
export interface ImageWalk {
  readonly container: Container;
  /** All objects from the beginning on, and what ended them, last. */
  steps(): AsyncGenerator<ImageStep, void, void>;
}

export function walkImage(
  file: RecordFile,
  format: RecordImageFormat,
  options: RecordImageOptions = {},
): ImageWalk {
  const container = codecOf(format).read(createImageSource(file), readingOptions(options));
  return {
    container,
    async *steps() {
      for (let place = Beginning; ; ) {
        const step = await container.next(place);
        yield step;
        if (step.kind === "none") return;
        place = step.end;
      }
    },
  };
}

/**
 * All records and marks of an image in their order; the last object is the `end`, which says whether
 * that is the end of the tape or only of what can be made sense of.
 * @throws {TapeError} `EIO` when the file shrinks meanwhile.
 */
export async function* readRecordImage(
  file: RecordFile,
  format: RecordImageFormat,
  options: RecordImageOptions = {},
): AsyncGenerator<ImageObject, void, void> {
  const { container, steps } = walkImage(file, format, options);
  let fileNumber = 0;
  let record = 0;
  for await (const step of steps()) {
    if (step.kind === "none") {
      const { offset, why, detail } = step;
      yield { kind: "end", offset, why: why === "beginning" ? "end" : why, detail };
    } else if (step.kind === "mark") {
      yield { kind: "mark", offset: step.start.offset, file: fileNumber };
      fileNumber++;
      record = 0;
    } else {
      const data = new Uint8Array(step.lengthBytes);
      await container.data(step, data);
      const { damaged, start } = step;
      yield { kind: "record", offset: start.offset, file: fileNumber, record, data, damaged };
      record++;
    }
  }
}
