import type { TapeErrorCode } from "../errno.js";
import {
  type NewsDrive,
  type NewsFormatNumber,
  type NewsRecording,
  newsFormat,
} from "./news-formats.js";

/** Errors that the driver of NEWS-OS prints by number. */
export type NewsErrorNumber = 1 | 2 | 3 | 4 | 5 | 6;

export interface NewsDriverError {
  readonly number: NewsErrorNumber;
  readonly text: string;
  /** What a unit answers: the driver tells programs nothing better. */
  readonly errno: TapeErrorCode;
}

const errors: Readonly<Record<NewsErrorNumber, readonly [text: string, errno: TapeErrorCode]>> = {
  1: ["write to a protected medium", "EACCES"],
  2: ["invalid format, or format changed away from the beginning", "EINVAL"],
  3: ["bad ioctl request or argument", "EINVAL"],
  4: ["end of medium", "EIO"],
  5: ["record size differs from that of the tape", "ENOMEM"],
  6: ["driver busy", "EBUSY"],
};

/**
 * An error by its number; undefined for others. The end of the medium is `ENOSPC` while writing and
 * `EIO` otherwise.
 */
export function newsDriverError(
  number: number,
  options: { readonly writing?: boolean } = {},
): NewsDriverError | undefined {
  if (!Object.hasOwn(errors, number)) return undefined;
  const known = number as NewsErrorNumber;
  const [text, errno] = errors[known];
  return { number: known, text, errno: known === 4 && options.writing ? "ENOSPC" : errno };
}

/** What the console shows for an error of the driver on a drive. */
export function newsErrorMessage(drive: number, number: NewsErrorNumber): string {
  return `st${drive}: Driver error ${number}.`;
}

/** What the console shows for an error that the drive reports. */
export function newsSenseMessage(drive: number, block: number, senseKey: number): string {
  return `st${drive}: SCSI error on block #${block}: sense key ${senseKey}.`;
}

const senseKeys: Readonly<Record<number, readonly [text: string, errno: TapeErrorCode]>> = {
  2: ["no medium", "ENXIO"],
  3: ["medium error", "EIO"],
  4: ["hardware error", "EIO"],
  5: ["illegal request", "EINVAL"],
  8: ["blank medium read", "EIO"],
  11: ["aborted, medium removed", "EIO"],
};

/** A sense key in words; undefined for one that the driver does not print. */
export function senseKeyText(key: number): string | undefined {
  return senseKeys[key]?.[0];
}

/** The errno of a sense key, `EIO` for any that is not known. */
export function senseKeyErrno(key: number): TapeErrorCode {
  return senseKeys[key]?.[1] ?? "EIO";
}

/**
 * The error of opening a tape in a format: the drive must have it, and it must be the one that the
 * tape is used with unless the tape is at its beginning. Undefined: none.
 */
export function newsFormatChange(change: {
  readonly drive: NewsDrive;
  /** Format of the last open; undefined: none since the tape was inserted. */
  readonly current: NewsFormatNumber | undefined;
  readonly wanted: NewsFormatNumber;
  readonly atBeginning: boolean;
}): 2 | undefined {
  const { drive, current, wanted, atBeginning } = change;
  if (newsFormat(drive, wanted) === undefined) return 2;
  return atBeginning || current === undefined || current === wanted ? undefined : 2;
}

/** Sense key of reading what a format does not read: it looks blank. */
const blankMedium = 8;

/**
 * What comes of reading a tape with this recording: undefined if it can be read, else the sense key
 * that the driver prints. The head has moved in either case.
 */
export function newsReadSense(
  drive: NewsDrive,
  format: NewsFormatNumber,
  recording: NewsRecording,
): number | undefined {
  return newsFormat(drive, format)?.reads.includes(recording) ? undefined : blankMedium;
}
