import type { Option, Program } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { personalities, runAsAsked } from "../mt/personality.js";
import {
  debugOption,
  helpOption,
  jsonOption,
  rshOption,
  traceFormatOption,
  traceOption,
  traceVariable,
  versionOption,
  waitOption,
} from "../standard-options.js";
import { operationNames } from "./find-operation.js";
import { operations } from "./operations.js";

const options: readonly Option[] = [
  {
    name: "file",
    short: ["f", "t"],
    value: "DEVICE",
    help: "the tape: an image file or a device string; default $TAPE, else /dev/tape",
  },
  rshOption,
  {
    name: "as",
    value: "PROGRAM",
    choices: personalities,
    help: "be another program: mt (GNU mt of cpio) or mt-st, with its words, output and exit statuses; a link of that name does the same",
  },
  { name: "no-load", help: "status: don't read header and volume table first" },
  {
    name: "force",
    help: "write from the beginning even where the volume table is damaged or continued elsewhere",
  },
  jsonOption,
  waitOption,
  traceOption,
  traceFormatOption,
  debugOption,
  helpOption,
  versionOption,
];

/** `ftmt`: moves a tape and asks it questions. */
export const ftmt: Program = {
  name: "ftmt",
  summary: "control magnetic tapes on the floppy controller and their images",
  description: [
    "ftmt does one OPERATION on a tape, as mt does. Names of operations may be cut to a beginning that only one operation has. COUNT is a whole number (decimal, 0x... or 0...), 1 by default; operations that need none ignore it.",
    "A tape is a cartridge image, a record image (.tap, .aws), a drive, a name of a tapecap file, or the tape of another machine (HOST:DEVICE). What only floppy tapes answer is named where another is asked.",
    "Every call opens and closes the tape. On a node that rewinds at close (qft:, zqft:, rawqft:) positioning has no lasting effect; image files are opened through the non-rewinding node unless another is named, as in qft:letters.img. fsf and bsf only move the logical position: no tape runs before the next read or write.",
  ],
  operands: [
    { name: "OPERATION", help: "what to do" },
    { name: "COUNT", optional: true, help: "how often, or which" },
  ],
  options,
  sections: [
    {
      title: "Operations",
      rows: operations.map((row) => ({
        term: [row.name, ...(row.aliases ?? [])].join(", "),
        help: row.count === undefined ? row.help : `${row.help} (COUNT: ${row.count})`,
      })),
    },
  ],
  environment: [
    { term: "TAPE", help: "the tape to use without -f" },
    { term: "FTAPE_RSH", help: "as --rsh-command" },
    {
      term: "FLOPPYTAPE_TAPECAP",
      help: "the tapecap file in which names of tapes are looked up first",
    },
    traceVariable,
  ],
  exitStatus: [
    { term: "0", help: "done" },
    { term: "1", help: "the command line is wrong, or the tape can't be opened" },
    { term: "2", help: "the operation failed, or there is no such operation" },
  ],
  examples: [
    { line: "ftmt -f letters.img status", help: "show the state of a cartridge image" },
    { line: "ftmt -f letters.img asf 1", help: "go to the second volume" },
    { line: "ftmt -f letters.img setblk 5120", help: "new volumes get blocks of 5120 bytes" },
    { line: "ftmt --as=mt-st -f letters.tap status", help: "ask as mt-st does" },
  ],
  firstWords: operationNames,
  classicErrors: true,
  failureStatus: { open: ExitStatus.Usage, use: ExitStatus.Failed },
  seeAlso: ["floppytape", "listtape", "vtblc", "ftformat", "mt"],
  runAs: runAsAsked,
  load: async () => (await import("./handlers.js")).runFtmt,
};
