import { plainProfile, type TapeProfile } from "../tape-profile.js";
import type { DevtableFlag, DevtableRecord } from "./devtable.js";
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
 * The record that gives this profile, without the block size of drives that have none (1024 is written);
 * undefined when a devtable cannot say it.
 */
export function devtableFromProfile(
  profile: TapeProfile,
): Pick<DevtableRecord, "tapePath" | "genericName" | "blockSize" | "flags"> {
  const both = !profile.readCrossesMark && !profile.skipCrossesMark;
  const flags = (Object.keys(says) as (keyof typeof says)[]).filter((flag) => {
    if (both && (flag === "STREAD" || flag === "STSKIP")) return false;
    const properties = Object.entries(says[flag]);
    return properties.every(
      ([property, value]) => profile[property as keyof TapeProfile] === value,
    );
  });
  return {
    tapePath: profile.device,
    genericName: profile.lockName,
    blockSize: profile.blockSize || 1024,
    flags: profile.blockSize > 0 ? ["SHREC", ...flags] : flags,
  };
}
