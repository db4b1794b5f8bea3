import { type DriveBufferArgument, StOption } from "./drive-buffer.js";

type Make = (count: number) => DriveBufferArgument;

/** What mt-st makes of -1: no default any more. */
const unlessMinusOne = (count: number) => (count === -1 ? undefined : count);

const commands: Readonly<Record<string, Make>> = {
  drvbuffer: (mode) => ({ kind: "mode", mode }),
  stoptions: (options) => ({ kind: "set-all", options }),
  stsetoptions: (options) => ({ kind: "set", options }),
  stclearoptions: (options) => ({ kind: "clear", options }),
  stwrthreshold: (kb) => ({ kind: "write-threshold", kb }),
  defblksize: (count) => ({ kind: "default-block-size", value: unlessMinusOne(count) }),
  defdensity: (count) => ({ kind: "default-density", value: unlessMinusOne(count) }),
  defcompression: (count) => ({ kind: "default-compression", value: unlessMinusOne(count) }),
  defdrvbuffer: (count) => ({ kind: "default-mode", value: unlessMinusOne(count) }),
  sttimeout: (seconds) => ({ kind: "timeout", seconds }),
  stlongtimeout: (seconds) => ({ kind: "long-timeout", seconds }),
  stsetcln: (value) => ({ kind: "cleaning", value }),
};

/** Command words of mt-st that go to the driver as MTSETDRVBUFFER. */
export const driveBufferCommands: readonly string[] = Object.keys(commands);

/**
 * What a command word of mt-st with its count asks for; undefined for another word. -1 takes a
 * default away.
 */
export function driveBufferCommand(word: string, count: number): DriveBufferArgument | undefined {
  return Object.hasOwn(commands, word) ? commands[word]?.(count) : undefined;
}

/** mt-st's words for the options, in its order. */
export const stOptionWords: Readonly<Record<string, number>> = {
  "buffer-writes": StOption.BufferWrites,
  "async-writes": StOption.AsyncWrites,
  "read-ahead": StOption.ReadAhead,
  debug: StOption.Debugging,
  "two-fms": StOption.TwoFileMarks,
  "fast-eod": StOption.FastEom,
  "auto-lock": StOption.AutoLock,
  "def-writes": StOption.DefaultsForWrites,
  "can-bsr": StOption.CanBackspaceRecords,
  "no-blklimits": StOption.NoBlockLimits,
  "can-partitions": StOption.CanPartition,
  scsi2logical: StOption.Scsi2Logical,
  "no-wait": StOption.NoWait,
  sysv: StOption.SysV,
  sili: StOption.SuppressIllegalLength,
};
