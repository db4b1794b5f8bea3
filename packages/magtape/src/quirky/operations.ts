import { MtOp, type MtOpCode } from "../mt-op.js";
import type { TapeProfile } from "../tape-profile.js";
import {
  spaceFilesBack,
  spaceFilesForward,
  spaceRecordsBack,
  spaceRecordsForward,
  spaceToEnd,
  type Transport,
  writeMarks,
} from "./transport.js";

/** What an operation is called in a trace, and what it does. */
export interface QuirkyOperation {
  readonly word: string;
  /** The count is part of the word. */
  readonly counted: boolean;
  /** Records something: needs a unit open for writing. */
  readonly writes: boolean;
  run(tape: Transport, profile: TapeProfile, count: number): void;
}

type Run = QuirkyOperation["run"];

const moving = (word: string, run: Run): QuirkyOperation => ({
  word,
  counted: true,
  writes: false,
  run,
});
const plain = (word: string, run: Run): QuirkyOperation => ({
  word,
  counted: false,
  writes: false,
  run,
});
const rewind: Run = (tape) => {
  tape.head = 0;
  tape.inDeadEnd = false;
};
const nothing: Run = () => {};

const operations: ReadonlyMap<MtOpCode, QuirkyOperation> = new Map([
  [MtOp.Rewind, plain("REW", rewind)],
  [MtOp.Fsf, moving("FSF", spaceFilesForward)],
  [MtOp.Bsf, moving("BSF", spaceFilesBack)],
  [MtOp.Fsr, moving("FSR", spaceRecordsForward)],
  [MtOp.Bsr, moving("BSR", spaceRecordsBack)],
  [
    MtOp.Fsfm,
    moving("FSFM", (tape, profile, count) => {
      spaceFilesForward(tape, profile, count);
      if (count > 0) tape.head--;
    }),
  ],
  [
    MtOp.Bsfm,
    moving("BSFM", (tape, profile, count) => {
      spaceFilesBack(tape, { ...profile, bsfStopsAfterMark: false }, count);
      if (count > 0) tape.head++;
    }),
  ],
  [MtOp.Eom, plain("EOM", spaceToEnd)],
  [
    MtOp.Seek,
    moving("SEEK", (tape, _, count) => {
      tape.head = Math.max(0, Math.min(count, tape.items.length));
    }),
  ],
  [
    MtOp.Weof,
    {
      word: "WEOF",
      counted: true,
      writes: true,
      run: (tape, _, count) => writeMarks(tape, count),
    },
  ],
  [
    MtOp.Erase,
    {
      word: "ERASE",
      counted: false,
      writes: true,
      run: (tape) => void tape.items.splice(tape.head),
    },
  ],
  [MtOp.Nop, plain("NOP", nothing)],
  [MtOp.Load, plain("LOAD", nothing)],
  [MtOp.Retension, plain("RETEN", rewind)],
  [MtOp.Offline, plain("OFFL", rewind)],
  [MtOp.Unload, plain("UNLOAD", rewind)],
]);

const replaceable = [
  ["bsf", MtOp.Bsf],
  ["bsr", MtOp.Bsr],
  ["fsf", MtOp.Fsf],
  ["fsr", MtOp.Fsr],
  ["rewind", MtOp.Rewind],
] as const;

/** The operation behind a number; a number that the profile replaces means nothing any more. */
export function quirkyOperation(profile: TapeProfile, op: MtOpCode): QuirkyOperation | undefined {
  for (const [name, usual] of replaceable) {
    const number = profile.opCodes[name] ?? usual;
    if (op === number) return operations.get(usual);
    if (op === usual) return undefined;
  }
  return operations.get(op);
}
