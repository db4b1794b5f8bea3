import { plainProfile, type TapeProfile } from "../tape-profile.js";
import type { ResolvedTapecap } from "./resolve-tapecap.js";
import { tapecapFlag, tapecapNegates, tapecapNumber, tapecapText } from "./tapecap-value.js";

/** Flags, each with what it says in terms of a profile. `fc` stands in front of `rr`, which wins. */
export const flagProperties: readonly (readonly [code: string, says: Partial<TapeProfile>])[] = [
  ["bo", { bsfStopsAfterMark: true }],
  ["ce", { ignoreCloseStatus: true }],
  ["eo", { marksOnClose: 1 }],
  ["fc", { closeAfterReading: "next-file" }],
  ["ir", { readErrorIsEof: true }],
  ["mf", { multiFileFsf: true }],
  ["nb", { canBackspaceFiles: false, canBackspaceRecords: false }],
  ["np", { positioning: false }],
  ["ow", { backsOverMarkToAppend: true }],
  ["re", { readAtEodErrors: true }],
  ["rf", { skipMarksWithRecords: true }],
  ["ro", { rewindOnOpen: true }],
  ["rr", { closeAfterReading: "rewind" }],
  ["se", { readAtEodPassesSecondMark: true }],
  ["sk", { skipRecordAfterError: true }],
  ["ue", { trustFileCount: false }],
  ["wc", { nullFileOnEmptyWrite: true }],
];

/** Numbers that are a property of a profile as they are. */
export const numberProperties = {
  bs: "blockSize",
  fs: "markBytes",
  mr: "maxRecord",
  nf: "backspaceLimit",
  or: "optRecord",
  rs: "gapBytes",
  ts: "capacityKb",
} as const;

/** Texts that are a property of a profile as they are. */
export const textProperties = {
  dn: "density",
  dv: "device",
  lk: "lockName",
  rd: "rewindDevice",
} as const;

/** Operation numbers. */
export const opProperties = { bf: "bsf", br: "bsr", ff: "fsf", fr: "fsr", ri: "rewind" } as const;

/** What IRAF takes for granted of a drive that nothing is said about: close writes two marks. */
export const tapecapProfile: TapeProfile = { ...plainProfile, marksOnClose: 2 };

type Values = Record<string, unknown>;

/**
 * The profile of a tapecap entry. What the entry does not say is taken from `base`: the profile of
 * the node that `dv` names, say; what it negates is as in {@link tapecapProfile}. `ct` has no meaning
 * for a profile.
 * @throws {ConfigError} `BAD_VALUE` for a number that is none
 */
export function profileFromTapecap(
  resolved: ResolvedTapecap,
  options: { readonly base?: TapeProfile } = {},
): TapeProfile {
  const base = { ...(options.base ?? tapecapProfile), ...negated(resolved) };
  const values: Values = {};
  for (const [code, says] of flagProperties)
    if (tapecapFlag(resolved, code)) Object.assign(values, says);
  for (const [code, property] of Object.entries(numberProperties))
    set(values, property, tapecapNumber(resolved, code));
  for (const [code, property] of Object.entries(textProperties))
    set(values, property, tapecapText(resolved, code));
  const given = { ...base, ...values, names: resolved.names, ...composed(resolved, base) };
  return { ...given, ...fittedToBlocks(given) };
}

function negated(resolved: ResolvedTapecap): Partial<TapeProfile> {
  const values: Values = {};
  const reset = (code: string, properties: readonly string[]) => {
    if (!tapecapNegates(resolved, code)) return;
    for (const property of properties)
      values[property] = tapecapProfile[property as keyof TapeProfile];
  };
  for (const [code, says] of flagProperties) reset(code, Object.keys(says));
  for (const [code, property] of Object.entries(numberProperties)) reset(code, [property]);
  for (const [code, property] of Object.entries(textProperties)) reset(code, [property]);
  reset("so", ["statusSink"]);
  reset("al", ["allocNames"]);
  return values;
}

function composed(resolved: ResolvedTapecap, base: TapeProfile): Partial<TapeProfile> {
  const text = (code: string, fallback: string) => tapecapText(resolved, code) ?? fallback;
  const number = (code: string, fallback: number) => tapecapNumber(resolved, code) ?? fallback;
  const opCodes: Values = { ...base.opCodes };
  for (const [code, op] of Object.entries(opProperties))
    set(opCodes, op, tapecapNumber(resolved, code));
  const nodes = tapecapText(resolved, "al");
  const sink = tapecapText(resolved, "so");
  return {
    opCodes,
    allocNames: nodes === undefined ? base.allocNames : nodes.split(/\s+/).filter(Boolean),
    labels: {
      device: text("dt", base.labels.device),
      cartridge: text("tt", base.labels.cartridge),
    },
    // An empty value means the default host and port, as the driver has it.
    statusSink: sink === "" ? "," : (sink ?? base.statusSink),
    fits: {
      blocking: Math.max(1, number("fb", base.fits.blocking)),
      shortSkipKb: number("fe", base.fits.shortSkipKb),
    },
  };
}

function set(values: Values, property: string, value: unknown): void {
  if (value !== undefined) values[property] = value;
}

/**
 * Lengths of records as a device with blocks takes them: whole blocks, one at least, and the length
 * that suits it not beyond the longest.
 */
export function fittedToBlocks({
  blockSize,
  maxRecord,
  optRecord,
}: Pick<TapeProfile, "blockSize" | "maxRecord" | "optRecord">): Pick<
  TapeProfile,
  "maxRecord" | "optRecord"
> {
  const whole = (bytes: number) =>
    blockSize > 0 && bytes > 0 ? Math.max(blockSize, bytes - (bytes % blockSize)) : bytes;
  const longest = whole(maxRecord);
  const suits = whole(optRecord);
  return { maxRecord: longest, optRecord: longest > 0 && suits > longest ? longest : suits };
}
