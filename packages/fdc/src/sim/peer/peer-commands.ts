/** What the commands of QIC-117 do in the peer; those that are not here do nothing. */
import { PeerError, type PeerState } from "./peer-state.js";
import { PeerSegmentsPerTrack, type PeerTape } from "./peer-tape.js";

const VendorId = 0x014e;
const QuarterInch307Feet = 0x22;
const rateByCode: ReadonlyMap<number, number> = new Map([
  [2, 500],
  [3, 1000],
]);

/** What a command works on. */
export interface PeerParts {
  readonly state: PeerState;
  readonly tape: PeerTape;
}

/** Trains that follow a command, for each nibble of its parameter. */
export const peerParameters: ReadonlyMap<number, number> = new Map([
  ...[34, 35, 38].map((code) => [code, 3] as const),
  ...[25, 26].map((code) => [code, 2] as const),
  ...[5, 13, 23, 27, 46, 50].map((code) => [code, 1] as const),
]);

/** Carries out a command with its parameter. */
export type PeerAction = (parts: PeerParts, parameter: number, code: number) => void;

function skip(direction: 1 | -1): PeerAction {
  return ({ tape }, parameter) => tape.skip(direction * (parameter + 1));
}

const pause: PeerAction = ({ state, tape }, _, code) => {
  if (state.mode === "format") return state.fail(PeerError.InFormatMode, code);
  tape.skip(-2);
};

function whereTapeMayMove(duringPass: boolean, move: PeerAction): PeerAction {
  return (parts, parameter, code) => {
    const { state, tape } = parts;
    const { image } = state;
    if (image === undefined) return state.fail(PeerError.NoCartridge, code);
    if (!image.referenced && state.mode !== "format")
      return state.fail(PeerError.NotReferenced, code);
    if (tape.running && !duringPass) return state.fail(PeerError.NotReady, code);
    if (state.error !== 0) return;
    if (state.isNew) return state.fail(PeerError.NewCartridge, code);
    move(parts, parameter, code);
  };
}

function whereWritable(action: PeerAction): PeerAction {
  return (parts, parameter, code) => {
    if (parts.state.image?.writeProtected) parts.state.fail(PeerError.WriteProtected, code);
    else action(parts, parameter, code);
  };
}

function withCartridge(action: PeerAction): PeerAction {
  return (parts, parameter, code) => {
    if (parts.state.image === undefined) parts.state.fail(PeerError.NoCartridge, code);
    else action(parts, parameter, code);
  };
}

const refuse: PeerAction = ({ state }, _, code) => state.fail(PeerError.Undefined, code);
const nothing: PeerAction = () => {};

/** Commands that are defined, without the reports. */
export const peerActions: ReadonlyMap<number, PeerAction> = new Map<number, PeerAction>([
  [
    1,
    ({ state, tape }) => {
      tape.reset();
      state.mode = "primary";
      state.isNew = state.image !== undefined;
      state.fail(PeerError.SoftReset, 1);
    },
  ],
  [3, pause],
  [4, pause],
  [10, whereTapeMayMove(false, ({ tape }) => tape.forward())],
  [11, whereTapeMayMove(true, ({ tape }) => tape.wind("beginning"))],
  [12, whereTapeMayMove(true, ({ tape }) => tape.wind("end"))],
  [
    13,
    ({ state, tape }, track) => {
      if (!tape.seekTrack(track)) state.fail(PeerError.BadTrack, 13);
    },
  ],
  [14, withCartridge(({ tape }) => tape.loadPoint())],
  [
    15,
    whereWritable(({ state }) => {
      state.mode = "format";
      state.image?.examine();
    }),
  ],
  [
    16,
    whereWritable(({ state, tape }) => {
      state.image?.writeReferenceBurst();
      tape.beBusy(750);
    }),
  ],
  [17, ({ state }) => void (state.mode = "verify")],
  [18, ({ tape }) => tape.stop()],
  [25, skip(-1)],
  [26, skip(1)],
  [
    27,
    ({ state, tape }, code) => {
      const rate = rateByCode.get(code);
      if (rate === undefined) state.fail(PeerError.BadRate, 27);
      else tape.rate = rate;
    },
  ],
  [28, ({ state }) => void (state.mode = "diagnostic 1")],
  [29, ({ state }) => void (state.mode = "diagnostic 2")],
  [30, ({ state }) => void (state.mode = "primary")],
  [34, skip(-1)],
  [35, skip(1)],
  [36, withCartridge(({ tape }) => void (tape.formatSegments = PeerSegmentsPerTrack))],
  [38, ({ tape }, segments) => void (tape.formatSegments = segments)],
  [50, ({ state }) => state.fail(PeerError.BadRate, 50)],
  ...[5, 21, 22, 23, 24, 46, 47].map((code) => [code, nothing] as const),
  ...[19, 20].map((code) => [code, refuse] as const),
]);

/** An answer: its value and length in bits; undefined where there is none. */
export type PeerReport = (
  parts: PeerParts,
) => { readonly value: number; readonly bits: 8 | 16 } | undefined;

const bytes = (value: number) => ({ value, bits: 8 }) as const;
const words = (value: number) => ({ value, bits: 16 }) as const;

/** Reports by code. */
export const peerReports: ReadonlyMap<number, PeerReport> = new Map<number, PeerReport>([
  [6, ({ state }) => bytes(state.status)],
  [
    7,
    ({ state }) => {
      const { error } = state;
      state.error = 0;
      state.isNew = false;
      return words(error);
    },
  ],
  [8, ({ state, tape }) => bytes((tape.rate === 1000 ? 0x98 : 0x90) | (state.image ? 0x40 : 0))],
  [9, ({ state }) => bytes(state.mode === "diagnostic 1" ? 0xa5 : 0x02)],
  [31, ({ state }) => (state.mode === "diagnostic 1" ? bytes(0x4a) : undefined)],
  [32, () => words(VendorId)],
  [
    33,
    ({ state }) => {
      if (state.image !== undefined) return bytes(QuarterInch307Feet);
      state.fail(PeerError.NoCartridge, 33);
      return undefined;
    },
  ],
  [37, ({ state, tape }) => (isDiagnostic(state) ? bytes(4) : words(tape.formatSegments))],
  [40, ({ state }) => (state.mode === "diagnostic 1" ? words(0x4c1c) : undefined)],
  [51, () => bytes(0)],
]);

function isDiagnostic({ mode }: PeerState): boolean {
  return mode === "diagnostic 1" || mode === "diagnostic 2";
}
