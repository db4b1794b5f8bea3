import type { Command } from "../command-table.js";
import { dryRunOption, jsonOption, rshOption, waitOption, yesOption } from "../standard-options.js";

/** What `floppytape` does with tapes of any kind, and for those who use them through other programs. */
export const tapeCommands: readonly Command[] = [
  {
    name: "tape",
    summary: "list, copy and compare tapes of any kind, record by record",
    description: [
      "A tape is a cartridge image or any other device string: a record image (.tap, .aws), a name of a tapecap file, a remote tape (HOST:DEVICE), a drive. Every record and file mark from the beginning of the tape to the end of what is recorded is read; the tape is rewound before and after.",
      "copy writes the same records and file marks to another tape. On a floppy tape each file gets blocks as long as its first record. A record that cannot be read is lost: it is left out, told of, and the exit status is 3.",
      "verify reads all, and with two tapes compares them; exit status 2 if they differ.",
    ],
    operands: [
      { name: "ACTION", choices: ["ls", "copy", "verify"], help: "ls, copy or verify" },
      { name: "TAPE", file: true, help: "the tape to read" },
      {
        name: "OTHER",
        optional: true,
        repeats: true,
        file: true,
        help: "copy: the tape to write; verify: the tape to compare with",
      },
    ],
    options: [
      { name: "append", help: "copy: write behind what is on the tape" },
      {
        name: "block-size",
        short: ["b"],
        value: "BYTES",
        help: "copy to a floppy tape: length of blocks, 0 for any length",
      },
      {
        name: "longest",
        value: "BYTES",
        help: "longest record to expect; default what the kind of tape may have, 256k from a remote one",
      },
      { ...yesOption, help: "copy: replace what is on the tape" },
      dryRunOption,
      rshOption,
      jsonOption,
      waitOption,
    ],
    examples: [
      { line: "floppytape tape ls decus.tap", help: "see what files a record image has" },
      {
        line: "floppytape tape copy decus.tap decus.aws",
        help: "make another kind of image of it",
      },
      {
        line: "floppytape tape copy box:/dev/nst0 attic.tap",
        help: "fetch a tape of another machine",
      },
    ],
    load: async () => (await import("./tape-handlers.js")).runTape,
  },
  {
    name: "rmt",
    summary: "serve tapes to the remote tape protocol of GNU tar, mt, cpio, dump and others",
    description: [
      "Speaks with one client over standard input and output, as rsh and ssh start a server; with --socket with all that connect. Clients reach the tapes that are named here, each with or without /dev/ in front, and nothing else on this machine. A name of a rewinding node, such as qft0 or st0, rewinds the tape when it is closed, unless the device string says otherwise; other names do not. A NAME alone is one of the tapecap file.",
      "A tape that the client leaves open is closed properly. Exit status 3: what came was no request.",
      "GNU tar, mt and cpio run a program of their own choice, without words of its own, in place of rsh: a script of two lines that calls floppytape rmt and ignores its arguments.",
    ],
    operands: [
      {
        name: "NAME=DEVICE",
        repeats: true,
        help: "a tape by the name that clients use, such as nqft0=letters.img",
      },
    ],
    options: [
      {
        name: "socket",
        value: "PATH",
        help: "serve at a Unix socket that only this user can connect to, until Ctrl-C",
      },
      {
        name: "peer",
        value: "SYSTEM",
        choices: ["linux", "bsd", "sun"],
        help: "whose operation numbers a client of protocol version 0 sends; default linux",
      },
      {
        name: "mtget",
        value: "LAYOUT",
        choices: ["linux64", "linux32", "bsd16", "short8"],
        help: "layout of the status that S answers; default linux64",
      },
      { name: "read-only", help: "refuse to write" },
      {
        name: "verbose",
        short: ["v"],
        help: "say on standard error all that goes on, not only what fails",
      },
      rshOption,
      waitOption,
    ],
    examples: [
      {
        line: "printf '#!/bin/sh\\nexec floppytape rmt nqft0=letters.img\\n' > tape; chmod +x tape",
        help: "a program that GNU tar can run in place of rsh",
      },
      {
        line: "tar --rsh-command=$PWD/tape -cf localhost:/dev/nqft0 letters",
        help: "back up a folder to an image through it",
      },
    ],
    load: async () => (await import("./tape-handlers.js")).runRmt,
  },
  {
    name: "tapecap",
    summary: "check tapecap files, and show what they say of a tape",
    description: [
      "check prints a line for everything in the files that is not found, not used, refused, or understood otherwise by IRAF; exit status 2 if one of them is an error.",
      "show prints what is configured for a name, each value with the file and the line that it came from, and what came too late to count.",
    ],
    operands: [
      { name: "ACTION", choices: ["check", "show"], help: "check or show" },
      {
        name: "FILE",
        repeats: true,
        file: true,
        help: "check: the files; show: one name of a tape, such as mta or 'mta[:bs#512]'",
      },
    ],
    options: [
      { name: "file", short: ["f"], value: "FILE", help: "show: look in this file first" },
      jsonOption,
    ],
    examples: [
      { line: "floppytape tapecap check ~/.config/floppytape/tapecap", help: "look for mistakes" },
      { line: "floppytape tapecap show mta", help: "see what a name stands for" },
    ],
    load: async () => (await import("./tape-handlers.js")).runTapecap,
  },
  {
    name: "mon",
    summary: "show what tape drives tell of themselves",
    description: [
      "Listens where IRAF's tape driver, and floppytape tape with a tapecap entry that has so, tell a monitor what they do: files, records, how much of the tape is used. On a terminal the screen shows the drive that told something last, elsewhere each change is a block of lines, or with --json a line. Ctrl-C ends it.",
    ],
    operands: [],
    options: [
      {
        name: "port",
        short: ["p"],
        value: "PORT",
        help: "where to listen; default 5138, or 5139 if that is taken; 0: any that is free",
      },
      {
        name: "listen",
        value: "ADDRESS",
        help: "address of this machine to listen at; default 127.0.0.1, where only this machine gets through",
      },
      { name: "compat", help: "show the fields as xtapemon does" },
      jsonOption,
    ],
    examples: [{ line: "floppytape mon", help: "watch the drives of this machine" }],
    load: async () => (await import("./tape-handlers.js")).runMon,
  },
];
