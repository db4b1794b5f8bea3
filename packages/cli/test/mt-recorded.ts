/** What came of a call of the real program, with the same words: status, standard output, standard error. */
export type Recorded = readonly [line: string, status: number, stdout: string, stderr: string];

const gnuWords = `Valid arguments are:
  - 'eof', 'weof'
  - 'fsf'
  - 'bsf'
  - 'fsr'
  - 'bsr'
  - 'rewind'
  - 'offline', 'rewoffl', 'eject'
  - 'status'
  - 'bsfm'
  - 'eom'
  - 'retension'
  - 'erase'
  - 'asf'
  - 'fsfm'
  - 'seek'
`;
const gnuUsage = `Usage: mt [OPTION...] operation [count]
Try 'mt --help' or 'mt --usage' for more information.
`;
const gnuPointer = "Try 'mt --help' or 'mt --usage' for more information.\n";
const noTape = "Inappropriate ioctl for device";

/** Recorded from GNU mt of cpio 2.13, in the C locale; the program is called mt. */
export const gnuCalls: readonly Recorded[] = [
  ["", 1, "", gnuUsage],
  ["-f /dev/null", 1, "", gnuUsage],
  ["-f /dev/null foo", 2, "", `mt: invalid argument 'foo' for 'operation'\n${gnuWords}`],
  ["-f /dev/null re", 2, "", `mt: ambiguous argument 're' for 'operation'\n${gnuWords}`],
  ["-f /dev/null e", 2, "", `mt: ambiguous argument 'e' for 'operation'\n${gnuWords}`],
  ["-f /dev/null rewo", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f /dev/null of", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f /dev/null status", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f PLAIN status", 1, "", "mt: PLAIN is not a character special file\n"],
  ["-f /nonex status", 1, "", "mt: /nonex: rmtopen failed: No such file or directory\n"],
  ["-f /dev/null fsf 1k", 1, "", "mt: invalid count value\n"],
  ["-f /dev/null fsf 0x1", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f /dev/null fsf 1 2", 1, "", gnuUsage],
  ["-f /dev/null fsf -1", 1, "", `mt: invalid option -- '1'\n${gnuPointer}`],
  ["-f /dev/null rewind foo", 1, "", "mt: invalid count value\n"],
  ["-x", 1, "", `mt: invalid option -- 'x'\n${gnuPointer}`],
  ["-t /dev/null rewind", 1, "", `mt: invalid option -- 't'\n${gnuPointer}`],
  ["rewind -f /dev/null", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
  ["-f/dev/null weof", 2, "", `mt: /dev/null: rmtioctl failed: ${noTape}\n`],
];

const stUsage = `usage: mt [-v] [--version] [-h] [ -f device ] command [ count ]
default tape device: /dev/tape
`;
const stCommands = `${stUsage}commands: weof, wset, eof, fsf, fsfm, bsf, bsfm, fsr, bsr, fss, bss, rewind, 
          offline, rewoffl, eject, retension, eod, seod, seek, tell, status, 
          erase, setblk, lock, unlock, load, compression, setdensity, 
          drvbuffer, stwrthreshold, stoptions, stsetoptions, stclearoptions, 
          defblksize, defdensity, defdrvbuffer, defcompression, stsetcln, 
          sttimeout, stlongtimeout, densities, setpartition, mkpartition, 
          partseek, asf, stshowoptions.
`;

/** Recorded from mt-st 1.7. IMAGE stands for a tape, PLAIN for an empty file. */
export const stCalls: readonly Recorded[] = [
  ["", 1, "", stUsage],
  ["-h", 0, "", stCommands],
  ["-f", 1, "", stUsage],
  ["-x", 1, "", stUsage],
  ["-f/dev/null weof", 1, "", stUsage],
  ["foo", 1, "", `mt: unknown command "foo"\n${stCommands}`],
  ["-f /dev/null re", 1, "", `mt: ambiguous command "re"\n${stCommands}`],
  ["-f /dev/null w", 1, "", `mt: ambiguous command "w"\n${stCommands}`],
  ["-f /dev/null fs", 1, "", `mt: ambiguous command "fs"\n${stCommands}`],
  ["-f /dev/null rewo", 2, "", `/dev/null: ${noTape}\n`],
  ["-t /dev/null rewind", 2, "", `/dev/null: ${noTape}\n`],
  ["-f PLAIN status", 2, "", `PLAIN: ${noTape}\n`],
  ["-f /nonex status", 1, "", "/nonex: No such file or directory\n"],
  ["-f /dev/null fsf 1 2", 1, "", "mt: too many arguments for the command 'fsf'.\n"],
  ["rewind -f /dev/null", 1, "", "mt: too many arguments for the command 'rewind'.\n"],
  ["-f IMAGE fsf 1K", 3, "", "mt: illegal count unit.\n"],
  ["-f IMAGE fsf 5abc", 3, "", "mt: illegal count unit.\n"],
  ["-f IMAGE fsf 3G", 3, "", "mt: repeat count too large.\n"],
  ["-f IMAGE fsf 3000000000", 1, "", "mt: negative repeat count\n"],
  ["-f IMAGE fsf -1", 1, "", "mt: negative repeat count\n"],
  ["-f IMAGE setblk 10k", 0, "", ""],
  ["-f IMAGE setblk 9kB", 0, "", ""],
  ["-f IMAGE setblk 10240", 0, "", ""],
  ["-f IMAGE rewind", 0, "", ""],
  ["-f IMAGE tell", 0, "At block 0.\n", ""],
];
