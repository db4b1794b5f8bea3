import type { Program } from "../command-table.js";
import {
  debugOption,
  dryRunOption,
  helpOption,
  jsonOption,
  traceFormatOption,
  traceOption,
  traceVariable,
  versionOption,
  waitOption,
} from "../standard-options.js";

/** `vtblc`: prints and edits the volume table. */
export const vtblc: Program = {
  name: "vtblc",
  summary: "print and edit the volume table of a QIC cartridge",
  description: [
    'Without an action vtblc prints the table. At most one action may be given. The SUBOPTIONS of --append and --modify are separated by commas: label=TEXT (cut to 44 characters, with \\, for a comma), date="HH:MM:SS MM/DD/YY" in local time or date for now, start=SEGMENT, end=SEGMENT, tagged to read entries from standard input in the format that --print=tagged writes.',
    "Only what is named is changed; all other bytes of the table stay as they are, also those of other programs' entries. Nothing is written when nothing changed. An edit may not make a sound table unsound: volumes lie in the data area, end behind their beginning, come in ascending order and don't overlap.",
  ],
  operands: [
    {
      name: "SUBOPTIONS",
      optional: true,
      repeats: true,
      help: "of --append or --modify, see above",
    },
  ],
  options: [
    {
      name: "file",
      short: ["f"],
      value: "DEVICE",
      help: "the tape: an image file or a device string; default /dev/rawft0",
    },
    {
      name: "vtbl-entry",
      short: ["#"],
      value: "NUMBER",
      help: "entry that --modify changes, from 0; default the last one",
    },
    {
      name: "print",
      short: ["p"],
      value: "FORMAT",
      valueOptional: true,
      choices: ["tagged", "parsable"],
      help: "print the table; tagged (or parsable) for programs",
    },
    {
      name: "append",
      short: ["a"],
      value: "SUBOPTIONS",
      valueOptional: true,
      help: "append an entry",
    },
    {
      name: "modify",
      short: ["m"],
      value: "SUBOPTIONS",
      valueOptional: true,
      help: "change an entry",
    },
    {
      name: "truncate",
      short: ["t"],
      value: "COUNT",
      valueOptional: true,
      help: "keep COUNT entries, without COUNT all but the last",
    },
    { name: "bsm", short: ["b"], help: "print the bad sector map" },
    { name: "verbose", short: ["v"], help: "accepted; nothing more to say" },
    dryRunOption,
    jsonOption,
    waitOption,
    traceOption,
    traceFormatOption,
    { ...debugOption, short: ["d"] },
    helpOption,
    versionOption,
  ],
  environment: [traceVariable],
  exitStatus: [
    { term: "0", help: "done" },
    { term: "1", help: "the command line is wrong" },
    { term: "2", help: "the device, the table or the input is wrong; nothing was written" },
  ],
  examples: [
    { line: "vtblc -f letters.img", help: "print the table" },
    { line: "vtblc -f letters.img -#0 --modify label=Letters", help: "rename the first volume" },
    { line: "vtblc -f letters.img --truncate", help: "remove the last volume" },
  ],
  classicErrors: true,
  seeAlso: ["ftmt", "listtape", "ftformat", "floppytape"],
  load: async () => (await import("./run.js")).runVtblc,
};
