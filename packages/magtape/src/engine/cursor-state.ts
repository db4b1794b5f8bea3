import type { Place } from "./descriptor.js";
import type { PositionMemory } from "./position-memory.js";
import type { TapeHead } from "./tape-head.js";

/**
 * Where a device is. The place is where its user is; `head.lost` says that the tape is elsewhere, because a
 * drive moved it by itself or an error left it there, and must be brought back before it is used.
 */
export interface Cursor {
  readonly head: TapeHead;
  /** Counted from 1. Record 0: behind all records of the file, in front of its mark; how many is not known. */
  readonly place: Place;
  readonly memory: PositionMemory | undefined;
  /** `place.files` is the number of files on the tape, also when it is 0. */
  counted: boolean;
  started: boolean;
  /** Set while the drive is open for writing. */
  writing: Writing | undefined;
}

/** What was done since the drive was opened for writing. */
export interface Writing {
  /** Data without a mark behind it. */
  due: boolean;
  /** Marks in a row in front of the head; the beginning of the tape counts as one. */
  marks: number;
  anything: boolean;
  /** After an error this open takes no more than its close. */
  stuck: boolean;
  /** Ends what was written and closes the drive. */
  readonly finish: () => Promise<void>;
}
