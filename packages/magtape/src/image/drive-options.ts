import { TapeError } from "../errors.js";
import type { DriveSettings } from "./image-tape.js";

/** What the top nibble of the argument of SETDRVBUFFER selects, as in Linux' mtio.h. */
const Selector = {
  BufferMode: 0,
  SetAll: 1,
  WriteThreshold: 2,
  Set: 3,
  Clear: 4,
  DefaultBlockSize: 5,
  Defaults: 6,
  Timeouts: 7,
  Cleaning: 8,
} as const;

const selectors: readonly number[] = Object.values(Selector);

/** The booleans that mean something to an image; the others are about buffers of a driver. */
const Option = { TwoFileMarks: 0x10, SystemV: 0x1000 } as const;

/**
 * The settings after SETDRVBUFFER with this argument. What is about buffers, thresholds and times is
 * accepted and changes nothing.
 * @throws {TapeError} EINVAL
 */
export function withDriveOptions(settings: DriveSettings, argument: number): DriveSettings {
  const selector = argument >>> 28;
  const value = argument & 0x0fffffff;
  if (!selectors.includes(selector) || (selector === Selector.BufferMode && value > 2))
    throw new TapeError("EINVAL", `no drive option 0x${(argument >>> 0).toString(16)}`, {
      reason: "illegal",
    });
  const decide = (option: number, before: boolean): boolean => {
    const named = (value & option) !== 0;
    if (selector === Selector.SetAll) return named;
    if (!named) return before;
    if (selector === Selector.Set) return true;
    return selector === Selector.Clear ? false : before;
  };
  return {
    ...settings,
    twoMarks: decide(Option.TwoFileMarks, settings.twoMarks),
    skipsFileAtClose: decide(Option.SystemV, settings.skipsFileAtClose),
  };
}
