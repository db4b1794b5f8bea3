import type { TapeUnit } from "./tape-unit.js";

/** How a unit is opened. */
export type TapeOpenMode = "r" | "w" | "rw";

/**
 * Opens the drive once. Whoever positions a tape before writing opens it for reading first, so that an
 * interruption cannot cut the tape off, and opens it again to write.
 * @throws {TapeError} `EBUSY`, `ENXIO`, `EROFS`, `ENOENT`
 */
export type OpenTapeUnit = (mode: TapeOpenMode) => Promise<TapeUnit>;
