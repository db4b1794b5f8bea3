import { type VolumeLayout, volumeEntryLayout } from "@floppytape/qic-format";

/** A range of bytes within an entry. */
export interface Place {
  readonly offset: number;
  readonly size: number;
}

/**
 * Where the keywords of the tagged format lie in an entry. They cover every byte behind the
 * signature, so that an entry can be written down and made again exactly.
 */
export function entryPlaces(layout: VolumeLayout): Readonly<Record<PlaceName, Place>> {
  const rows = volumeEntryLayout(layout);
  const at = (name: string): Place => {
    const row = rows.find((field) => field.name === name);
    if (!row) throw new RangeError(`name: layout ${layout} has no field ${name}`);
    return { offset: row.offset, size: row.size };
  };
  const device = at("logicalDevice");
  const compression = at("compression");
  const afterCompression = compression.offset + 1;
  const cartridgeNumber = at("cartridgeNumber");
  const vendorOffset = cartridgeNumber.offset + 1;
  const vendorEnd = layout === "big" ? at("firstSegment").offset : at("password").offset;
  return {
    START: at("firstSegment"),
    END: at("lastSegment"),
    NUM_SEGMENTS: layout === "big" ? at("segmentCount") : { offset: 0, size: 0 },
    DESCRIPTION: at("description"),
    DATE: at("date"),
    FLAGS: at("flags"),
    MULTI_CARTRIDGE_COUNT: cartridgeNumber,
    VENDOR_EXTENSION: { offset: vendorOffset, size: vendorEnd - vendorOffset },
    PASSWORD: at("password"),
    DIRECTORY_SIZE: at("directoryBytes"),
    DATA_SIZE: at("dataBytes"),
    OS_VERSION: at("osVersion"),
    SOURCE_DRIVE: at("sourceDrive"),
    DEVICE: device,
    RESERVED_1: { offset: device.offset + 1, size: 1 },
    COMPRESSION_FLAGS: compression,
    FORMAT: { offset: afterCompression, size: 1 },
    RESERVED_2: { offset: afterCompression + 1, size: 1 },
    RESERVED_3: { offset: afterCompression + 2, size: 128 - afterCompression - 2 },
  };
}

/** Keywords of the tagged format; the eight FLAG_ keywords share one byte. */
export type PlaceName =
  | "START"
  | "END"
  | "NUM_SEGMENTS"
  | "DESCRIPTION"
  | "DATE"
  | "FLAGS"
  | "MULTI_CARTRIDGE_COUNT"
  | "VENDOR_EXTENSION"
  | "PASSWORD"
  | "DIRECTORY_SIZE"
  | "DATA_SIZE"
  | "OS_VERSION"
  | "SOURCE_DRIVE"
  | "DEVICE"
  | "RESERVED_1"
  | "COMPRESSION_FLAGS"
  | "FORMAT"
  | "RESERVED_2"
  | "RESERVED_3";

/** Reads a little-endian number of any size. */
export function readNumber(entry: Uint8Array, { offset, size }: Place): bigint {
  let value = 0n;
  for (let i = size - 1; i >= 0; i--) value = (value << 8n) | BigInt(entry[offset + i] ?? 0);
  return value;
}

/** Writes a little-endian number; the caller has checked that it fits. */
export function writeNumber(entry: Uint8Array, { offset, size }: Place, value: bigint): void {
  for (let i = 0; i < size; i++) entry[offset + i] = Number((value >> BigInt(8 * i)) & 0xffn);
}

/** The bytes of a place, as a view. */
export function bytesAt(entry: Uint8Array, { offset, size }: Place): Uint8Array {
  return entry.subarray(offset, offset + size);
}
