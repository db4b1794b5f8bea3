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

/** `ftformat`: formats a cartridge. */
export const ftformat: Program = {
  name: "ftformat",
  summary: "format a QIC-40, QIC-80, QIC-3010 or QIC-3020 cartridge",
  description: [
    "ftformat writes every segment of the cartridge, verifies it, and writes the bad sector map, both header segments and an empty volume table. With --cartridge it makes a new image file, which stands under its name only when it is complete. A cartridge that holds volumes is formatted only with --yes.",
    "Without --cartridge and --format-parameters the parameters come from the header of the cartridge.",
  ],
  operands: [],
  options: [
    {
      name: "file",
      short: ["f"],
      value: "DEVICE",
      help: "the tape: an image file or a device string; default /dev/rawft0",
    },
    {
      name: "cartridge",
      value: "TYPE",
      suggestions: async () => (await import("../cartridge-type-option.js")).cartridgeTypeNames(),
      help: "kind of the cartridge, such as qic80-307; 'floppytape format --list' shows all",
    },
    { name: "label", short: ["L"], value: "LABEL", help: "cartridge label, at most 44 characters" },
    {
      name: "mode",
      short: ["m"],
      value: "MODE",
      choices: ["auto", "force", "probe"],
      help: "auto: format (default); force: with exactly the given parameters; probe: only find out and print the parameters",
    },
    {
      name: "format-parameters",
      value: "LIST",
      help: "qic-standard=, format-code=, floppy-head-max=, floppy-track-max=, segments-per-track=, tracks-per-tape=, gap3=, format-filler-byte=, separated by commas",
    },
    { name: "omit-erase", help: "don't bulk-erase the cartridge first" },
    {
      name: "discard-header",
      help: "forget bad sectors and counters of the header that is there",
    },
    { name: "no-reference-bursts", help: "deprecated: don't write reference bursts" },
    {
      name: "verify-only",
      help: "deprecated: don't write the segments, only verify them and make a new map, headers and table",
    },
    { name: "dma-memory", short: ["M"], value: "KB", help: "deprecated: has no effect" },
    {
      name: "parsable-output",
      help: "end progress lines with a newline, for programs",
    },
    {
      name: "yes",
      short: ["y"],
      aliases: ["force"],
      help: "format although volumes on the cartridge will be lost",
    },
    { name: "verbose", short: ["v"], help: "name every bad sector" },
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
    { term: "2", help: "the cartridge can't be formatted" },
  ],
  examples: [
    {
      line: 'ftformat -f letters.img --cartridge=qic80-307 -L "Letters 1994"',
      help: "make an image of a 120 MB cartridge",
    },
  ],
  classicErrors: true,
  seeAlso: ["floppytape", "ftmt", "vtblc"],
  load: async () => (await import("./run.js")).runFtformat,
};
