/**
 * QIC-117 commands as a drive sees them: what each demands, and what the interlocks of a firmware forbid.
 * The driver above has a table of its own: two readings of the same standard that tests hold together.
 */

/** Interlock bits. */
export const Interlock = {
  /** Refused in high-speed motion. */
  HighSpeed: 0x01,
  /** Refused while a process runs that must not be interrupted. */
  NonInterruptible: 0x02,
  FormatMode: 0x04,
  VerifyMode: 0x08,
  PrimaryMode: 0x10,
} as const;

export interface DriveCommandRow {
  readonly code: number;
  /** Drive status bits that must have the values of `state`. */
  readonly mask: number;
  readonly state: number;
  /** Sum of {@link Interlock} bits. */
  readonly interlocks: number;
  /** Parameter trains that follow. */
  readonly parameters: number;
  /** Bits of the report; 0: none. */
  readonly replyBits: number;
}

type Row = readonly [
  codes: readonly number[],
  mask: number,
  state: number,
  interlocks: number,
  parameters?: number,
  replyBits?: number,
];

// biome-ignore format: a table
const rows: readonly Row[] = [
  [[1, 2], 0x00, 0x00, 0x00],
  [[18], 0x00, 0x00, Interlock.NonInterruptible],
  [[3, 4], 0x36, 0x24, 0x06],
  [[5, 23, 46], 0x00, 0x00, 0x00, 1],
  [[24, 30, 47], 0x00, 0x00, 0x00],
  [[6, 8, 9], 0x00, 0x00, 0x00, 0, 8],
  [[7], 0x01, 0x01, 0x00, 0, 16],
  [[10], 0x37, 0x25, 0x00],
  [[11, 12, 14, 36], 0x17, 0x05, 0x00],
  [[13], 0x37, 0x25, 0x00, 1],
  [[15], 0x1f, 0x05, 0x00],
  [[16], 0x1f, 0x05, Interlock.VerifyMode | Interlock.PrimaryMode],
  [[17], 0x37, 0x25, 0x00],
  [[21, 22], 0x02, 0x00, 0x07],
  [[25, 26], 0x36, 0x24, 0x06, 2],
  [[34, 35], 0x36, 0x24, 0x06, 3],
  [[27, 50], 0x03, 0x01, 0x00, 1],
  [[28, 29], 0x00, 0x00, 0x00],
  [[32], 0x00, 0x00, 0x00, 0, 16],
  [[33], 0x04, 0x04, 0x00, 0, 8],
  [[37], 0x17, 0x05, 0x00, 0, 16],
  [[38], 0x17, 0x05, 0x00, 3],
  [[51, 54], 0x00, 0x00, 0x00, 0, 8],
  [[52], 0x00, 0x00, 0x00],
  [[53], 0x01, 0x01, 0x00],
  [[55], 0x17, 0x05, Interlock.NonInterruptible, 1],
];

/** Rows by command code. */
export const driveCommands: ReadonlyMap<number, DriveCommandRow> = new Map(
  rows.flatMap(([codes, mask, state, interlocks, parameters = 0, replyBits = 0]) =>
    codes.map((code) => [code, { code, mask, state, interlocks, parameters, replyBits }]),
  ),
);

/** Undefined codes from here on are for the future: a drive ignores them. */
export const FirstIgnoredCode = 32;
