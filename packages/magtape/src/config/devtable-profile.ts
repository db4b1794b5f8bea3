import { plainProfile, type TapeProfile } from "../tape-profile.js";
import { type DevtableFlag, type DevtableRecord, formatDevtableRecord } from "./devtable.js";
import { diffProfiles } from "./diff-profiles.js";
import { fittedToBlocks } from "./tapecap-profile.js";

/** What a devtable takes for granted of a drive without flags, also of one that it does not list. */
export const devtableProfile: TapeProfile = {
  ...plainProfile,
  hasEod: true,
  trailerFile: true,
  statusDoubleCheck: true,
};

const says: Readonly<Record<Exclude<DevtableFlag, "SHREC">, Partial<TapeProfile>>> = {
  STREAD: { readCrossesMark: false },
  STSKIP: { skipCrossesMark: false },
  IGNPEOF: { readCrossesMark: false, skipCrossesMark: false },
  BYEOM: { readAtEodPassesSecondMark: true },
  NOEOM: { hasEod: false },
  DEADEND: { emptyReadProbesEod: false },
  SOFTBOT: { bsfPastBotDetectable: false },
  BADFSR: { multiRecordFsrSafe: false },
  NOTRL: { trailerFile: false },
  REWRT: { needsMarkToOverwrite: true },
  NOMTGET: { statusDoubleCheck: false },
};

/** The profile of a devtable's record. */
export function profileFromDevtable(record: DevtableRecord): TapeProfile {
  const profile: TapeProfile = {
    ...devtableProfile,
    names: [...new Set([record.tapePath, record.genericName])],
    device: record.tapePath,
    lockName: record.genericName,
    blockSize: record.flags.includes("SHREC") ? record.blockSize : 0,
  };
  for (const flag of record.flags) if (flag !== "SHREC") Object.assign(profile, says[flag]);
  return { ...profile, ...fittedToBlocks(profile) };
}

/**
 * The line of a devtable that gives this profile; undefined when none does. Drives that have no block
 * size are written with 1024, which means nothing for them.
 */
export function devtableLineOf(profile: TapeProfile): string | undefined {
  const crossesNone = !profile.readCrossesMark && !profile.skipCrossesMark;
  const flags = (Object.keys(says) as (keyof typeof says)[]).filter((flag) => {
    // One word for the two.
    if (crossesNone && (flag === "STREAD" || flag === "STSKIP")) return false;
    const properties = Object.entries(says[flag]);
    return properties.every(([name, value]) => profile[name as keyof TapeProfile] === value);
  });
  const record = {
    path: "devtable",
    line: 1,
    tapePath: profile.device,
    genericName: profile.lockName,
    blockSize: profile.blockSize || 1024,
    flags: profile.blockSize > 0 ? (["SHREC", ...flags] as const) : flags,
  };
  if (!/^\S+$/.test(record.tapePath) || !/^\S+$/.test(record.genericName)) return undefined;
  const back = profileFromDevtable(record);
  const told = { ...profile, names: back.names };
  return diffProfiles(told, back).length === 0 ? formatDevtableRecord(record) : undefined;
}
