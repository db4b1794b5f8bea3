import { HeaderBytes } from "@floppytape/qic-format";
import { fromBase64, toBase64 } from "./base64.js";
import { DefaultBlockBytes, type Drive, type OpenVolume } from "./drive.js";
import { headerBytesOf, isDirty, type Tape, tableBytesOf } from "./tape.js";
import type { SafePoint } from "./volume-writer.js";
import type { Volume } from "./volumes.js";
import type { SavedCartridge, ZftapeState } from "./zftape-state.js";

/** The state as it has to be stored now; a volume being written counts as far as it was flushed. */
export function saveState(drive: Drive): ZftapeState {
  const { blockSize, compression, offline, doorLocked, resid, tape, takenOut } = drive;
  const aside = takenOut.length > 0 ? { takenOut } : {};
  const unit = {
    version: 1 as const,
    blockSize,
    compression,
    offline,
    doorLocked,
    resid,
    ...aside,
  };
  return tape ? { ...unit, cartridge: saveCartridge(drive, tape) } : unit;
}

/** Whether the state holds anything that a unit would not be in anyway, once it has read the cartridge. */
export function remembersAnything(drive: Drive): boolean {
  const { blockSize, compression, offline, doorLocked, resid, tape, position } = drive;
  if (blockSize !== DefaultBlockBytes || compression || offline || doorLocked || resid !== 0)
    return true;
  if (drive.takenOut.length > 0) return true;
  if (tape === undefined) return false;
  if (isDirty(tape) || drive.openVolume || tape.endBlockSize !== DefaultBlockBytes) return true;
  // However a node looks at the tape, its beginning is the beginning.
  const begins = tape.volumes[0]?.firstSegment ?? tape.endSegment;
  return position.beforeMark || position.volumeBytes !== 0 || position.segment > begins;
}

/** What is known of the cartridge, as it has to be stored now. */
export function saveCartridge(drive: Drive, tape: Tape): SavedCartridge {
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
