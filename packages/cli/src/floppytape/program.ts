import type { Command, Operand, Option, Program } from "../command-table.js";
import {
  cartridgeOption,
  debugOption,
  dryRunOption,
  exitStatusRows,
  helpOption,
  jsonOption,
  privateOption,
  traceFormatOption,
  traceOption,
  traceVariable,
  versionOption,
  waitOption,
  withOption,
  yesOption,
} from "../standard-options.js";
import { driveCommands } from "./drive-commands.js";
import { recoveryCommands } from "./recovery-commands.js";
import { tapeCommands } from "./tape-commands.js";

const image: Operand = {
  name: "IMAGE",
  file: true,
  help: "a cartridge image, or any other device string",
};
const volume: Operand = {
  name: "VOLUME",
  optional: true,
  help: "number of the volume as 'floppytape ls' shows it, from 0; '.' for the one that the tape stands at; default 0",
};
const forceTable: Option = {
  name: "force",
  help: "write from the beginning even where the volume table is damaged or continued elsewhere",
};

const commands: readonly Command[] = [
  {
    name: "format",
    summary: "make a cartridge image, or format a cartridge again",
    description: [
      "A new image stands under its name only when it is complete. An image or a cartridge that holds volumes is formatted only with --yes.",
    ],
    operands: [{ ...image, optional: true }],
    options: [
      {
        name: "cartridge",
        short: ["c"],
        value: "TYPE",
        suggestions: async () => (await import("../cartridge-type-option.js")).cartridgeTypeNames(),
        help: "kind of the cartridge, such as qic80-307; --list shows all",
      },
      { name: "list", help: "list the kinds of cartridges and stop" },
      {
        name: "label",
        short: ["L"],
        value: "TEXT",
        help: "cartridge label, at most 44 characters",
      },
      {
        name: "factory-bad",
        value: "SEED",
        help: "map some sectors as bad, as most real cartridges have them; the same number gives the same sectors",
      },
      yesOption,
      dryRunOption,
      jsonOption,
      waitOption,
    ],
    examples: [
      {
        line: 'floppytape format letters.img --cartridge=qic80-307 --label="Letters 1994"',
        help: "make an image of a 120 MB cartridge",
      },
    ],
    load: async () => (await import("./format.js")).runFormat,
  },
  {
    name: "write",
    summary: "write standard input to a new volume",
    description: [
      "The volume is appended behind the last one. What comes in is cut into blocks. Input that does not end with a whole block gives a volume of variable block size, with every byte and not one more; where a block size was asked for, such input is refused unless --pad fills the last block with zeros. Compressed volumes have only whole blocks.",
      "Ctrl-C ends the volume with what was read so far. On an image all is brought to safety every 8 MiB: if the program is killed, the volume holds what was safe. A drive, simulated or not, is not stopped for that.",
    ],
    operands: [image],
    options: [
      {
        name: "block-size",
        short: ["b"],
        value: "BYTES",
        help: "a multiple of 1024 up to 63488, or 'variable'; default 10240",
      },
      { name: "compress", short: ["z"], help: "compress the volume" },
      { name: "pad", help: "fill the last block with zeros" },
      { name: "label", short: ["L"], value: "TEXT", help: "volume label, at most 44 characters" },
      {
        name: "overwrite",
        help: "start at the beginning of the tape: all volumes that are there are lost",
      },
      forceTable,
      yesOption,
      dryRunOption,
      jsonOption,
      waitOption,
    ],
    examples: [
      { line: "tar -cf - letters | floppytape write letters.img", help: "back up a folder" },
    ],
    load: async () => (await import("./write.js")).runWrite,
  },
  {
    name: "read",
    summary: "write the bytes of a volume to standard output or a file",
    description: [
      "Bytes that are lost are filled with zeros, so that all that follows stays in its place; each such hole is listed on standard error and the exit status is 3. Compressed volumes are expanded.",
    ],
    operands: [image, volume],
    options: [
      {
        name: "output",
        short: ["o"],
        value: "FILE",
        help: "write to FILE, which appears when the volume is complete",
      },
      {
        name: "lost",
        value: "WHAT",
        choices: ["fill", "keep", "stop"],
        help: "fill: put zeros in place of lost bytes (default); keep: leave there whatever the medium gave; stop: end at the first lost byte",
      },
      {
        name: "raw",
        help: "don't expand a compressed volume",
      },
      { name: "overwrite", help: "replace FILE if it exists" },
      {
        name: "json",
        help: "print the account of the bytes as JSON: on standard output with -o, else on standard error",
      },
      waitOption,
    ],
    examples: [
      { line: "floppytape read letters.img 0 | tar -xvf -", help: "restore a folder" },
      { line: "floppytape read letters.img 1 -o letters.tar", help: "keep a volume as a file" },
    ],
    load: async () => (await import("./read.js")).runRead,
  },
  {
    name: "ls",
    summary: "list the volumes, and the files in them",
    description: [
      "With VOLUME, or with --files, lists the files inside: of DOS and Windows backups (QIC-113), tar and cpio; anything else is one raw file.",
    ],
    operands: [
      image,
      { name: "VOLUME", optional: true, help: "list the files of this volume, from 0" },
    ],
    options: [
      { name: "files", help: "list the files of all volumes" },
      {
        name: "check",
        help: "read every file and say what is read, corrected and lost of it",
      },
      withOption,
      cartridgeOption,
      jsonOption,
      privateOption,
      waitOption,
    ],
    load: async () => (await import("./ls.js")).runLs,
  },
  {
    name: "info",
    summary: "print header, geometry and bad sector map, and what is odd about them",
    operands: [image],
    options: [jsonOption, waitOption],
    load: async () => (await import("./info.js")).runInfo,
  },
  {
    name: "verify",
    summary: "read the whole cartridge and count what was read, corrected and lost",
    operands: [image],
    options: [
      { name: "verbose", short: ["v"], help: "name every segment that was not simply read" },
      jsonOption,
      privateOption,
      waitOption,
    ],
    load: async () => (await import("./verify.js")).runVerify,
  },
  {
    name: "map",
    summary: "show how each segment was obtained, a line a track",
    description: [
      "Every character is a segment. Where tracks are longer than lines it is several, and shows the worst of them.",
    ],
    operands: [image],
    options: [
      {
        name: "columns",
        value: "N",
        help: "longest line to print; default the width of the terminal, 156 elsewhere",
      },
      jsonOption,
      waitOption,
    ],
    load: async () => (await import("./map.js")).runMap,
  },
  ...driveCommands,
  ...recoveryCommands,
  ...tapeCommands,
  {
    name: "completion",
    summary: "print a script that completes the words of all programs",
    operands: [{ name: "SHELL", choices: ["bash", "zsh", "fish"], help: "bash, zsh or fish" }],
    options: [],
    examples: [
      { line: "source <(floppytape completion bash)", help: "complete words in this shell" },
    ],
    load: async () => (await import("./print-texts.js")).runCompletion,
  },
  {
    name: "man",
    summary: "print the man page of a program in troff",
    operands: [
      {
        name: "PROGRAM",
        optional: true,
        choices: ["floppytape", "ftmt", "ftformat", "vtblc", "listtape"],
        help: "default floppytape",
      },
    ],
    options: [],
    examples: [{ line: "floppytape man ftmt | man -l -", help: "read the page of ftmt" }],
    load: async () => (await import("./print-texts.js")).runMan,
  },
];

/** `floppytape`: everything about cartridges and their images, in one program. */
export const floppytape: Program = {
  name: "floppytape",
  summary: "make, fill, read and check floppy-tape cartridges and their images",
  description: [
    "Of data, floppytape uses three words: read, corrected (the error-correcting code brought it back) and lost. It never passes lost bytes off as data.",
    "Data goes to standard output, everything else to standard error.",
  ],
  operands: [],
  options: [traceOption, traceFormatOption, debugOption, helpOption, versionOption],
  commands,
  environment: [traceVariable],
  exitStatus: exitStatusRows,
  seeAlso: ["ftmt", "ftformat", "vtblc", "listtape", "tar"],
};
