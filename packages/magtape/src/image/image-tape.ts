import { TapeError } from "../errors.js";
import type { Container, ContainerCodec, NoStep } from "./container.js";
import type { RecordImageFormatInfo } from "./formats.js";
import type { Head } from "./head.js";
import type { ImageSource } from "./image-source.js";
import type { RecordFile } from "./record-file.js";

/** What the user set for the drive; holds from one open to the next. */
export interface DriveSettings {
  /** In bytes; 0: records of any size. */
  readonly blockSize: number;
  /** Density code; says nothing to an image, but is shown. */
  readonly density: number;
  /** Close after writing writes two marks and goes back over the second. */
  readonly twoMarks: boolean;
  /** Close after reading goes behind the next mark, unless one was just passed. */
  readonly skipsFileAtClose: boolean;
}

/** What belongs to one open. */
export interface ImageSession {
  readonly writable: boolean;
  /** Data was written last: a mark is due. */
  dirty: boolean;
  readSomething: boolean;
  /** Reads in a row that gave 0, a mark's own included. */
  zeros: number;
  /** What the last operation left undone. */
  resid: number;
  /** The last write found the tape full. */
  full: boolean;
  /** Something was written since the file was brought to safety. */
  unsynced: boolean;
  online: boolean;
}

/** An image in its drive. */
export interface ImageTape {
  readonly file: RecordFile;
  readonly source: ImageSource;
  readonly info: RecordImageFormatInfo;
  readonly codec: ContainerCodec;
  readonly container: Container;
  /** Size that the file must not exceed. */
  readonly capacityBytes: number;
  writeProtected: boolean;
  head: Head;
  settings: DriveSettings;
}

export function newSession(writable: boolean): ImageSession {
  return {
    writable,
    dirty: false,
    readSomething: false,
    zeros: 0,
    resid: 0,
    full: false,
    unsynced: false,
    online: true,
  };
}

/** An object was wanted, and there is none: EIO that says where and why. */
export function noObjectError(step: NoStep, resid: number): TapeError {
  const { offset, detail, why } = step;
  if (why === "bad")
    return new TapeError("EIO", `the image makes no sense at offset ${offset}: ${detail}`, {
      reason: "bad-format",
      offset,
      resid,
    });
  const where = why === "beginning" ? "beginning of the tape" : "end of data";
  const cause = detail === "" ? "" : ` (${detail})`;
  return new TapeError("EIO", `${where} at offset ${offset}${cause}`, {
    reason: why === "beginning" ? "bot" : "eod",
    offset,
    resid,
  });
}
