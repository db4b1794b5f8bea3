/** A node of Linux' SCSI tape driver. */
export interface StNode {
  /** Without `/dev/`: `nst0`, `st1l`. */
  readonly name: string;
  readonly minor: number;
  readonly drive: number;
  /** 0 for plain names, 1 `l`, 2 `m`, 3 `a`: whatever was configured for that mode. */
  readonly mode: 0 | 1 | 2 | 3;
  /** Goes to the beginning of the tape when it is closed. */
  readonly rewinds: boolean;
}

/** Major number of SCSI tapes. */
export const stMajor = 9;

const modeLetters: readonly string[] = ["", "l", "m", "a"];
/** Drives above 31 have their upper bits behind the flags; a minor number has 20 bits. */
const drives = 32 << 12;

/**
 * The node with a name (`/dev/` may be in front) or a minor number: drive in bits 0 to 4, mode in bits
 * 5 and 6, 128 for no rewinding, more bits of the drive above. Undefined when there is none.
 */
export function stNode(nameOrMinor: string | number): StNode | undefined {
  return typeof nameOrMinor === "string" ? named(nameOrMinor) : numbered(nameOrMinor);
}

function named(name: string): StNode | undefined {
  const [, no, digits, letter] = /^(?:\/dev\/)?(n?)st(0|[1-9]\d*)([lma]?)$/.exec(name) ?? [];
  if (no === undefined || digits === undefined) return undefined;
  const drive = Number(digits);
  if (drive >= drives) return undefined;
  const mode = modeLetters.indexOf(letter ?? "");
  return numbered((drive & 31) | (mode << 5) | (no === "n" ? 128 : 0) | ((drive >> 5) << 8));
}

function numbered(minor: number): StNode | undefined {
  if (!Number.isInteger(minor) || minor < 0 || minor >= 1 << 20) return undefined;
  const drive = (minor & 31) | ((minor >> 8) << 5);
  const mode = ((minor >> 5) & 3) as StNode["mode"];
  const rewinds = (minor & 128) === 0;
  return {
    name: `${rewinds ? "" : "n"}st${drive}${modeLetters[mode]}`,
    minor,
    drive,
    mode,
    rewinds,
  };
}
