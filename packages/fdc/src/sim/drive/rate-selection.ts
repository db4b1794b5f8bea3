/** Commands 27 and 50: data rate and recording format. */
import type { QicStandard } from "@floppytape/qic-format";
import type { DriveState } from "./drive-state.js";

const formatsByCode: readonly (QicStandard | undefined)[] = [
  undefined,
  "QIC-40",
  "QIC-80",
  "QIC-3020",
  "QIC-3010",
];
const quarterInch = 1;
const eightMillimetres = 3;

/** Takes the parameter of command 27; false: error 31. */
export function selectRateOrFormat(state: DriveState, parameter: number): boolean {
  return parameter < 4 ? selectRateCode(state, parameter) : selectFormat(state, parameter);
}

/** Takes a rate in kbit/s; false when the drive has no such rate. */
export function selectRate(state: DriveState, kbit: number): boolean {
  if (!state.model.rates.includes(kbit)) return false;
  state.rate = kbit;
  return true;
}

function selectRateCode(state: DriveState, code: number): boolean {
  // Code 0 was 250 kbit/s until revision J gave it to the drives that have 4 Mbit/s instead.
  const slowest = state.model.rates.includes(250) ? 250 : 4000;
  return selectRate(state, [slowest, 2000, 500, 1000][code]!);
}

function selectFormat(state: DriveState, code: number): boolean {
  const { model, medium } = state;
  const standard = formatsByCode[code >> 2];
  const width = code & 3;
  if (width !== quarterInch && width !== eightMillimetres) return false;
  if (standard === undefined || !model.writes.includes(standard)) return false;
  if (medium && medium.type.wide !== (width === eightMillimetres)) return false;
  if (state.standard !== standard) state.formatSegments = 0;
  state.standard = standard;
  return true;
}
