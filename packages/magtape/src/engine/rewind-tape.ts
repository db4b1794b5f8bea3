import type { OpenTapeUnit } from "../open-tape-unit.js";
import { unknownDescriptor } from "./descriptor.js";
import { withReason } from "./tape-errors.js";
import type { TapeFileOptions } from "./tape-file.js";
import { createTapeHead } from "./tape-head.js";

/** What {@link rewindTape} needs. */
export interface RewindOptions extends TapeFileOptions {
  /** Opens the drive by a name that rewinds at close; used instead of an operation where it is given. */
  readonly openRewinding?: OpenTapeUnit;
}

/**
 * Rewinds a tape of which no file is open. A drive that goes to the next file when it is closed can't be
 * left rewound without a rewinding name: its position is unknown then, so that the next open rewinds it.
 * @returns the tape is at its beginning.
 * @throws {TapeError} what the drive said.
 */
export async function rewindTape(options: RewindOptions): Promise<boolean> {
  const { openRewinding, profile, position } = options;
  await position?.keep(unknownDescriptor);
  try {
    if (openRewinding !== undefined) await (await openRewinding("r")).close();
    else {
      if (profile.closeAfterReading === "next-file") return false;
      const head = createTapeHead(options);
      await head.open("r");
      await head.rewind().finally(() => head.close());
    }
  } catch (error) {
    throw withReason(error);
  }
  await position?.keep({ ...unknownDescriptor, file: 1, record: 1 });
  return true;
}
