import { plainProfile, type TapeProfile } from "../tape-profile.js";
import { fittedToBlocks } from "./tapecap-profile.js";

/** A node of mt(4), the reel drives of 4BSD: `nrmt0h`. */
export interface MtName {
  readonly unit: number;
  /** Bits per inch; undefined for names without a letter, which mean nothing certain. */
  readonly bpi: 800 | 1600 | 6250 | undefined;
  /** One call is one record; else the tape is a stream of 1024-byte records, as a disk is. */
  readonly raw: boolean;
  /** Goes to the beginning when it is closed. */
  readonly rewinds: boolean;
}

const densities = { l: 800, m: 1600, h: 6250 } as const;
/** Records of the block node. */
const blockBytes = 1024;

/** Parses `[n][r]mtUNIT[l|m|h]`, `/dev/` may be in front. Undefined for anything else. */
export function parseMtName(name: string): MtName | undefined {
  const pattern = /^(?:\/dev\/)?(n?)(r?)mt(0|[1-9]\d{0,3})([lmh]?)$/;
  const [, no, raw, unit, letter] = pattern.exec(name) ?? [];
  if (unit === undefined) return undefined;
  return {
    unit: Number(unit),
    bpi: letter === "l" || letter === "m" || letter === "h" ? densities[letter] : undefined,
    raw: raw === "r",
    rewinds: no === "",
  };
}

/** The name without `/dev/`. */
export function formatMtName({ unit, bpi, raw, rewinds }: MtName): string {
  const letter = Object.entries(densities).find(([, each]) => each === bpi)?.[0] ?? "";
  return `${rewinds ? "" : "n"}${raw ? "r" : ""}mt${unit}${letter}`;
}

/**
 * The profile of such a node: two marks at close with the head between them, and after an error
 * nothing until it is closed.
 */
export function profileFromMtName(mt: MtName): TapeProfile {
  const profile: TapeProfile = {
    ...plainProfile,
    opFamily: "bsd",
    blockSize: mt.raw ? 0 : blockBytes,
    marksOnClose: 2,
    stickyErrors: true,
    rewindOnClose: mt.rewinds,
    density: mt.bpi === undefined ? "" : `${mt.bpi} bpi`,
    names: [formatMtName(mt)],
    device: mt.rewinds ? "" : `/dev/${formatMtName(mt)}`,
    rewindDevice: `/dev/${formatMtName({ ...mt, rewinds: true })}`,
    lockName: `mt${mt.unit}`,
  };
  return { ...profile, ...fittedToBlocks(profile) };
}
