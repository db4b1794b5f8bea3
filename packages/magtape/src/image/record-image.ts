import { TapeError } from "../errors.js";
import type { TapeOpenMode } from "../open-tape-unit.js";
import type { TapeUnit } from "../tape-unit.js";
import type { RecordImageFormat } from "./container.js";
import { codecOf, formatInfo, type RecordImageOptions, readingOptions } from "./formats.js";
import { AtBeginning } from "./head.js";
import { createImageSource } from "./image-source.js";
import {
  type RecordImageState,
  type RestoreOutcome,
  restoreImageState,
  saveImageState,
} from "./image-state.js";
import { type ImageTape, newSession } from "./image-tape.js";
import { createImageUnit } from "./image-unit.js";
import type { RecordFile } from "./record-file.js";
import { findTornTail, type TornTail } from "./torn-tail.js";

/** What to open, and how. */
export interface OpenRecordImageOptions extends RecordImageOptions {
  /** Closed with the image. */
  readonly file: RecordFile;
  readonly format: RecordImageFormat;
  /** Default false. Formats that units can't write are always write-protected. */
  readonly writeProtected?: boolean;
  /** Size that the file may grow to: the tape's end. Default: none. */
  readonly capacityBytes?: number;
  /** Close after writing writes two marks and goes back over the second. Default: as set before, or not. */
  readonly doubleMark?: boolean;
}

/** A record image as a cartridge in a drive. */
export interface RecordImage {
  readonly format: RecordImageFormat;
  /** What a crash left behind the last whole object. It stays until something is written in front of it. */
  readonly tornTail: TornTail | undefined;
  readonly writeProtected: boolean;
  /**
   * Opens the drive; the head is where it was left.
   * @throws {TapeError} EBUSY while it is open, EROFS to write what is write-protected.
   */
  open(mode: TapeOpenMode, options?: { readonly rewinds?: boolean }): Promise<TapeUnit>;
  /** The switch on the cartridge. */
  setWriteProtected(writeProtected: boolean): void;
  /** Where the head is and what was set; JSON. */
  state(): RecordImageState;
  /** Takes back what {@link state} gave, if the image is still the same; else says why not. */
  restore(state: unknown): Promise<RestoreOutcome>;
  /** Closes the file. Units are to be closed before. */
  close(): Promise<void>;
}

/**
 * Makes a tape drive of a file. Nothing is written before a unit writes, so that an image may be opened
 * with a wrong format without harm.
 * @throws {TypeError} `format`. @throws {RangeError} `capacityBytes`, `recordBytes`.
 */
export async function openRecordImage(options: OpenRecordImageOptions): Promise<RecordImage> {
  const { file, format, writeProtected = false, doubleMark } = options;
  const { capacityBytes = Number.POSITIVE_INFINITY } = options;
  if (!(capacityBytes >= 0)) throw new RangeError(`capacityBytes: ${capacityBytes} is negative`);
  const info = formatInfo(format);
  const codec = codecOf(format);
  const source = createImageSource(file);
  const container = codec.read(source, readingOptions(options));
  const tape: ImageTape = {
    file,
    source,
    info,
    codec,
    container,
    capacityBytes,
    writeProtected: writeProtected || !info.writable,
    head: AtBeginning,
    settings: { blockSize: 0, density: 0, twoMarks: doubleMark ?? false, skipsFileAtClose: false },
  };
  const tornTail = await findTornTail(container, file.sizeBytes);
  let isOpen = false;
  return {
    format,
    tornTail,
    get writeProtected() {
      return tape.writeProtected;
    },
    async open(mode, { rewinds = false } = {}) {
      if (isOpen) throw new TapeError("EBUSY", "the tape is open already", { reason: "busy" });
      if (mode !== "r" && tape.writeProtected)
        throw new TapeError("EROFS", writeRefusal(info.writable, info.title), {
          reason: "write-protected",
        });
      isOpen = true;
      return createImageUnit(tape, newSession(mode !== "r"), {
        readable: mode !== "w",
        rewinds,
        onClose: () => {
          isOpen = false;
        },
      });
    },
    setWriteProtected(on) {
      tape.writeProtected = on || !info.writable;
    },
    state: () => saveImageState(tape),
    async restore(state) {
      const outcome = await restoreImageState(tape, state);
      const { twoMarks } = tape.settings;
      tape.settings = { ...tape.settings, twoMarks: doubleMark ?? twoMarks };
      return outcome;
    },
    close: () => file.close(),
  };
}

function writeRefusal(isWritable: boolean, title: string): string {
  return isWritable
    ? "the tape is write-protected"
    : `images of format ${title} are read, and written by conversion only`;
}
