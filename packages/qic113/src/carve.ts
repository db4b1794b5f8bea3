/**
 * Finds data entries by their signature, for volumes whose directory is lost or does not fit. The
 * signature also occurs inside of files: a hit counts only with a sensible header behind it, and what
 * a header claims as its contents is passed over when the next one stands where they end.
 */

import { createFateList } from "./byte-fates.js";
import { touchesRange } from "./byte-ranges.js";
import { isPlausibleHeader, readDataEntry, usualHeaderBytes } from "./data-entry-reader.js";
import { type DataEntryHeader, DataEntrySignature, type EntryFormat } from "./entry.js";
import { readRange, type VolumeStream } from "./volume-stream.js";

/** A data entry that was found without a directory. */
export interface CarvedEntry {
  readonly header: DataEntryHeader;
  readonly start: number;
  /** Size of the data entry; with `guessed`, what lies in front of the next one or the end. */
  size: number;
  guessed: boolean;
}

const chunkBytes = 65536;
/** Ten times the files of the fullest cartridges. */
const maxEntries = 1_000_000;

/** Finds the data entries from `start` to before `end`. */
export async function carveDataEntries(
  stream: VolumeStream,
  format: EntryFormat,
  start: number,
  end: number,
  signal?: AbortSignal,
): Promise<CarvedEntry[]> {
  const found: CarvedEntry[] = [];
  const findSignature = createScanner(stream, format, end, signal);
  let open: CarvedEntry | undefined; // its size is not known yet
  const close = (at: number) => {
    if (open !== undefined) open.size = Math.min(open.size, at - open.start);
    open = undefined;
  };
  let at = start;
  while (found.length < maxEntries) {
    signal?.throwIfAborted();
    const hit = await findSignature(at);
    if (hit === undefined) break;
    const header = await readDataEntry(stream, format, hit, end);
    if (typeof header === "string" || !isPlausibleHeader(header)) {
      if (header === "hole") close(hit); // another entry may begin here: nothing behind is certain
      at = hit + 1;
      continue;
    }
    close(hit);
    const size = await statedSize(stream, format, header, hit, end);
    const entry = { header, start: hit, size: size ?? end - hit, guessed: size === undefined };
    found.push(entry);
    if (size === undefined) open = entry;
    at = hit + (size ?? header.headerBytes);
  }
  close(end);
  return found;
}

/**
 * The size that a header claims, if what lies behind it does not speak against that: best a signature,
 * else nothing that could be told from one.
 */
async function statedSize(
  stream: VolumeStream,
  format: EntryFormat,
  header: DataEntryHeader,
  start: number,
  end: number,
): Promise<number | undefined> {
  const fits = (size: number) => size >= header.headerBytes && start + size <= end;
  const sizes = sizesOf(format, header).filter(fits);
  for (const size of sizes) if (await startsHere(stream, start + size, end)) return size;
  for (const size of sizes) if (await mayStart(stream, start + size, end)) return size;
  return undefined;
}

/** Sizes that a header may mean: as stated, or as its areas add up to, with and without the last empty heads. */
function sizesOf(format: EntryFormat, { entry, headerBytes }: DataEntryHeader): number[] {
  if (entry.dataEntryBytes !== undefined) return [entry.dataEntryBytes];
  const areas = format.areas(entry, headerBytes, undefined);
  if (areas === undefined) return [];
  const ends = areas.flatMap(({ start, bytes }) => (bytes === undefined ? [] : [start + bytes]));
  return ends.length < areas.length ? [] : [...new Set(ends.reverse())];
}

/** The end, fill, or a hole: a data entry may begin here. */
async function mayStart(stream: VolumeStream, at: number, end: number): Promise<boolean> {
  if (end - at < DataEntrySignature.length) return true;
  const { bytes, holes } = await readRange(stream, at, DataEntrySignature.length);
  return holes.length > 0 || bytes.every((byte) => byte === 0);
}

/** A signature can be read here. */
async function startsHere(stream: VolumeStream, at: number, end: number): Promise<boolean> {
  if (end - at < DataEntrySignature.length) return false;
  const { bytes, holes } = await readRange(stream, at, DataEntrySignature.length);
  return holes.length === 0 && matches(bytes, 0);
}

/**
 * A function that gives the position of the next signature with a possible header behind it. Its
 * chunk stays in memory, so that many small entries do not cost a chunk each.
 */
function createScanner(
  stream: VolumeStream,
  format: EntryFormat,
  end: number,
  signal: AbortSignal | undefined,
): (start: number) => Promise<number | undefined> {
  const overlap = DataEntrySignature.length - 1;
  let chunk: Awaited<ReturnType<typeof readRange>> & { readonly start: number } = {
    start: 0,
    bytes: new Uint8Array(0),
    ...createFateList(),
  };
  return async (start) => {
    for (let at = start; at + overlap < end; at = chunk.start + chunk.bytes.length - overlap) {
      if (at < chunk.start || at + overlap >= chunk.start + chunk.bytes.length) {
        signal?.throwIfAborted();
        const size = Math.min(chunkBytes, end - at);
        chunk = { start: at, ...(await readRange(stream, at, size)) };
      }
      const { bytes, holes } = chunk;
      const first = DataEntrySignature[0]!;
      for (
        let i = bytes.indexOf(first, at - chunk.start);
        i >= 0;
        i = bytes.indexOf(first, i + 1)
      ) {
        if (!matches(bytes, i)) continue;
        const position = chunk.start + i;
        if (touchesRange(holes, position, position + overlap + 1)) continue;
        // A header that is lost in part may be one all the same.
        const damaged = touchesRange(holes, position, position + usualHeaderBytes);
        if (damaged || format.dataEntryAt(bytes.subarray(i)) !== "none") return position;
      }
    }
    return undefined;
  };
}

function matches(bytes: Uint8Array, at: number): boolean {
  return DataEntrySignature.every((byte, index) => bytes[at + index] === byte);
}
