/**
 * The failed sector log of format codes 2, 3 and 5: 448 pairs of segment and date. No program is known to
 * write it, and old ftape keeps its file marks there.
 */
import { FormatError, requireBytes } from "./errors.js";
import type { FormatCode } from "./geometry.js";
import { failedSectorLogRegion, HeaderBytes, headerTable, regionOf } from "./header-layout.js";
import { sequence, u16 } from "./layout.js";

export interface FailedSector {
  readonly segment: number;
  /** Packed, see {@link decodeFailedSectorDate}. */
  readonly date: number;
}

/**
 * The entries that the header counts, at most 448. Empty for codes 4 and 6.
 * @throws {FormatError} `SHORT_BUFFER` below 29696 bytes.
 */
export function decodeFailedSectorLog(
  headerBytes: Uint8Array,
  formatCode: FormatCode,
): FailedSector[] {
  requireBytes(headerBytes, HeaderBytes, "a header segment");
  const region = failedSectorLogRegion(formatCode);
  if (region === undefined) return [];
  const words = sequence(u16, regionOf(headerBytes, region));
  const { failedSectorCount } = headerTable(formatCode).decode(headerBytes);
  const count = Math.min(failedSectorCount, words.count / 2);
  return Array.from({ length: count }, (_, i) => ({
    segment: words.get(2 * i),
    date: words.get(2 * i + 1),
  }));
}

/**
 * Writes entries and their count; entries behind them stay.
 * @throws {FormatError} `FIELD_RANGE` for codes without a log, for more than 448 entries and for values
 *   above 65535; `SHORT_BUFFER`.
 */
export function encodeFailedSectorLog(
  entries: readonly FailedSector[],
  headerBytes: Uint8Array,
  formatCode: FormatCode,
): void {
  requireBytes(headerBytes, HeaderBytes, "a header segment");
  const region = failedSectorLogRegion(formatCode);
  const room = (region?.size ?? 0) / (2 * u16.size);
  if (region === undefined || entries.length > room)
    throw new FormatError(
      "FIELD_RANGE",
      `the failed sector log of format code ${formatCode} has room for ${room} entries, got ${entries.length}`,
      { entries: entries.length, room },
    );
  const words = sequence(u16, regionOf(headerBytes, region));
  entries.forEach(({ segment, date }, i) => {
    words.set(2 * i, segment);
    words.set(2 * i + 1, date);
  });
  headerTable(formatCode).encode({ failedSectorCount: entries.length }, headerBytes);
}

/** A day; nothing finer is stored. */
export interface FailedSectorDate {
  /** 1970 to 2097. */
  readonly year: number;
  /** 1 to 12; 0 and 13 to 15 only in damaged logs. */
  readonly month: number;
  /** 1 to 31; 0 only in damaged logs. */
  readonly day: number;
}

/** Year since 1970 in bits 9-15, month in 5-8, day in 0-4. */
export function decodeFailedSectorDate(value: number): FailedSectorDate {
  return { year: 1970 + (value >>> 9), month: (value >>> 5) & 15, day: value & 31 };
}

/** @throws {RangeError} when a part does not fit its bits. */
export function encodeFailedSectorDate({ year, month, day }: FailedSectorDate): number {
  if (!(year >= 1970 && year <= 2097))
    throw new RangeError(`year must be 1970 to 2097, got ${year}`);
  if (!(month >= 0 && month <= 15)) throw new RangeError(`month must be 0 to 15, got ${month}`);
  if (!(day >= 0 && day <= 31)) throw new RangeError(`day must be 0 to 31, got ${day}`);
  return ((year - 1970) << 9) | (month << 5) | day;
}
