import type { TapeProfile } from "../tape-profile.js";
import { ConfigError } from "./config-error.js";
import { diffProfiles } from "./diff-profiles.js";
import { resolveTapecap } from "./resolve-tapecap.js";
import {
  flagProperties,
  numberProperties,
  opProperties,
  profileFromTapecap,
  tapecapProfile,
  textProperties,
} from "./tapecap-profile.js";
import { encodeTapecapText } from "./tapecap-text.js";

/** Capabilities are broken into lines of about this length. */
const lineLength = 76;

/** Name of the entry of a profile that has none. */
const nameless = "tape";

/**
 * A tapecap entry for a profile: what differs from a drive that nothing is said about. Reading it
 * gives the same profile back, except for what tapecap has no word for; see {@link tapecapCanSay}.
 */
export function formatTapecapEntry(profile: TapeProfile, description = "tape drive"): string {
  const names = profile.names.length > 0 ? profile.names : [nameless];
  const header = `${[...names, description].map((name) => name.replace(/[|:\n\r]/g, " ")).join("|")}:`;
  const lines = [header];
  let line = "\t:";
  for (const capability of capabilitiesOf(profile)) {
    if (line.length + capability.length > lineLength && line !== "\t:") {
      lines.push(line);
      line = "\t:";
    }
    line += `${capability}:`;
  }
  if (line !== "\t:") lines.push(line);
  return `${lines.join("\\\n")}\n`;
}

/** Each capability as it stands between two colons, by what it says. */
function capabilitiesOf(profile: TapeProfile): string[] {
  return [
    ...texts(profile),
    ...numbers(profile),
    ...flagProperties.filter(([, says]) => holds(profile, says)).map(([code]) => code),
  ];
}

/** Whether reading the entry of {@link formatTapecapEntry} gives the same profile back. */
export function tapecapCanSay(profile: TapeProfile): boolean {
  const name = profile.names[0] ?? nameless;
  const files = [{ path: "tapecap", text: formatTapecapEntry(profile) }];
  try {
    const back = profileFromTapecap(resolveTapecap({ files, name }));
    return diffProfiles({ ...profile, names: back.names }, back).length === 0;
  } catch (error) {
    if (error instanceof ConfigError) return false;
    throw error;
  }
}

function holds(profile: TapeProfile, says: Partial<TapeProfile>): boolean {
  const properties = Object.keys(says) as (keyof TapeProfile)[];
  return properties.every((property) => profile[property] === says[property]);
}

function texts(profile: TapeProfile): string[] {
  const found: string[] = [];
  const add = (code: string, value: string, plain: string) => {
    if (value !== plain) found.push(`${code}=${encodeTapecapText(value)}`);
  };
  for (const [code, property] of Object.entries(textProperties))
    add(code, profile[property], tapecapProfile[property]);
  add("al", profile.allocNames.join(" "), "");
  add("dt", profile.labels.device, tapecapProfile.labels.device);
  add("tt", profile.labels.cartridge, tapecapProfile.labels.cartridge);
  if (profile.statusSink !== undefined) found.push(`so=${encodeTapecapText(profile.statusSink)}`);
  return found;
}

function numbers(profile: TapeProfile): string[] {
  const found: string[] = [];
  const add = (code: string, value: number | undefined, plain: number | undefined) => {
    if (value !== undefined && value !== plain && Number.isFinite(value))
      found.push(`${code}#${value}`);
  };
  for (const [code, property] of Object.entries(numberProperties))
    add(code, profile[property], tapecapProfile[property]);
  for (const [code, op] of Object.entries(opProperties)) add(code, profile.opCodes[op], undefined);
  add("fb", profile.fits.blocking, 1);
  add("fe", profile.fits.shortSkipKb, 0);
  return found;
}
