import { expect, test } from "vitest";
import { findStCommand } from "../src/mt/st-commands.js";
import { stOperations } from "../src/mt/st-operations.js";

/** Recorded from mt-st 1.7: how it opens the tape, and the MTIOCTOP calls with operation and count. */
const recorded: readonly (readonly [
  line: string,
  mode: string,
  calls: readonly (readonly [operation: number, count: number])[],
])[] = [
  ["weof 2", "rw", [[5, 2]]],
  ["wset", "rw", [[27, 1]]],
  ["eof", "rw", [[5, 1]]],
  ["fsf 3", "r", [[1, 3]]],
  ["fsf 0x10", "r", [[1, 16]]],
  ["fsf 010", "r", [[1, 8]]],
  ["fsf 2M", "r", [[1, 2097152]]],
  ["fsf 1km", "r", [[1, 1024]]],
  ["fsf abc", "r", [[1, 0]]],
  ["fsf +3", "r", [[1, 3]]],
  ["fsf 1G", "r", [[1, 1073741824]]],
  ["fsfm", "r", [[11, 1]]],
  ["bsf", "r", [[2, 1]]],
  ["bsfm", "r", [[10, 1]]],
  ["fsr 7", "r", [[3, 7]]],
  ["bsr", "r", [[4, 1]]],
  ["fss", "r", [[25, 1]]],
  ["bss", "r", [[26, 1]]],
  ["rewind", "r", [[6, 1]]],
  ["rewoffl", "r", [[7, 1]]],
  ["offline", "r", [[7, 1]]],
  ["eject", "r", [[7, 1]]],
  ["retension", "r", [[9, 1]]],
  ["eod", "r", [[12, 1]]],
  ["seod", "r", [[12, 1]]],
  ["seek 20", "r", [[22, 20]]],
  ["erase", "rw", [[13, 1]]],
  ["erase 0", "rw", [[13, 0]]],
  ["setblk 10k", "r", [[20, 10240]]],
  ["lock", "r", [[28, 1]]],
  ["unlock", "r", [[29, 1]]],
  ["load", "r", [[30, 1]]],
  ["load 2", "r", [[30, 2]]],
  ["compression", "r", [[32, 1]]],
  ["compression 0", "r", [[32, 0]]],
  ["setdensity 0x13", "r", [[21, 19]]],
  ["drvbuffer 1", "r", [[24, 1]]],
  ["drvbuffer -1", "r", [[24, 268435455]]],
  ["stwrthreshold 3", "r", [[24, 536870915]]],
  ["stoptions", "r", [[24, 268435456]]],
  ["stoptions 3", "r", [[24, 268435459]]],
  ["stsetoptions 3", "r", [[24, 805306371]]],
  ["stsetoptions can-b", "r", [[24, 805306624]]],
  ["stsetoptions async read", "r", [[24, 805306374]]],
  ["stclearoptions two-fms", "r", [[24, 1073741840]]],
  ["stsetoptions two-fms sysv", "r", [[24, 805310480]]],
  ["stsetoptions no-b", "r", [[24, 805306880]]],
  ["stsetoptions no-w", "r", [[24, 805314560]]],
  ["stsetoptions sili", "r", [[24, 805322752]]],
  ["stsetoptions scsi2", "r", [[24, 805308416]]],
  ["stsetoptions can-part", "r", [[24, 805307392]]],
  ["stsetoptions def-w auto", "r", [[24, 805306560]]],
  ["stsetoptions fast debug buffer", "r", [[24, 805306409]]],
  ["stsetoptions cleaning", "r", [[24, -1342177280]]],
  ["defblksize 1024", "r", [[24, 1342178304]]],
  ["defblksize 10k", "r", [[24, 1342177290]]],
  ["defdensity 3", "r", [[24, 1611661315]]],
  ["defdensity -1", "r", [[24, 1612709887]]],
  ["defdrvbuffer 1", "r", [[24, 1613758465]]],
  ["defcompression", "r", [[24, 1612709889]]],
  ["defcompression 0", "r", [[24, 1612709888]]],
  ["stsetcln 1", "r", [[24, -2147483647]]],
  ["stsetcln -1", "r", [[24, -1879048193]]],
  ["sttimeout 5", "r", [[24, 1879048197]]],
  ["stlongtimeout 5", "r", [[24, 1880096773]]],
  ["setpartition 1", "r", [[33, 1]]],
  ["mkpartition 5", "rw", [[34, 5]]],
  ["mkpartition -1", "rw", [[34, -1]]],
  [
    "partseek 5 1",
    "r",
    [
      [33, 5],
      [22, 1],
    ],
  ],
  [
    "partseek 5",
    "r",
    [
      [33, 5],
      [22, 0],
    ],
  ],
  ["asf", "r", [[6, 1]]],
  [
    "asf 3",
    "r",
    [
      [6, 1],
      [1, 3],
    ],
  ],
  ["asf -1", "r", [[6, 1]]],
];

test.each(recorded)("%s", (line, mode, calls) => {
  const [name = "", ...words] = line.split(" ");
  const command = findStCommand(name);
  if (typeof command === "string") throw new Error(command);
  expect(words.length).toBeLessThanOrEqual(command.words);
  expect(command.writes ? "rw" : "r").toBe(mode);
  expect(stOperations(command.action, words)).toEqual(calls);
});

/** Most words that each command takes, as mt-st 1.7 refuses more. */
const words: Readonly<Record<string, number>> = {
  ...Object.fromEntries(
    "rewind offline rewoffl eject retension eod seod tell status lock unlock densities"
      .split(" ")
      .map((name) => [name, 0]),
  ),
  partseek: 2,
  stoptions: Infinity,
  stsetoptions: Infinity,
  stclearoptions: Infinity,
};

test.each(
  "weof wset eof fsf fsfm bsf bsfm fsr bsr fss bss rewind offline rewoffl eject retension eod seod seek tell status erase setblk lock unlock load compression setdensity drvbuffer stwrthreshold stoptions stsetoptions stclearoptions defblksize defdensity defdrvbuffer defcompression stsetcln sttimeout stlongtimeout densities setpartition mkpartition partseek asf stshowoptions".split(
    " ",
  ),
)("%s takes so many words and no more", (name) => {
  expect(findStCommand(name)).toMatchObject({ name, words: words[name] ?? 1 });
});
