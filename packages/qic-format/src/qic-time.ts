/**
 * Packed time of header segments and volume entries, a u32: years since 1970 in bits 25-31, below them
 * seconds within a year of twelve months of 31 days. Local time; no zone is recorded.
 */

export interface QicTime {
  /** 1970 to 2097. */
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

/** 2097-12-31 23:59:59, which the original driver, having no clock, writes for "not known". */
export const UnsetQicTime = 0xffea6dff;

const secondsPerDay = 24 * 60 * 60;
const daysPerMonth = 31;
const secondsPerYear = 12 * daysPerMonth * secondsPerDay;
const yearUnit = 2 ** 25;

/** Undefined for 0 and {@link UnsetQicTime}; impossible dates (31 February) become the nearest earlier one. */
export function decodeQicTime(value: number): QicTime | undefined {
  if (value === 0 || value === UnsetQicTime) return undefined;
  const year = 1970 + Math.floor(value / yearUnit);
  const within = Math.min(value % yearUnit, secondsPerYear - 1);
  const days = Math.floor(within / secondsPerDay);
  const month = 1 + Math.floor(days / daysPerMonth);
  return {
    year,
    month,
    day: Math.min(1 + (days % daysPerMonth), daysIn(year, month)),
    hour: Math.floor(within / 3600) % 24,
    minute: Math.floor(within / 60) % 60,
    second: within % 60,
  };
}

/** @throws {RangeError} when a part is out of range or the date does not exist. */
export function encodeQicTime(time: QicTime): number {
  requirePart("year", time.year, 1970, 2097);
  requirePart("month", time.month, 1, 12);
  requirePart("day", time.day, 1, daysIn(time.year, time.month));
  requirePart("hour", time.hour, 0, 23);
  requirePart("minute", time.minute, 0, 59);
  requirePart("second", time.second, 0, 59);
  const days = (time.month - 1) * daysPerMonth + time.day - 1;
  return (
    (time.year - 1970) * yearUnit +
    days * secondsPerDay +
    (time.hour * 60 + time.minute) * 60 +
    time.second
  );
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}

function requirePart(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`${name} must be ${min} to ${max}, got ${value}`);
}
