/** The head and the segment table of tapewyrm's image files (TWTI version 1): docs/formats/cartridge-images.md. */
import { dataBytesOf, MaxSegments } from "@floppytape/qic-format";
import type { ByteStore } from "../byte-store.js";
import { CartridgeError } from "../errors.js";
import { SlotBytes } from "./image-layout.js";

/** What a TWTI file says of a segment. */
export const TwtiState = {
  /** No sector was read. */
  Missing: 0,
  Clean: 1,
  Corrected: 2,
  /** More bad sectors than can be rebuilt; which ones, the file does not say. */
  Uncorrectable: 3,
  /** The whole segment is in the bad sector map. */
  Bad: 4,
} as const;

/** One entry of the segment table. */
export interface TwtiEntry {
  readonly state: number;
  /** Sectors that were rebuilt, or could not be read. */
  readonly erasures: number;
  readonly dataBytes: number;
  /** Sectors in the bad sector map. */
  readonly excluded: number;
}

/** The head of a TWTI file, checked against its size. */
export interface TwtiHead {
  readonly segmentCount: number;
  /** Byte of the first slot. */
  readonly dataPosition: number;
  /** The JSON object as it stands in the file: nothing in it is to be relied on. */
  readonly json: Readonly<Record<string, unknown>>;
  /** 8 bytes for each segment. */
  readonly table: Uint8Array;
}

export const TwtiMagic = "TWTI";
const TwtiPreambleBytes = 10;
export const TwtiEntryBytes = 8;
/** Longer ones are refused; those that programs write have a few kilobytes. */
const maxJsonBytes = 4 * 1024 * 1024;

/**
 * Reads head and segment table.
 * @throws {CartridgeError} `BAD_IMAGE`, with what is wrong.
 */
export async function readTwtiHead(bytes: ByteStore): Promise<TwtiHead> {
  const preamble = await readAt(bytes, 0, TwtiPreambleBytes);
  const view = new DataView(preamble.buffer);
  if (String.fromCharCode(...preamble.subarray(0, 4)) !== TwtiMagic) throw wrong("no TWTI file");
  const version = view.getUint16(4, true);
  if (version !== 1) throw wrong(`TWTI version ${version} is not known, only 1`, { version });
  const jsonBytes = view.getUint32(6, true);
  if (jsonBytes > maxJsonBytes || TwtiPreambleBytes + jsonBytes > bytes.sizeBytes)
    throw wrong(`its header of ${jsonBytes} bytes is longer than it can be`, { jsonBytes });
  const json = parseObject(await readAt(bytes, TwtiPreambleBytes, jsonBytes));
  const segmentCount = json.segment_count;
  if (typeof segmentCount !== "number" || !(segmentCount >= 1 && segmentCount <= MaxSegments))
    throw wrong(`segment_count is no number from 1 to ${MaxSegments}`);
  if (!Number.isInteger(segmentCount)) throw wrong("segment_count is no whole number");
  const stride = json.segment_stride;
  if (stride !== undefined && stride !== SlotBytes)
    throw wrong(`segment_stride is not ${SlotBytes}`);
  const tablePosition = TwtiPreambleBytes + jsonBytes;
  const dataPosition = tablePosition + segmentCount * TwtiEntryBytes;
  if (dataPosition > bytes.sizeBytes)
    throw wrong(`it ends in its table of ${segmentCount} segments`, { segmentCount });
  const table = await readAt(bytes, tablePosition, segmentCount * TwtiEntryBytes);
  return { segmentCount, dataPosition, json, table };
}

/** The table's entry of a segment below `segmentCount`. */
export function twtiEntryAt({ table }: Pick<TwtiHead, "table">, segment: number): TwtiEntry {
  const view = new DataView(table.buffer, table.byteOffset + segment * TwtiEntryBytes);
  return {
    state: view.getUint8(0),
    erasures: view.getUint8(1),
    dataBytes: view.getUint16(2, true),
    excluded: view.getUint32(4, true),
  };
}

/** Writes an entry into a table. */
export function setTwtiEntry(table: Uint8Array, segment: number, entry: TwtiEntry): void {
  const view = new DataView(table.buffer, table.byteOffset + segment * TwtiEntryBytes);
  view.setUint8(0, entry.state);
  view.setUint8(1, entry.erasures);
  view.setUint16(2, entry.dataBytes, true);
  view.setUint32(4, entry.excluded >>> 0, true);
}

/** Whether the slot of a segment holds data that were checked when the file was made. */
export function hasTwtiData({ state, dataBytes, excluded }: TwtiEntry): boolean {
  const checked = state === TwtiState.Clean || state === TwtiState.Corrected;
  return checked && dataBytes === dataBytesOf(excluded);
}

/** What precedes the slots: preamble, JSON and table. */
export function encodeTwtiHead(json: object, table: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(json));
  const head = new Uint8Array(TwtiPreambleBytes + text.length + table.length);
  head.set(new TextEncoder().encode(TwtiMagic));
  const view = new DataView(head.buffer);
  view.setUint16(4, 1, true);
  view.setUint32(6, text.length, true);
  head.set(text, TwtiPreambleBytes);
  head.set(table, TwtiPreambleBytes + text.length);
  return head;
}

function parseObject(bytes: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw wrong("its header is no JSON", {}, cause);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw wrong("its header is no JSON object");
  return value as Record<string, unknown>;
}

async function readAt(bytes: ByteStore, position: number, count: number): Promise<Uint8Array> {
  const into = new Uint8Array(count);
  const got = await bytes.read(position, into);
  if (got < count) throw wrong(`it ends after ${position + got} bytes`, { position });
  return into;
}

function wrong(what: string, details: Record<string, number> = {}, cause?: unknown) {
  return new CartridgeError("BAD_IMAGE", `the TWTI file is damaged: ${what}`, details, cause);
}
