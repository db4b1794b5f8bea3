/**
 * What zftape puts into the vendor part of a volume entry, and the entries that it writes. Explained in
 * docs/formats/volume-table.md.
 */
import { FormatError } from "./errors.js";
import type { FormatCode } from "./geometry.js";
import { type FieldLayout, raw, struct, u8, u16 } from "./layout.js";
import {
  CompressionFlag,
  decodeVolumeEntry,
  patchVolumeEntry,
  VolumeEntryBytes,
  VolumeFlag,
  type VolumeLayout,
} from "./volume-entry.js";

export interface ZftapeExtension {
  /** 0: only the description tells; 1: codes 2 to 5; 2 and later: code 6. */
  readonly version: number;
  /** Bytes; 1 means that the volume was written with variable block size. */
  readonly blockSize: number;
  /** As the first entry of a table: not a volume, reserves an obsolete compression map. */
  readonly compressionMap: boolean;
  /** The entry has the `qic113` (or `big`) layout whatever the format code. */
  readonly qic113: boolean;
}

/** The largest block, 62 KiB, so that it fits the u16 of the extension. */
export const MaxZftapeBlockBytes = 63488;

interface Version1 {
  zftSignature: Uint8Array;
  blockSize: number;
  compressionMap: number;
  qic113: number;
}

interface Version2 {
  zftSignature: Uint8Array;
  version: number;
  blockSize: number;
}

const version1 = struct<Version1>(VolumeEntryBytes, {
  zftSignature: [58, raw(10)],
  blockSize: [68, u16],
  compressionMap: [70, u8],
  qic113: [71, u8],
});

const version2 = struct<Version2>(VolumeEntryBytes, {
  zftSignature: [62, raw(3)],
  version: [65, u8],
  blockSize: [66, u16],
});

const signature1 = ascii("LINUX ZFT\0");
const signature2 = ascii("ZFT");

/** The rows of the extension within an entry; for dumps and documentation. */
export function zftapeExtensionLayout(version: 1 | 2): readonly FieldLayout[] {
  return version === 1 ? version1.rows : version2.rows;
}

/**
 * Tells zftape's entries from foreign ones (undefined). Entries of the first zftape versions carry their
 * block size in the description: `zftape volume 001 blocksize 32768`.
 */
export function zftapeExtensionOf(
  entryBytes: Uint8Array,
  formatCode: FormatCode,
): ZftapeExtension | undefined {
  const first = version1.decode(entryBytes);
  if (sameBytes(first.zftSignature, signature1))
    return {
      version: 1,
      blockSize: first.blockSize,
      compressionMap: first.compressionMap !== 0,
      qic113: first.qic113 !== 0,
    };
  if (formatCode === 6) {
    const { zftSignature, version, blockSize } = version2.decode(entryBytes);
    if (sameBytes(zftSignature, signature2))
      return { version, blockSize, compressionMap: false, qic113: true };
  }
  return describedExtension(decodeVolumeEntry(entryBytes, "rev-k").description);
}

/** What zftape states about a volume; see `LogicalVolume` for the fields. */
export interface ZftapeVolume {
  /** Counted from 0; becomes part of the default description. */
  readonly index: number;
  readonly firstSegment: number;
  readonly lastSegment: number;
  readonly dataBytes: number;
  readonly blockSize: number;
  /** Default false. */
  readonly compressed?: boolean;
  /** Default `zftape volume 000`, with the index. */
  readonly description?: string;
  /** Packed; default 0, not known. */
  readonly date?: number;
}

/**
 * The 128 bytes that zftape writes for a volume on a cartridge of this format code.
 * @throws {FormatError} `FIELD_RANGE`: segments above 65535 and more than 4 GiB - 1 need codes that have room.
 */
export function encodeZftapeVolume(volume: ZftapeVolume, formatCode: FormatCode): Uint8Array {
  const { index, firstSegment, lastSegment, dataBytes, blockSize } = volume;
  if (lastSegment < firstSegment)
    throw new FormatError(
      "FIELD_RANGE",
      `lastSegment must not be less than firstSegment ${firstSegment}, got ${lastSegment}`,
      { field: "lastSegment", firstSegment, lastSegment },
    );
  const bytes = new Uint8Array(VolumeEntryBytes);
  const fields = {
    firstSegment,
    lastSegment,
    description: volume.description ?? `zftape volume ${String(index).padStart(3, "0")}`,
    date: volume.date ?? 0,
    flags: VolumeFlag.NotVerified | VolumeFlag.SegmentSpanning,
    cartridgeNumber: 1,
    dataBytes,
    compression: CompressionFlag.Unregistered | (volume.compressed ? CompressionFlag.Used : 0),
  };
  const layout = zftapeLayout(formatCode);
  if (layout === "big") {
    const segmentCount = lastSegment - firstSegment + 1;
    patchVolumeEntry(layout, { ...fields, segmentCount, specMajor: 113, specMinor: 7 }, bytes);
    version2.encode({ zftSignature: signature2, version: 2, blockSize }, bytes);
  } else {
    patchVolumeEntry(layout, fields, bytes);
    const qic113 = layout === "qic113" ? 1 : 0;
    version1.encode({ zftSignature: signature1, blockSize, compressionMap: 0, qic113 }, bytes);
  }
  return bytes;
}

/** The layout that zftape uses on a cartridge of this format code. */
export function zftapeLayout(formatCode: FormatCode): VolumeLayout {
  if (formatCode === 6) return "big";
  return formatCode === 4 ? "qic113" : "rev-k";
}

function describedExtension(description: string): ZftapeExtension | undefined {
  const blockSize = Number(/^zftape volume.* blocksize (\d+)/.exec(description)?.[1]);
  if (!(blockSize <= MaxZftapeBlockBytes)) return undefined;
  return { version: 0, blockSize, compressionMap: false, qic113: false };
}

function ascii(characters: string): Uint8Array {
  return Uint8Array.from(characters, (character) => character.charCodeAt(0));
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
