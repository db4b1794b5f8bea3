/**
 * The argument of MTSETDRVBUFFER, which on Linux' st carries the options of the driver too: the
 * highest four bits say what is set, the rest is the value.
 */
export type DriveBufferArgument =
  /** Buffering of the drive: 0 off, 1 on, 2 on with more than one initiator. */
  | { readonly kind: "mode"; readonly mode: number }
  /** Sum of {@link StOption} bits; `set-all` also clears what is not in it. */
  | { readonly kind: "set-all" | "set" | "clear"; readonly options: number }
  | { readonly kind: "write-threshold"; readonly kb: number }
  /** Value used after a change of tape; undefined: none any more. */
  | {
      readonly kind:
        | "default-block-size"
        | "default-density"
        | "default-compression"
        | "default-mode";
      readonly value: number | undefined;
    }
  | { readonly kind: "timeout" | "long-timeout"; readonly seconds: number }
  /** Where the drive asks for cleaning, for the driver's use. */
  | { readonly kind: "cleaning"; readonly value: number };

/** Options of Linux' st that are on or off. */
export const StOption = {
  BufferWrites: 0x1,
  AsyncWrites: 0x2,
  ReadAhead: 0x4,
  Debugging: 0x8,
  TwoFileMarks: 0x10,
  FastEom: 0x20,
  AutoLock: 0x40,
  DefaultsForWrites: 0x80,
  CanBackspaceRecords: 0x100,
  NoBlockLimits: 0x200,
  CanPartition: 0x400,
  Scsi2Logical: 0x800,
  SysV: 0x1000,
  NoWait: 0x2000,
  SuppressIllegalLength: 0x4000,
  NoWaitEof: 0x8000,
} as const;

const all28 = 0xfffffff;
const all20 = 0xfffff;
const kinds = { 1: "set-all", 3: "set", 4: "clear" } as const;
const defaults = { 1: "default-density", 2: "default-compression", 3: "default-mode" } as const;
const longTimeoutBit = 0x100000;

/**
 * What a count of MTSETDRVBUFFER asks for; undefined where it has no meaning. Only 32 bits are looked
 * at, with either sign.
 */
export function decodeDriveBuffer(count: number): DriveBufferArgument | undefined {
  const word = count >>> 0;
  const value = word & all28;
  const nibble = word >>> 28;
  switch (nibble) {
    case 0:
      return { kind: "mode", mode: value };
    case 1:
    case 3:
    case 4:
      return { kind: kinds[nibble], options: value };
    case 2:
      return { kind: "write-threshold", kb: value };
    case 5:
      return { kind: "default-block-size", value: value === all28 ? undefined : value };
    case 6:
      return decodeDefault(value);
    case 7:
      return value & longTimeoutBit
        ? { kind: "long-timeout", seconds: value & ~longTimeoutBit }
        : { kind: "timeout", seconds: value };
    case 8:
      return { kind: "cleaning", value };
    default:
      return undefined;
  }
}

function decodeDefault(value: number): DriveBufferArgument | undefined {
  const kind = (defaults as Readonly<Record<number, (typeof defaults)[1 | 2 | 3]>>)[value >>> 20];
  if (kind === undefined) return undefined;
  const setting = value & all20;
  return { kind, value: setting === all20 ? undefined : setting };
}

/** The count for MTSETDRVBUFFER, unsigned; values are cut to the bits there are. */
export function encodeDriveBuffer(argument: DriveBufferArgument): number {
  const [nibble, value] = parts(argument);
  return ((nibble << 28) | (value & all28)) >>> 0;
}

function parts(argument: DriveBufferArgument): readonly [nibble: number, value: number] {
  switch (argument.kind) {
    case "mode":
      return [0, argument.mode];
    case "set-all":
      return [1, argument.options];
    case "write-threshold":
      return [2, argument.kb];
    case "set":
      return [3, argument.options];
    case "clear":
      return [4, argument.options];
    case "default-block-size":
      return [5, argument.value ?? all28];
    case "default-density":
      return [6, 0x100000 | ((argument.value ?? all20) & all20)];
    case "default-compression":
      return [6, 0x200000 | ((argument.value ?? all20) & all20)];
    case "default-mode":
      return [6, 0x300000 | ((argument.value ?? all20) & all20)];
    case "timeout":
      return [7, argument.seconds & ~longTimeoutBit];
    case "long-timeout":
      return [7, argument.seconds | longTimeoutBit];
    case "cleaning":
      return [8, argument.value];
  }
}
