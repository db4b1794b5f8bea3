import type { ImageSource } from "./image-source.js";

/** Kinds of record images. */
export type RecordImageFormat = "tap" | "e11" | "aws" | "tpc" | "p7b" | "fixed";

/** Between two objects of an image. */
export interface Place {
  /** Byte offset of the next object's first control byte. */
  readonly offset: number;
  /**
   * What the container must know of the object in front, apart from where it ends: AWSTAPE the length of
   * its last chunk, a raw file that its one mark was passed (1). 0 elsewhere.
   */
  readonly link: number;
}

/** The beginning of the tape. */
export const Beginning: Place = { offset: 0, link: 0 };

/** What was passed over between two objects. */
export interface Passed {
  /** Bytes of erase gaps. */
  readonly gapBytes: number;
  /** Private and reserved objects, which are no part of the tape's contents. */
  readonly foreignObjects: number;
  /** Offset of the first of them, -1 for none. */
  readonly foreignOffset: number;
}

/** Nothing. */
export const PassedNothing: Passed = { gapBytes: 0, foreignObjects: 0, foreignOffset: -1 };

/** One more, or some more, foreign objects at `offset`. */
export function withForeign(passed: Passed, offset: number, count: number): Passed {
  const first = passed.foreignOffset < 0 ? offset : Math.min(passed.foreignOffset, offset);
  return { ...passed, foreignObjects: passed.foreignObjects + count, foreignOffset: first };
}

/** Tolerated, but not as the format has it. */
export type Oddity =
  /** Padded where the format does not pad, or the other way round. */
  | "padding"
  /** The length of the chunk in front is said wrongly. */
  | "previous-length";

export interface RecordStep {
  readonly kind: "record";
  /** In front of the record, behind what was passed over. */
  readonly start: Place;
  readonly end: Place;
  readonly lengthBytes: number;
  /** Marked as read with an error: the data is not good. */
  readonly damaged: boolean;
  readonly passed: Passed;
  readonly oddity: Oddity | undefined;
}

export interface MarkStep {
  readonly kind: "mark";
  readonly start: Place;
  readonly end: Place;
  readonly passed: Passed;
  readonly oddity: Oddity | undefined;
}

/** Why there is no object in this direction. */
export type NoObject =
  | "beginning"
  /** The file ends. */
  | "end"
  /** The marker for the end of the medium. */
  | "end-marker"
  /** The last object is not whole: its write was cut off. */
  | "torn"
  /** What is there makes no sense. */
  | "bad";

export interface NoStep {
  readonly kind: "none";
  readonly why: NoObject;
  /** Where it is seen. */
  readonly offset: number;
  /** One sentence with the numbers; "" for `beginning` and `end`. */
  readonly detail: string;
  readonly passed: Passed;
}

/** What lies next to a place. */
export type Step = RecordStep | MarkStep | NoStep;

export function noStep(why: NoObject, offset: number, detail = "", passed = PassedNothing): NoStep {
  return { kind: "none", why, offset, detail, passed };
}

/** How an image is to be read. */
export interface ReadingOptions {
  /** Refuse what is only tolerated: private objects, wrong padding, wrong lengths of chunks in front. */
  readonly strict: boolean;
  /** Longer records are not believed. */
  readonly longestRecordBytes: number;
  /** Bytes of a record in a raw file. */
  readonly recordBytes: number;
}

/** An image as objects. */
export interface Container {
  /** The object behind `place`; nothing moves. */
  next(place: Place): Promise<Step>;
  /** The object in front of `place`. */
  previous(place: Place): Promise<Step>;
  /** Fills `into`, which has the record's length, with its data. */
  data(record: RecordStep, into: Uint8Array): Promise<void>;
  /** True when a look at the file's last bytes shows that no object is torn; false when that needs a walk. */
  tailIsWhole(): Promise<boolean>;
}

/** Bytes of an object, to be written at the place it was encoded for, and the link of the place behind. */
export interface Encoded {
  readonly bytes: Uint8Array;
  readonly link: number;
}

/** One kind of record image. */
export interface ContainerCodec {
  read(source: ImageSource, options: ReadingOptions): Container;
  /** `data` is copied. */
  encodeRecord(data: Uint8Array, link: number, damaged: boolean): Encoded;
  encodeMark(link: number): Encoded;
}
