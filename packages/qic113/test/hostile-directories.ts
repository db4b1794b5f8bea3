import { type FileSet, openFileSet, readVolumeEntry } from "../src/index.js";
import { entryA, entryA113 } from "./entries.js";
import { type MemorySegments, memorySegments, segmentsOf } from "./segments.js";

/** A Basic entry without a date. */
export function basicEntry(name: string, attributes: number, size: number): Buffer {
  const entry = Buffer.alloc(12 + name.length);
  entry[0] = 10;
  entry[1] = attributes;
  entry.writeUInt32LE(size, 6);
  entry[11] = name.length;
  entry.write(name, 12, "latin1");
  return entry;
}

/** An Extended entry with a name of Windows 95 and sizes as given. */
export function extendedEntry(
  name: string,
  flags: number,
  dataEntryBytes: bigint,
  areaBytes = 0n,
): Buffer {
  const utf16 = Buffer.from(name, "utf16le");
  const data = Buffer.alloc(14);
  data.writeUInt16LE(7);
  data.writeBigUInt64LE(areaBytes, 2);
  const windows = Buffer.alloc(12 + 28 + 2);
  windows.writeUInt16LE(10);
  windows.writeUInt16LE(28, 10);
  windows.writeUInt16LE(utf16.length, 40);
  const head = Buffer.alloc(15);
  head.writeUInt16LE(13 + data.length + windows.length + utf16.length);
  head.writeBigUInt64LE(dataEntryBytes, 2);
  head[14] = flags;
  return Buffer.concat([head, data, windows, utf16]);
}

/** A data entry: signature, copy of the entry, no path, contents. */
export function dataEntry(entry: Uint8Array, contents = new Uint8Array(0)): Buffer {
  return Buffer.concat([Buffer.from("cc33cc33", "hex"), entry, Buffer.alloc(1), contents]);
}

/** A Basic volume of the given sections. */
export async function openBasic(
  directory: Uint8Array,
  data: Uint8Array = new Uint8Array(0),
  sizes: { directoryBytes?: number; dataBytes?: number } = {},
): Promise<{ readonly fileSet: FileSet; readonly source: MemorySegments }> {
  const segments = segmentsOf(Buffer.concat([directory, data]));
  const lastSegment = 2 + segments.length;
  const entry = entryA({
    lastSegment,
    directoryBytes: directory.length,
    dataBytes: data.length,
    ...sizes,
  });
  const volume = readVolumeEntry(entry, { firstSegment: 3, lastSegment }, { layout: "a-plain" })!;
  const source = memorySegments(segments);
  return { fileSet: await openFileSet(volume, source), source };
}

/** An Extended volume of the given sections. */
export async function openExtended(directory: Uint8Array, data: Uint8Array): Promise<FileSet> {
  const segments = [...segmentsOf(data), ...segmentsOf(directory)];
  const lastSegment = 2 + segments.length;
  const sizes = { directoryBytes: directory.length, dataBytes: data.length };
  const entry = entryA113(7, { lastSegment, ...sizes });
  const volume = readVolumeEntry(entry, { firstSegment: 3, lastSegment })!;
  return openFileSet(volume, memorySegments(segments));
}
