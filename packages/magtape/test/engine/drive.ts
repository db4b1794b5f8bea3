import {
  openTapeFile,
  type PositionMemory,
  type TapeDescriptor,
  type TapeFileRequest,
  unknownDescriptor,
} from "../../src/engine/index.js";
import { plainProfile, type TapeProfile } from "../../src/index.js";
import { createQuirkyTape, type QuirkyTape, tapeItems } from "../../src/quirky/index.js";

/** Capabilities as tapecap spells them, as far as a word of its own each says them. */
const capabilities: Readonly<Record<string, Partial<TapeProfile>>> = {
  bo: { bsfStopsAfterMark: true },
  ce: { ignoreCloseStatus: true },
  fc: { closeAfterReading: "next-file" },
  ir: { readErrorIsEof: true },
  mf: { multiFileFsf: true },
  nb: { canBackspaceFiles: false, canBackspaceRecords: false },
  nf: { backspaceLimit: 0 },
  "nf#2": { backspaceLimit: 2 },
  np: { positioning: false },
  ow: { backsOverMarkToAppend: true },
  re: { readAtEodErrors: true },
  rf: { skipMarksWithRecords: true },
  ro: { rewindOnOpen: true },
  rr: { closeAfterReading: "rewind" },
  se: { readAtEodPassesSecondMark: true },
  sk: { skipRecordAfterError: true },
  ue: { trustFileCount: false },
  wc: { nullFileOnEmptyWrite: true },
  "bs#512": { blockSize: 512 },
};

/** The profile of a drive that closes with two marks and has these capabilities. */
export function profileOf(caps: string): TapeProfile {
  const words = caps.split(" ").filter((word) => word !== "");
  return Object.assign(
    { ...plainProfile, marksOnClose: 2 },
    ...words.map((word) => capabilities[word]),
  );
}

/** A drive, what is remembered of its position, and the status lines that were sent. */
export interface RememberedDrive {
  readonly tape: QuirkyTape;
  readonly kept: TapeDescriptor[];
  readonly lines: string[];
  openFile(request: TapeFileRequest): ReturnType<typeof openTapeFile>;
}

/** Items in front of a place: `f2.r1` of the tape that the traces are about. */
function headAt(drawing: string, file: number, record: number): number {
  let head = 0;
  for (let marks = 1; marks < file; head++) if (drawing[head] === "|") marks++;
  return head + record - 1;
}

/** The place that `f2.r1` names; `unknown` is none. */
export function descriptorAt(place: string, files: number): TapeDescriptor {
  const found = /^f(\d+)\.r(\d+)$/.exec(place);
  if (found === null) return unknownDescriptor;
  return { file: Number(found[1]), record: Number(found[2]), files, usedKb: 0, flags: 0 };
}

export function createRememberedDrive(options: {
  /** What the engine is told of the drive. */
  profile: TapeProfile;
  /** What the drive is; the same, unless the test is about a lie. */
  truth?: TapeProfile;
  tape: string;
  from: TapeDescriptor;
}): RememberedDrive {
  const { profile, from } = options;
  const known = from.file >= 1;
  const tape = createQuirkyTape({
    profile: options.truth ?? profile,
    tape: tapeItems(options.tape),
    head: known ? headAt(options.tape, from.file, from.record) : options.tape.length,
  });
  const kept = [from];
  const lines: string[] = [];
  const position: PositionMemory = {
    recall: async () => kept.at(-1)!,
    keep: async (descriptor) => void kept.push(descriptor),
  };
  const status = (line: string) => void lines.push(line);
  return {
    tape,
    kept,
    lines,
    openFile: (request) => openTapeFile({ open: tape.open, profile, position, status }, request),
  };
}
