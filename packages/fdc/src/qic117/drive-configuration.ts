/** The drive configuration reports (commands 8 and 51). */

/** Data rate in kbit/s by the code that commands 8 and 27 use. */
const rateByCode: readonly number[] = [250, 2000, 500, 1000];

export interface DriveConfiguration {
  readonly byte: number;
  /** Data rate in kbit/s. Code 0 is 250, or 4000 in drives after revision J, which only command 51 can tell. */
  readonly rate: number;
  /** An extra long tape and a drive in QIC-80 mode: only where there is no tape status report. */
  readonly extraLength: boolean;
  readonly qic80: boolean;
}

/** What the answer to command 8 says. */
export function decodeDriveConfiguration(byte: number): DriveConfiguration {
  const rate = rateByCode[(byte >> 3) & 3] ?? 250;
  return { byte, rate, extraLength: (byte & 0x40) !== 0, qic80: (byte & 0x80) !== 0 };
}

/** Data rate in kbit/s of the answer to command 51, undefined for 0 and what no drive runs at. */
export function decodeExtendedRate(byte: number): number | undefined {
  const megabits = byte & 7;
  return megabits >= 1 && megabits <= 5 ? megabits * 1000 : undefined;
}

/** Parameter of command 27 for a data rate, undefined for rates that have none. */
export function rateCode(kbit: number): number | undefined {
  const code = rateByCode.indexOf(kbit);
  return code < 0 ? undefined : code;
}
