/** The QIC-117 commands. A command is sent as so many step pulses as its code says. */

/** What a command mainly does: sets a mode, moves tape or head, or asks for an answer. */
export type CommandKind = "mode" | "motion" | "report";

export interface Command {
  /** Step pulses. */
  readonly code: number;
  /** Bits of the drive status that must equal `state` before the host may send the command. */
  readonly mask: number;
  readonly state: number;
  readonly kind: CommandKind;
  /** False: the drive must be ready again before the next motion command. */
  readonly interruptible: boolean;
  /** Trains of pulses that follow, each of value + 2, low nibble first; a single one may exceed 15. */
  readonly parameterNibbles: number;
  /** Largest parameter, inclusive; 0 where there is none. */
  readonly parameterMax: number;
  /** Length of the answer: 0, 8 or 16 bits. */
  readonly replyBits: 0 | 8 | 16;
  /** One alone is refused: the command only counts when sent twice in a row. */
  readonly twice: boolean;
  /** What the firmware of the Iomega Ditto asks for instead, where it is different. */
  readonly ditto?: { readonly mask: number; readonly state: number };
  /** Sum of {@link Interlock} bits: when the firmware of the Ditto refuses the command. */
  readonly interlock: number;
  readonly meaning: string;
}

/** Attributes of a command in the firmware of the Iomega Ditto. */
export const Interlock = {
  InHighSpeed: 0x01,
  InNonInterruptible: 0x02,
  InFormatMode: 0x04,
  InVerifyMode: 0x08,
  InPrimaryMode: 0x10,
  Immediate: 0x20,
  Reserved: 0x40,
  Motion: 0x80,
} as const;

interface Extra extends Partial<Omit<Command, "code" | "mask" | "state" | "kind" | "meaning">> {}

const plain = {
  interruptible: true,
  parameterNibbles: 0,
  parameterMax: 0,
  replyBits: 0,
  twice: false,
  interlock: 0,
} as const;

function row(
  code: number,
  mask: number,
  state: number,
  kind: CommandKind,
  meaning: string,
  extra: Extra = {},
): Command {
  return { ...plain, code, mask, state, kind, meaning, ...extra };
}

function parameter(parameterMax: number, parameterNibbles = 1): Extra {
  return { parameterNibbles, parameterMax };
}

const busy: Extra = { interruptible: false };
/** The longest single train is 255 pulses, two of which are not the value. */
const anySingle = 253;

// biome-ignore format: one row a command
const table = {
  "soft-reset": row(1, 0x00, 0x00, "motion", "back to the state after power-on", { ...busy, interlock: 0x20 }),
  "report-next-bit": row(2, 0x00, 0x00, "report", "shows the next bit of an answer", { interlock: 0x20 }),
  "pause": row(3, 0x36, 0x24, "motion", "stops and backs up, ready to go on forward", { ...busy, interlock: 0x86 }),
  "micro-step-pause": row(4, 0x36, 0x24, "motion", "as pause, with the head a little beside", { ...busy, interlock: 0x86 }),
  "alternate-command-timeout": row(5, 0x00, 0x00, "mode", "more time between the pulses of a train", { ...parameter(anySingle), interlock: 0x20 }),
  "report-drive-status": row(6, 0x00, 0x00, "report", "drive status", { replyBits: 8, interlock: 0x20 }),
  "report-error-code": row(7, 0x01, 0x01, "report", "error and the command that failed; forgets both", { replyBits: 16 }),
  "report-drive-configuration": row(8, 0x00, 0x00, "report", "data rate and what the drive is set to", { replyBits: 8, interlock: 0x20 }),
  "report-rom-version": row(9, 0x00, 0x00, "report", "version of the firmware; a signature in diagnostic mode", { replyBits: 8, interlock: 0x20 }),
  "logical-forward": row(10, 0x37, 0x25, "motion", "runs at data speed towards higher segments", { interlock: 0x80 }),
  "physical-reverse": row(11, 0x17, 0x05, "motion", "winds to the beginning of the tape", { interlock: 0x80 }),
  "physical-forward": row(12, 0x17, 0x05, "motion", "winds to the end of the tape", { interlock: 0x80 }),
  "seek-head-to-track": row(13, 0x37, 0x25, "motion", "moves the head to a track", { ...parameter(127), interlock: 0x80 }),
  "seek-load-point": row(14, 0x17, 0x05, "motion", "finds the reference burst, then the beginning", { ...busy, interlock: 0x80 }),
  "enter-format-mode": row(15, 0x1f, 0x05, "mode", "from now on the drive makes index pulses"),
  "write-reference-burst": row(16, 0x1f, 0x05, "motion", "erases and writes the reference burst", { ...busy, interlock: 0x98 }),
  "enter-verify-mode": row(17, 0x37, 0x25, "mode", "stricter reading"),
  "stop-tape": row(18, 0x00, 0x00, "motion", "stops where the tape is", { ...busy, interlock: 0x82 }),
  "micro-step-head-up": row(21, 0x02, 0x00, "motion", "head a little up, also while moving", { interlock: 0x87 }),
  "micro-step-head-down": row(22, 0x02, 0x00, "motion", "head a little down, also while moving", { interlock: 0x87 }),
  "soft-select": row(23, 0x00, 0x00, "mode", "wakes drives of the Mountain kind", { ...parameter(anySingle), interlock: 0x20 }),
  "soft-deselect": row(24, 0x00, 0x00, "mode", "sends them to sleep; old Colorado: reports the vendor", { interlock: 0x20 }),
  "skip-n-segments-reverse": row(25, 0x36, 0x24, "motion", "winds back over parameter + 1 gaps", { ...busy, ...parameter(0xff, 2), interlock: 0x86 }),
  "skip-n-segments-forward": row(26, 0x36, 0x24, "motion", "winds over parameter + 1 gaps", { ...busy, ...parameter(0xff, 2), interlock: 0x86 }),
  "select-rate-or-format": row(27, 0x03, 0x01, "mode", "data rate or recording format by code", parameter(63)),
  "enter-diagnostic-1": row(28, 0x00, 0x00, "mode", "diagnostic mode 1", { twice: true, ditto: { mask: 0x01, state: 0x01 } }),
  "enter-diagnostic-2": row(29, 0x00, 0x00, "mode", "diagnostic mode 2", { twice: true, ditto: { mask: 0x1f, state: 0x05 } }),
  "enter-primary-mode": row(30, 0x00, 0x00, "mode", "leaves every other mode", { interlock: 0x20 }),
  "vendor-unique": row(31, 0x00, 0x00, "mode", "different from drive to drive", { interlock: 0x40 }),
  "report-vendor-id": row(32, 0x00, 0x00, "report", "make and model", { replyBits: 16, interlock: 0x20 }),
  "report-tape-status": row(33, 0x04, 0x04, "report", "standard, length and width of the tape", { replyBits: 8, interlock: 0x20 }),
  "skip-extended-reverse": row(34, 0x36, 0x24, "motion", "winds back over parameter + 1 gaps", { ...busy, ...parameter(0xfff, 3), interlock: 0x86 }),
  "skip-extended-forward": row(35, 0x36, 0x24, "motion", "winds over parameter + 1 gaps", { ...busy, ...parameter(0xfff, 3), interlock: 0x86 }),
  "calibrate-tape-length": row(36, 0x17, 0x05, "motion", "winds end to end and measures the segments on a track", { ...busy, interlock: 0x80 }),
  "report-format-segments": row(37, 0x17, 0x05, "report", "segments on a track, 0 before they are known", { replyBits: 16 }),
  "set-format-segments": row(38, 0x17, 0x05, "mode", "tells the drive the segments on a track", parameter(0xfff, 3)),
  "vendor-40": row(40, 0x00, 0x00, "mode", "Colorado: memory; Conner: native mode", { interlock: 0x40 }),
  "vendor-41": row(41, 0x00, 0x00, "mode", "Colorado: memory", { interlock: 0x40 }),
  "vendor-42": row(42, 0x00, 0x00, "mode", "Colorado: memory address", { interlock: 0x40 }),
  "vendor-43": row(43, 0x00, 0x00, "mode", "Colorado: memory address", { interlock: 0x40 }),
  "vendor-44": row(44, 0x00, 0x00, "mode", "Colorado: reads memory", { interlock: 0x40 }),
  "vendor-45": row(45, 0x00, 0x00, "mode", "Colorado: loads the tape again", { interlock: 0x40 }),
  "phantom-select": row(46, 0x00, 0x00, "mode", "wakes drives of the Colorado kind", parameter(15)),
  "phantom-deselect": row(47, 0x00, 0x00, "mode", "sends them to sleep"),
  "extended-select-rate": row(50, 0x03, 0x01, "mode", "data rate in Mbit/s", parameter(5)),
  "extended-report-drive-configuration": row(51, 0x00, 0x00, "report", "data rate in Mbit/s", { replyBits: 8, interlock: 0x20 }),
  "load-unload": row(52, 0x03, 0x01, "motion", "door of the Ditto Max", { ditto: { mask: 0x00, state: 0x00 } }),
  "toggle-lock": row(53, 0x07, 0x05, "mode", "locks or unlocks the cartridge of a Ditto Max", { ditto: { mask: 0x01, state: 0x01 } }),
  "loader-partition-status": row(54, 0x02, 0x00, "report", "partition, door and lock of a Ditto Max", { replyBits: 8, interlock: 0x20, ditto: { mask: 0x00, state: 0x00 } }),
  "seek-to-partition": row(55, 0x07, 0x05, "motion", "goes to a partition", { ...parameter(3), interlock: 0x82, ditto: { mask: 0x17, state: 0x05 } }),
  "vendor-identity-switch": row(56, 0x17, 0x05, "mode", "Ditto: reports another vendor from now on", { interlock: 0x8c }),
} as const;

/** Names of the commands, as the standard calls them. */
export type CommandName = keyof typeof table;

/** Every command that is known, by name. */
export const commands: Readonly<Record<CommandName, Command>> = table;

/** Names in the order of their codes. */
export const commandNames: readonly CommandName[] = Object.keys(table) as CommandName[];

const byCode = new Map(commandNames.map((name) => [commands[name].code, name]));

/** Name of a command code, undefined for codes that mean nothing. */
export function commandNameOf(code: number): CommandName | undefined {
  return byCode.get(code);
}

/**
 * Pulse trains that make up a command with its parameter, in order.
 * @throws {RangeError} when the parameter is missing, superfluous or too large.
 */
export function pulseTrains(name: CommandName, parameterValue?: number): number[] {
  const command = commands[name];
  const { code, parameterNibbles, parameterMax, twice } = command;
  if (parameterNibbles === 0) {
    if (parameterValue !== undefined)
      throw new RangeError(`parameter must be left out for ${name}, got ${parameterValue}`);
    return twice ? [code, code] : [code];
  }
  const value = parameterValue ?? Number.NaN;
  if (!Number.isInteger(value) || value < 0 || value > parameterMax)
    throw new RangeError(
      `parameter must be 0 to ${parameterMax} for ${name}, got ${parameterValue}`,
    );
  if (parameterNibbles === 1) return [code, value + 2];
  const nibbles = Array.from({ length: parameterNibbles }, (_, at) => (value >> (4 * at)) & 0xf);
  return [code, ...nibbles.map((nibble) => nibble + 2)];
}
