import { plainProfile, type TapeProfile } from "../tape-profile.js";
import { ConfigError } from "./config-error.js";
import {
  type NewsDrive,
  type NewsFormatNumber,
  newsDrives,
  newsFormat,
  newsFormats,
} from "./news-formats.js";
import { fittedToBlocks } from "./tapecap-profile.js";

/** A node of NEWS-OS st(4): `nrst24`, drive 0 in format 24. */
export interface NewsName {
  /** 0 to 3. */
  readonly drive: number;
  readonly format: NewsFormatNumber;
  /** `rewind`, `stay`, or on to the next file if at least one byte was read. */
  readonly atClose: "rewind" | "stay" | "next-file-if-read";
}

const prefixes = { rewind: "r", stay: "nr", "next-file-if-read": "anr" } as const;
/** The most that a drive without blocks takes. */
const longestRecord = 131072;

/**
 * Parses `{r|nr|anr}stNN`, `/dev/` may be in front; NN is two digits, drive plus format. Undefined for
 * anything else.
 * @throws {ConfigError} `BAD_NAME` for a name of this form that names no drive or format, and for `ar`,
 * which the manual lists and does not explain
 */
export function parseNewsName(name: string): NewsName | undefined {
  const [, prefix, digits] = /^(?:\/dev\/)?(r|nr|anr|ar)st(\d\d)$/.exec(name) ?? [];
  if (prefix === undefined || digits === undefined) return undefined;
  if (prefix === "ar") throw bad(name, "nobody knows what ar does; use r, nr or anr");
  const drive = Number(digits) % 8;
  const format = newsFormats.find((each) => each === Number(digits) - drive);
  if (drive > 3) throw bad(name, `drive ${drive} is not 0 to 3`);
  if (format === undefined)
    throw bad(name, `format ${Number(digits) - drive} is not ${newsFormats.join(", ")}`);
  const atClose = prefix === "r" ? "rewind" : prefix === "nr" ? "stay" : "next-file-if-read";
  return { drive, format, atClose };
}

function bad(name: string, why: string): ConfigError {
  return new ConfigError("BAD_NAME", `${name}: ${why}`, { name });
}

/** The name without `/dev/`. */
export function formatNewsName({ drive, format, atClose }: NewsName): string {
  return `${prefixes[atClose]}st${String(drive + format).padStart(2, "0")}`;
}

/**
 * The profile of such a node on a drive: no backspacing on cartridges, the format changes at the
 * beginning only, a read behind the end of data fails.
 * @throws {ConfigError} `BAD_NAME` for a format that the drive does not have
 */
export function profileFromNewsName(name: NewsName, drive: NewsDrive): TapeProfile {
  const format = newsFormat(drive, name.format);
  const node = formatNewsName(name);
  if (format === undefined) throw bad(node, `${drive} has no format ${name.format}`);
  const { blockSize, backspaces } = newsDrives[drive];
  const rewinds = name.atClose === "rewind";
  const profile: TapeProfile = {
    ...plainProfile,
    opFamily: "bsd",
    blockSize,
    maxRecord: longestRecord,
    canBackspaceFiles: backspaces,
    canBackspaceRecords: backspaces,
    backspaceLimit: backspaces ? plainProfile.backspaceLimit : 0,
    readAtEodErrors: true,
    formatChange: "beginning-only",
    density: format.writes ?? `${format.reads.join(" or ")}, read only`,
    closeAfterReading: name.atClose === "next-file-if-read" ? name.atClose : "stay",
    rewindOnClose: rewinds,
    names: [node],
    device: rewinds ? "" : `/dev/${node}`,
    rewindDevice: `/dev/${formatNewsName({ ...name, atClose: "rewind" })}`,
    lockName: `st${name.drive}`,
    labels: { device: drive, cartridge: plainProfile.labels.cartridge },
  };
  return { ...profile, ...fittedToBlocks(profile) };
}
