/**
 * What a `VTBL` entry says of a volume. An entry does not state its layout: every reading is tried, and the
 * one that makes most sense is taken, see docs/formats/qic-113.md.
 */
import {
  CompressionFlag,
  decodeVolumeEntry,
  type EntryReading,
  entryReadings,
  layoutOfReading,
  type QicTime,
  qic113Revision,
  type ReadingScores,
  scoreEntryReadings,
  type VolumeBounds,
  type VolumeEntry,
  VolumeEntryBytes,
  VolumeFlag,
  zftapeExtensionOf,
} from "@floppytape/qic-format";
import { createOemText, type OemText } from "./oem-text.js";
import { recordedTime } from "./recorded-time.js";

/** What a volume holds: a file set of either format, a volume of zftape, or something unknown. */
export type VolumeContents = "basic" | "extended" | "zftape" | "unknown";

/** One volume on one cartridge. */
export interface FileSetVolume {
  readonly layout: EntryReading;
  /** Points of every layout; see `scoreEntryReadings` of `@floppytape/qic-format`. */
  readonly scores: ReadingScores;
  /**
   * Layouts in which the entry makes as much sense and says something else: pass the right one as
   * `layout` if it is not the one taken.
   */
  readonly tied: readonly EntryReading[];
  readonly contents: VolumeContents;
  /** Both inclusive, within the bounds that were given. */
  readonly firstSegment: number;
  readonly lastSegment: number;
  readonly description: string;
  /** Local time. */
  readonly date: QicTime | undefined;
  /** Sum of `VolumeFlag` bits. */
  readonly flags: number;
  /** Place in a multi-cartridge set, counted from 1. */
  readonly cartridgeNumber: number;
  /** Revision of QIC-113 behind the mark (6 = F, 7 = G); undefined without the mark. */
  readonly revision: number | undefined;
  /** 26 bytes, 14 in layout `b`. */
  readonly vendor: Uint8Array;
  /** A restore program would ask for a password. The data is not enciphered, and nothing here asks. */
  readonly passwordPresent: boolean;
  /** As stated, in bytes; not bounded by anything. */
  readonly directoryBytes: number;
  /** Of the whole set over all its cartridges, before compression; as stated. */
  readonly dataBytes: number;
  readonly osVersion: { readonly major: number; readonly minor: number };
  readonly sourceDrive: string;
  readonly logicalDevice: number;
  readonly compressed: boolean;
  /** QIC-123 code: 1 is QIC-122, 0x3f unregistered. */
  readonly compression: number;
  /** Format and operating system byte and its name; tells nothing about the format of the directory. */
  readonly osType: number;
  readonly osTypeName: string | undefined;
  /** A copy of the 128 bytes. A function, so that printing the volume does not show a password. */
  entryBytes(): Uint8Array;
}

export interface VolumeEntryOptions {
  /** Layout to read the entry in, instead of the most sensible one. */
  readonly layout?: EntryReading;
  /** Default: CP437. */
  readonly oemText?: OemText;
}

const osTypeNames = [
  "Extended",
  "DOS Basic",
  "Unix",
  "OS/2",
  "NetWare",
  "Windows NT",
  "DOS Extended",
  "Windows 95",
] as const;

/**
 * Reads an entry. Undefined when the bytes are not a `VTBL` entry (the table's end, or a companion).
 * @throws {RangeError} when fewer than 128 bytes are given.
 */
export function readVolumeEntry(
  bytes: Uint8Array,
  bounds: VolumeBounds,
  options: VolumeEntryOptions = {},
): FileSetVolume | undefined {
  if (bytes.length < VolumeEntryBytes)
    throw new RangeError(`bytes must be 128 at least, got ${bytes.length}`);
  const raw = bytes.slice(0, VolumeEntryBytes);
  if (raw[0] !== 0x56 || raw[1] !== 0x54 || raw[2] !== 0x42 || raw[3] !== 0x4c) return undefined;
  const scores = scoreEntryReadings(raw, bounds);
  const best = Math.max(...entryReadings.map((reading) => scores[reading]));
  const winners = entryReadings.filter((reading) => scores[reading] === best);
  const layout = options.layout ?? winners[0]!;
  const text = options.oemText ?? createOemText();
  const entry = decodeVolumeEntry(raw, layoutOfReading(layout));
  const known = layout !== "vendor";
  const revision = qic113Revision(raw);
  const osType = known && entry.layout !== "rev-k" ? entry.osType : 0;
  return {
    layout,
    scores,
    tied: winners.filter((other) => other !== layout && !saysTheSame(raw, other, entry)),
    contents: zftapeExtensionOf(raw, bounds.formatCode ?? 4)
      ? "zftape"
      : contentsOf(layout, entry.flags, revision),
    firstSegment: Math.max(entry.firstSegment, bounds.firstSegment),
    lastSegment: Math.min(entry.lastSegment, bounds.lastSegment),
    description: trimmed(text.decode(raw.subarray(8, 52))),
    date: recordedTime(entry.date),
    flags: entry.flags,
    cartridgeNumber: known ? entry.cartridgeNumber : 0,
    revision,
    vendor: entry.vendor,
    passwordPresent: known && entry.password[0] !== 0,
    directoryBytes: known ? entry.directoryBytes : 0,
    dataBytes: known ? entry.dataBytes : 0,
    osVersion: known
      ? { major: entry.osVersion & 0xff, minor: entry.osVersion >>> 8 }
      : { major: 0, minor: 0 },
    sourceDrive: known ? entry.sourceDrive : "",
    logicalDevice: known ? entry.logicalDevice : 0,
    compressed: known && (entry.compression & CompressionFlag.Used) !== 0,
    compression: known ? entry.compression & CompressionFlag.AlgorithmMask : 0,
    osType,
    osTypeName: osTypeNames[osType],
    entryBytes: () => raw.slice(),
  };
}

/** Whether another reading of an entry finds the volume at the same place, of the same sizes. */
function saysTheSame(raw: Uint8Array, reading: EntryReading, entry: VolumeEntry): boolean {
  const other = decodeVolumeEntry(raw, layoutOfReading(reading));
  return (
    other.firstSegment === entry.firstSegment &&
    other.lastSegment === entry.lastSegment &&
    other.directoryBytes === entry.directoryBytes &&
    other.dataBytes === entry.dataBytes &&
    other.compression === entry.compression
  );
}

/** Programs that write layout `b` put other numbers than 113 there, so the flag alone decides. */
function contentsOf(
  layout: EntryReading,
  flags: number,
  revision: number | undefined,
): VolumeContents {
  if (layout === "vendor") return "unknown";
  if ((flags & VolumeFlag.VendorSpecific) === 0) return "basic";
  if (layout === "b" || (revision !== undefined && revision >= 1)) return "extended";
  return "unknown";
}

function trimmed(text: string): string {
  return text.replace(/[ \0]+$/, "");
}
