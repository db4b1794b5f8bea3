import type { Position } from "./position.js";

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
  /** What the last operation could not do. */
  readonly resid: number;
  /** Absent: header and table were not read, the position is unknown. */
  readonly cartridge?: SavedCartridge;
  /** Cartridges that were taken out before headers and table were written, oldest first; 8 at most. */
  readonly takenOut?: readonly SavedCartridge[];
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

const shapeOfUnit = {
  version: "number",
  blockSize: "number",
  offline: "boolean",
  resid: "number",
};

/** Whether a value read from a file can be a state of this version. */
export function isZftapeState(value: unknown): value is ZftapeState {
  if (!hasShape(value, shapeOfUnit)) return false;
  const { version, blockSize, cartridge, takenOut = [] } = value as unknown as ZftapeState;
  if (version !== 1 || !(blockSize === 1 || (blockSize >= 1024 && blockSize <= 63488)))
    return false;
  if (!Array.isArray(takenOut) || !takenOut.every(isSavedCartridge)) return false;
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
