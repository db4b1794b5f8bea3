/**
 * An entry of the volume table: 128 bytes in one of three layouts, whose tables below are the only place
 * that knows an offset. Which layout an entry has is not stated; see volume-layout.ts and
 * docs/formats/volume-table.md.
 */
import { FormatError } from "./errors.js";
import { type FieldLayout, raw, type Struct, struct, text, u8, u16, u32, u64 } from "./layout.js";

/** Size of an entry, whatever its signature. */
export const VolumeEntryBytes = 128;

/**
 * `rev-k`: QIC-80 up to revision K; `qic113`: later revisions and QIC-113; `big`: QIC-113 rev G with 32-bit
 * segment numbers, of format code 6.
 */
export type VolumeLayout = "rev-k" | "qic113" | "big";

/** What the three layouts have in common; only places and sizes differ. */
export interface VolumeEntryFields {
  /** First and last segment of the volume on this cartridge, both inclusive. */
  firstSegment: number;
  lastSegment: number;
  description: string;
  /** Packed, see `decodeQicTime`; 0 when unknown. */
  date: number;
  /** Sum of {@link VolumeFlag} bits. */
  flags: number;
  /** Position in a multi-cartridge set, counted from 1. */
  cartridgeNumber: number;
  /** Owned by the program that wrote the volume: 26 bytes, 14 in the `big` layout. */
  vendor: Uint8Array;
  /** 8 bytes; the first is 0 when there is none. */
  password: Uint8Array;
  directoryBytes: number;
  /** Of the whole volume over all its cartridges, before compression. */
  dataBytes: number;
  osVersion: number;
  /** Volume label of the drive that was backed up. */
  sourceDrive: string;
  logicalDevice: number;
  /** See {@link CompressionFlag}. */
  compression: number;
}

export interface RevKEntry extends VolumeEntryFields {
  layout: "rev-k";
  physicalDevice: number;
}

export interface Qic113Entry extends VolumeEntryFields {
  layout: "qic113";
  osType: number;
}

export interface BigEntry extends VolumeEntryFields {
  layout: "big";
  segmentCount: number;
  /** 113 for QIC-113, with its revision as a number (7 = G). */
  specMajor: number;
  specMinor: number;
  osType: number;
}

export type VolumeEntry = RevKEntry | Qic113Entry | BigEntry;

/** Bits of `flags`. */
export const VolumeFlag = {
  VendorSpecific: 0x01,
  MultiCartridge: 0x02,
  NotVerified: 0x04,
  RedirectionInhibited: 0x08,
  SegmentSpanning: 0x10,
  DirectoryLast: 0x20,
} as const;

/** The compression byte: an algorithm under a mask, and a bit that says whether it was used. */
export const CompressionFlag = {
  AlgorithmMask: 0x3f,
  /** QIC-122. */
  Stac: 0x01,
  /** The vendor's own; zftape's LZRW3. */
  Unregistered: 0x3f,
  Used: 0x80,
} as const;

const common = {
  signature: [0, text(4)],
  description: [8, text(44)],
  date: [52, u32],
  flags: [56, u8],
  cartridgeNumber: [57, u8],
  password: [84, raw(8)],
  directoryBytes: [92, u32],
} as const;

const narrowSegments = {
  firstSegment: [4, u16],
  lastSegment: [6, u16],
  vendor: [58, raw(26)],
} as const;

const behindWideSize = {
  dataBytes: [96, u64],
  osVersion: [104, u16],
  sourceDrive: [106, text(16)],
  logicalDevice: [122, u8],
  compression: [124, u8],
  osType: [125, u8],
} as const;

type Stored<E> = Omit<E, "layout"> & { signature: string };

const revK = struct<Stored<RevKEntry>>(VolumeEntryBytes, {
  ...common,
  ...narrowSegments,
  dataBytes: [96, u32],
  osVersion: [100, u16],
  sourceDrive: [102, text(16)],
  logicalDevice: [118, u8],
  physicalDevice: [119, u8],
  compression: [120, u8],
});

const qic113 = struct<Stored<Qic113Entry>>(VolumeEntryBytes, {
  ...common,
  ...narrowSegments,
  ...behindWideSize,
});

const big = struct<Stored<BigEntry>>(VolumeEntryBytes, {
  ...common,
  segmentCount: [4, u32],
  specMajor: [58, u16],
  specMinor: [60, u16],
  vendor: [62, raw(14)],
  firstSegment: [76, u32],
  lastSegment: [80, u32],
  ...behindWideSize,
});

const tables = { "rev-k": revK, qic113, big } as const;

/** Every field of an entry, by offset; for dumps and documentation. */
export function volumeEntryLayout(layout: VolumeLayout): readonly FieldLayout[] {
  return tables[layout].rows;
}

/**
 * Reads 128 bytes in a given layout, whatever their signature.
 * @throws {FormatError} `SHORT_BUFFER`.
 */
export function decodeVolumeEntry<L extends VolumeLayout>(
  bytes: Uint8Array,
  layout: L,
): Extract<VolumeEntry, { layout: L }> {
  const { signature, ...fields } = tables[layout].decode(bytes);
  return { layout, ...fields } as Extract<VolumeEntry, { layout: L }>;
}

/**
 * Writes an entry with its signature over `into` (default: zeros) and returns it; bytes that the layout
 * does not name keep their value.
 * @throws {FormatError} `FIELD_RANGE` when a value does not fit or the volume ends before it starts.
 */
export function encodeVolumeEntry(
  entry: VolumeEntry,
  into: Uint8Array = new Uint8Array(VolumeEntryBytes),
): Uint8Array {
  const { layout, firstSegment, lastSegment } = entry;
  if (lastSegment < firstSegment)
    throw new FormatError(
      "FIELD_RANGE",
      `lastSegment must not be less than firstSegment ${firstSegment}, got ${lastSegment}`,
      { field: "lastSegment", firstSegment, lastSegment },
    );
  (tables[layout] as Struct<object>).encode({ signature: "VTBL", ...entry }, into);
  return into;
}

/**
 * Writes only the named fields (and the signature) over an entry, for editors: everything else stays byte
 * for byte.
 * @throws {FormatError} `FIELD_RANGE`, `SHORT_BUFFER`.
 */
export function patchVolumeEntry<L extends VolumeLayout>(
  layout: L,
  changes: Partial<Omit<Extract<VolumeEntry, { layout: L }>, "layout">>,
  into: Uint8Array,
): void {
  (tables[layout] as Struct<object>).encode({ signature: "VTBL", ...changes }, into);
}
