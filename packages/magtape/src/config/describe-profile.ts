import { plainProfile, type TapeProfile } from "../tape-profile.js";

type Property = keyof TapeProfile;
type Describe = { readonly [K in Property]: (value: TapeProfile[K]) => string };

const closing = {
  stay: "closing after reading leaves the tape where it is",
  "next-file": "closing after reading goes to the next file",
  "next-file-if-read": "closing after reading goes to the next file if anything was read",
  rewind: "closing after reading rewinds",
} as const;

const not = (value: boolean, rest: string) => `${value ? "" : "not "}${rest}`;
const can = (value: boolean, rest: string) => `${value ? "can" : "cannot"} ${rest}`;

/** What each value says, in words. Properties that hold others, or whose plain value says nothing, may be "". */
const words: Describe = {
  names: (names) => (names.length === 0 ? "" : `names: ${names.join(", ")}`),
  device: (path) => `device: ${path}`,
  rewindDevice: (path) => `device that rewinds at close: ${path}`,
  lockName: (name) => `lock name: ${name}`,
  allocNames: (names) => `allocated together: ${names.join(", ")}`,
  labels: ({ device, cartridge }) => `drive: ${device}; cartridge: ${cartridge}`,
  density: (text) => `density or format: ${text}`,
  blockSize: (bytes) => (bytes === 0 ? "records of any size" : `blocks of ${bytes} bytes`),
  maxRecord: (bytes) =>
    bytes === 0 ? "no limit of record length known" : `records up to ${bytes} bytes`,
  optRecord: (bytes) => `best length of record: ${bytes} bytes`,
  canBackspaceFiles: (on) => can(on, "backspace over file marks"),
  canBackspaceRecords: (on) => can(on, "backspace over records"),
  backspaceLimit: (files) => `rewinds rather than backspacing over more than ${files} files`,
  bsfStopsAfterMark: (on) => `BSF stops ${on ? "behind" : "in front of"} the mark`,
  skipMarksWithRecords: (on) => `file marks are crossed by skipping ${on ? "records" : "files"}`,
  multiFileFsf: (on) => can(on, "skip several files at once"),
  multiRecordFsrSafe: (on) =>
    `skipping several records ${on ? "notices" : "does not notice"} file marks`,
  readCrossesMark: (on) => `a read ${on ? "goes behind" : "stays in front of"} a file mark`,
  skipCrossesMark: (on) =>
    `skipping records ${on ? "goes behind" : "stays in front of"} a file mark`,
  readAtEodPassesSecondMark: (on) =>
    `a read at the end of data ${on ? "goes past" : "stays in front of"} the second mark`,
  readAtEodErrors: (on) => `a read at the end of data ${on ? "may fail" : "does not fail"}`,
  readErrorIsEof: (on) => `an error of reading is ${not(on, "the end of a file")}`,
  skipRecordAfterError: (on) => `after an error of reading ${on ? "a" : "no"} record is skipped`,
  emptyReadProbesEod: (on) =>
    `an empty read ${on ? "tells" : "does not tell"} the end of data from the end of a file`,
  hasEod: (on) => can(on, "go to the end of data at once"),
  backsOverMarkToAppend: (on) =>
    on ? "backs over the last mark and forward before appending" : "appends where it is",
  needsMarkToOverwrite: (on) => `in mid-tape ${on ? "a" : "no"} mark must be written before data`,
  trailerFile: (on) => `${on ? "a" : "no"} trailer file at the end of the tape`,
  marksOnClose: (marks) =>
    `closing after writing writes ${marks} file mark${marks === 1 ? "" : "s"}`,
  nullFileOnEmptyWrite: (on) =>
    `opening to write and closing without data writes ${on ? "a" : "no"} mark`,
  closeAfterReading: (where) => closing[where],
  rewindOnClose: (on) => `${on ? "rewinds" : "does not rewind"} at close`,
  rewindOnOpen: (on) => `${on ? "rewinds" : "does not rewind"} at open`,
  positioning: (on) => `the tape is ${on ? "moved to where it is wanted" : "never moved"}`,
  trustFileCount: (on) => `the number of files counted before is ${not(on, "trusted")}`,
  ignoreCloseStatus: (on) => `errors of closing after reading ${on ? "are ignored" : "count"}`,
  bsfPastBotDetectable: (on) => `backspacing ${on ? "notices" : "does not notice"} the beginning`,
  statusDoubleCheck: (on) => `the status is ${not(on, "used to check the position")}`,
  stickyErrors: (on) =>
    `after an error ${on ? "nothing works until it is closed" : "work goes on"}`,
  formatChange: (where) =>
    where === "any"
      ? "the format may change anywhere"
      : "the format may change at the beginning only",
  opFamily: (family) => `operation numbers of ${family}`,
  opCodes: (codes) =>
    `operation numbers: ${Object.entries(codes)
      .map(([op, code]) => `${op} ${code}`)
      .join(", ")}`,
  capacityKb: (kb) => `capacity: ${kb} kB`,
  markBytes: (bytes) => `a file mark takes ${bytes} bytes`,
  gapBytes: (bytes) => `a gap takes ${bytes} bytes`,
  statusSink: (target) => (target === undefined ? "" : `status lines go to ${target}`),
  fits: ({ blocking, shortSkipKb }) =>
    `FITS: ${blocking} records in one${shortSkipKb > 0 ? `, ${shortSkipKb} kB in a short skip` : ""}`,
};

/** Told even of a plain drive. */
const always: ReadonlySet<Property> = new Set(["blockSize", "maxRecord", "rewindOnClose"]);

/**
 * A profile in words, one line for each property that differs from {@link plainProfile}, and for the
 * sizes and rewinding of any.
 */
export function describeProfile(profile: TapeProfile): string[] {
  const properties = Object.keys(words) as Property[];
  return properties.map((property) => lineFor(property, profile)).filter((line) => line !== "");
}

function lineFor<K extends Property>(property: K, profile: TapeProfile): string {
  const value = profile[property];
  const plain = JSON.stringify(value) === JSON.stringify(plainProfile[property]);
  return plain && !always.has(property) ? "" : words[property](value);
}
