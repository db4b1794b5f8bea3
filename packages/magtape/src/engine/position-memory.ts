import { type TapeDescriptor, unknownDescriptor } from "./descriptor.js";
import { formatPositionFile, parsePositionFile } from "./position-file.js";

/** Where the position of a tape is kept between two uses of the drive. */
export interface PositionMemory {
  /** The position; {@link unknownDescriptor} when there is none or it can't be trusted. */
  recall(): Promise<TapeDescriptor>;
  /**
   * Called with an unknown position when the drive is opened, so that whoever comes after an abort rewinds,
   * and with the new one when it is closed.
   */
  keep(descriptor: TapeDescriptor): Promise<void>;
}

/** A text that outlives the process, such as a file that is replaced in one step. */
export interface PositionText {
  /** Undefined: there is none yet. */
  load(): Promise<string | undefined>;
  save(text: string): Promise<void>;
  /** First line of a new text, without the `#`: whose drive this is. */
  readonly heading: string;
}

/** Keeps the position in the text of a position file; its leading comment lines stay. */
export function createPositionMemory(text: PositionText): PositionMemory {
  const fresh = () => formatPositionFile(unknownDescriptor, [text.heading]);
  return {
    async recall() {
      return parsePositionFile((await text.load()) ?? "")?.descriptor ?? unknownDescriptor;
    },
    async keep(descriptor) {
      const before = parsePositionFile((await text.load()) ?? fresh());
      await text.save(formatPositionFile(descriptor, before?.comments ?? [text.heading]));
    },
  };
}
