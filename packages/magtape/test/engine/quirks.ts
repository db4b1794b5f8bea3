import { plainProfile, type TapeProfile } from "../../src/index.js";

/** Every quirk that a drive can have, alone. */
export const quirks = {
  "no BSF": { canBackspaceFiles: false },
  "no BSR": { canBackspaceRecords: false },
  "slow BSF": { backspaceLimit: 0 },
  "slow BSF beyond 1": { backspaceLimit: 1 },
  bo: { bsfStopsAfterMark: true },
  rf: { skipMarksWithRecords: true },
  mf: { multiFileFsf: true },
  BADFSR: { multiRecordFsrSafe: false },
  STREAD: { readCrossesMark: false },
  STSKIP: { skipCrossesMark: false },
  se: { readAtEodPassesSecondMark: true },
  re: { readAtEodErrors: true },
  ir: { readErrorIsEof: true },
  sk: { skipRecordAfterError: true },
  DEADEND: { emptyReadProbesEod: false },
  EOM: { hasEod: true },
  ow: { backsOverMarkToAppend: true },
  REWRT: { needsMarkToOverwrite: true },
  "no marks at close": { marksOnClose: 0 },
  "two marks at close": { marksOnClose: 2 },
  wc: { nullFileOnEmptyWrite: true },
  fc: { closeAfterReading: "next-file" },
  anr: { closeAfterReading: "next-file-if-read" },
  rr: { closeAfterReading: "rewind" },
  "rewinds at close": { rewindOnClose: true },
  ro: { rewindOnOpen: true },
  ue: { trustFileCount: false },
  ce: { ignoreCloseStatus: true },
  SOFTBOT: { bsfPastBotDetectable: false },
  "status tells": { statusDoubleCheck: true },
  "sticky errors": { stickyErrors: true },
  blocks: { blockSize: 64 },
  "other numbers": { opCodes: { bsf: 102, bsr: 104, fsf: 101, fsr: 103, rewind: 106 } },
} as const satisfies Record<string, Partial<TapeProfile>>;

export type Quirk = keyof typeof quirks;

export const quirkNames = Object.keys(quirks) as Quirk[];

/** A drive with these quirks. */
export function profileWith(...names: readonly Quirk[]): TapeProfile {
  return Object.assign({ ...plainProfile }, ...names.map((name) => quirks[name]));
}

/** They say nothing of the same capability. */
function disjoint(a: Quirk, b: Quirk): boolean {
  return !Object.keys(quirks[a]).some((field) => field in quirks[b]);
}

/**
 * Whether one drive can have all of them, and its end can be found: FSR passes a second mark as it passes a
 * record, and says neither.
 */
export function agree(chosen: readonly Quirk[]): boolean {
  const blind = chosen.includes("DEADEND") && chosen.includes("rf");
  return (
    (!blind || chosen.includes("status tells")) &&
    chosen.every((a, index) => chosen.slice(index + 1).every((b) => disjoint(a, b)))
  );
}

/** Every two quirks that one drive can have. */
export const consistentPairs: readonly (readonly [Quirk, Quirk])[] = quirkNames.flatMap(
  (a, index) =>
    quirkNames.slice(index + 1).flatMap((b) => (agree([a, b]) ? [[a, b] as const] : [])),
);

/** Marks at the end of a tape that such a drive has written, which is what its profile is about. */
export function endMarks(profile: TapeProfile): readonly (1 | 2)[] {
  const needsTwo = profile.readAtEodPassesSecondMark && !profile.statusDoubleCheck;
  return needsTwo ? [2] : [1, 2];
}
