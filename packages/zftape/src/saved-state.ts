import { HeaderBytes } from "@floppytape/qic-format";
import { fromBase64, toBase64 } from "./base64.js";
import type { Drive, OpenVolume } from "./drive.js";
import type { Position } from "./position.js";
import { headerBytesOf, isDirty, type Tape, tableBytesOf } from "./tape.js";
import type { SafePoint } from "./volume-writer.js";
import type { Volume } from "./volumes.js";

/**
 * What a unit has to remember between two processes: JSON-serialisable. It belongs to one cartridge
 * in one state: `Zftape.restore` compares.
 */
export interface ZftapeState {
  readonly version: 1;
  /** Bytes; 1: variable. */
  readonly blockSize: number;
  readonly compression: boolean;
  readonly offline: boolean;
  readonly doorLocked: boolean;
  /** Absent: header and table were not read, the position is unknown. */
  readonly cartridge?: SavedCartridge;
}

/** What is known of the cartridge. */
export interface SavedCartridge {
  readonly segmentCount: number;
  /** Values of the header's write counter with which this state still holds. */
  readonly writeCounters: readonly number[];
  readonly position: Position;
  readonly positionIsRaw: boolean;
  readonly positionExpands: boolean;
  /** See `VolumeInfo.blockSize` at the end of data. */
  readonly endBlockSize: number;
  /** Segments written that the counter does not contain yet. */
  readonly segmentsWritten: number;
  /** Header that is to be written, base64 without trailing zeros. */
  readonly headerBytes?: string;
  /** Volume table that is to be written, likewise. */
  readonly tableBytes?: string;
  /** Contents of segments that may be being overwritten, likewise. */
  readonly tail: readonly { readonly segment: number; readonly data: string }[];
}

/** The state as it has to be stored now; a volume being written counts as far as it was flushed. */
export function saveState(drive: Drive): ZftapeState {
  const { blockSize, compression, offline, doorLocked, tape } = drive;
  const unit = { version: 1 as const, blockSize, compression, offline, doorLocked };
  return tape ? { ...unit, cartridge: saveCartridge(drive, tape) } : unit;
}

function saveCartridge(drive: Drive, tape: Tape): SavedCartridge {
  const { openVolume } = drive;
  const safe = openVolume?.writer.safe;
  const volumes =
    openVolume && safe && !openVolume.raw ? volumesThrough(tape, openVolume, safe) : tape.volumes;
  const last = volumes.at(-1);
  const endSegment = last ? last.lastSegment + 1 : tape.cartridge.firstDataSegment + 1;
  const atEnd = { segment: endSegment, offset: 0, volumeBytes: 0, beforeMark: false };
  const dirty = isDirty(tape) || openVolume !== undefined;
  return {
    segmentCount: tape.cartridge.badSectors.segmentCount,
    writeCounters: drive.acceptedCounters,
    position: openVolume ? atEnd : drive.position,
    positionIsRaw: drive.positionIsRaw,
    positionExpands: drive.positionExpands,
    endBlockSize: tape.endBlockSize,
    segmentsWritten: tape.segmentsWritten,
    ...(dirty ? { headerBytes: packed(headerBytesOf(tape)) } : {}),
    ...(tape.tableDirty ? { tableBytes: packed(tableBytesOf(tape, volumes)) } : {}),
    tail: (safe?.tail ?? []).map(({ segment, data }) => ({ segment, data: packed(data) })),
  };
}

/** The volumes when the last one ends at a safe point. */
function volumesThrough(tape: Tape, open: OpenVolume, safe: SafePoint): readonly Volume[] {
  const before = tape.volumes.slice(0, open.index);
  const volume = tape.volumes[open.index];
  if (safe.lastSegment === undefined || volume === undefined) return before;
  return [...before, { ...volume, dataBytes: safe.bytes, lastSegment: safe.lastSegment }];
}

/** Base64 without the zeros at the end, of which headers and tables have many. */
function packed(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  return toBase64(bytes.subarray(0, end));
}

/** The bytes that were {@link packed}, `length` in all; undefined for nonsense. */
export function unpacked(text: string, length: number): Uint8Array | undefined {
  const bytes = fromBase64(text);
  if (bytes === undefined || bytes.length > length) return undefined;
  const whole = new Uint8Array(length);
  whole.set(bytes);
  return whole;
}

/** The header of a saved state; undefined for nonsense. */
export function unpackedHeader(text: string): Uint8Array | undefined {
  return unpacked(text, HeaderBytes);
}

/** Whether a value read from a file can be a state of this version. */
export function isZftapeState(value: unknown): value is ZftapeState {
  if (!hasShape(value, { version: "number", blockSize: "number", offline: "boolean" }))
    return false;
  const { version, blockSize, cartridge } = value as unknown as ZftapeState;
  if (version !== 1 || !(blockSize === 1 || (blockSize >= 1024 && blockSize <= 63488)))
    return false;
  return cartridge === undefined || isSavedCartridge(cartridge);
}

function isSavedCartridge(value: unknown): value is SavedCartridge {
  const counts = { segmentCount: "number", segmentsWritten: "number", endBlockSize: "number" };
  if (!hasShape(value, { ...counts, position: "object" })) return false;
  const { position, writeCounters, tail, headerBytes, tableBytes } =
    value as unknown as SavedCartridge;
  const numbers = { segment: "number", offset: "number", volumeBytes: "number" };
  return (
    hasShape(position, { ...numbers, beforeMark: "boolean" }) &&
    [position.segment, position.offset, position.volumeBytes].every(isCount) &&
    Array.isArray(writeCounters) &&
    Array.isArray(tail) &&
    tail.every((part) => hasShape(part, { segment: "number", data: "string" })) &&
    [headerBytes, tableBytes].every((text) => text === undefined || typeof text === "string")
  );
}

function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function hasShape(value: unknown, shape: Record<string, string>): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const record = value as Record<string, unknown>;
  return Object.entries(shape).every(([key, type]) => typeof record[key] === type);
}
