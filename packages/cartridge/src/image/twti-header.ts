/** The header segment of a cartridge as the JSON object of a TWTI file has it. */
import {
  AllSectors,
  type BadSectorMap,
  createBadSectorMap,
  createGeometry,
  encodeBadSectorMap,
  encodeHeaderSegment,
  type FormatCode,
  HeaderBytes,
  type HeaderSegment,
  isFormatCode,
} from "@floppytape/qic-format";
import { CartridgeError } from "../errors.js";
import { type TwtiHead, TwtiState, twtiEntryAt } from "./twti-format.js";

type Members = Readonly<Record<string, unknown>>;

/** The bad sector map that the segment table of a TWTI file amounts to. */
function badSectorsOfTwti(head: TwtiHead, formatCode: FormatCode): BadSectorMap {
  const map = createBadSectorMap(formatCode, head.segmentCount);
  for (let segment = 0; segment < head.segmentCount; segment++) {
    const { state, excluded } = twtiEntryAt(head, segment);
    const bad = state === TwtiState.Bad ? AllSectors : excluded;
    if (bad !== 0) map.set(segment, bad);
  }
  return map;
}

/**
 * Makes header segment contents (29696 bytes) out of the JSON object and the segment table, for files whose
 * header segments are missing.
 * @throws {CartridgeError} `BAD_IMAGE` when the object says too little or contradicts itself.
 */
export function headerBytesOfTwti(head: TwtiHead): Uint8Array {
  try {
    return encodeHeader(head);
  } catch (cause) {
    if (cause instanceof CartridgeError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CartridgeError("BAD_IMAGE", `the TWTI file's header: ${reason}`, {}, cause);
  }
}

function encodeHeader(head: TwtiHead): Uint8Array {
  const stored = membersOf(head.json.qic80_header);
  const stated = membersOf(head.json.geometry);
  const formatCode = numberOf(stored, "format_code", 0xff, 4);
  const tracksPerCartridge = numberOf(stated, "tracks", 0xff, numberOf(stored, "tracks", 0xff, 0));
  const segmentsPerTrack = numberOf(
    stated,
    "segments_per_track",
    0xffff,
    numberOf(stored, "segments_per_track", 0xffff, 0),
  );
  if (!isFormatCode(formatCode) || tracksPerCartridge < 1 || segmentsPerTrack < 1)
    throw new CartridgeError(
      "BAD_IMAGE",
      "the TWTI file has neither a header segment nor a geometry that makes sense",
      { formatCode, tracksPerCartridge, segmentsPerTrack },
    );
  const perSide = numberOf(stated, "ftk_per_side", 256, 150);
  const geometry = createGeometry({
    formatCode,
    segmentsPerTrack,
    tracksPerCartridge,
    floppyTrackMax: Math.max(1, perSide) - 1,
  });
  const segments = formatCode === 6 ? 0xffffffff : 0xffff;
  const number = (name: string, max: number, fallback = 0) => numberOf(stored, name, max, fallback);
  const header: HeaderSegment = {
    ...geometry,
    revision: number("revision", 0xff),
    headerSegments: [number("header_seg", segments), number("dup_header_seg", segments, 1)],
    firstDataSegment: number("first_data_seg", segments, 2),
    lastDataSegment: number("last_data_seg", segments, head.segmentCount - 1),
    formatDate: number("format_date", 0xffffffff),
    writeDate: number("write_date", 0xffffffff),
    label: textOf(stored, "tape_name"),
    labelDate: number("name_date", 0xffffffff),
    compressionMapStart: 0,
    reformatError: 0,
    segmentsWritten: number("segments_written", 0xffffffff),
    initialFormatDate: number("initial_format_date", 0xffffffff),
    formatCount: number("format_count", 0xffff),
    failedSectorCount: 0,
    manufacturer: textOf(stored, "manufacturer"),
    lotCode: textOf(stored, "lot_code"),
  };
  const bytes = new Uint8Array(HeaderBytes);
  encodeHeaderSegment(header, bytes);
  encodeBadSectorMap(badSectorsOfTwti(head, formatCode), bytes);
  return bytes;
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}

function numberOf(members: Members, name: string, max: number, fallback: number): number {
  const value = members[name];
  const fits = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max;
  return fits ? (value as number) : fallback;
}

/** ASCII that fits a field of 44 bytes. */
function textOf(members: Members, name: string): string {
  const value = members[name];
  if (typeof value !== "string") return "";
  return value.replace(/[^\x20-\x7e]/g, "?").slice(0, 44);
}
