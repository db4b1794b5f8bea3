/**
 * Files that hold what a tape would: `.QIC` files of Windows 95, 98 and ME, and `Image.113` files of
 * Iomega. Their volumes are those of tapes; only segments lie elsewhere.
 */
import { type ByteSource, readBytes } from "./byte-source.js";
import { Qic113Error } from "./errors.js";
import { type FileSet, type FileSetOptions, openRuns } from "./file-set.js";
import { openVolume, type VolumeBytes } from "./open-volume.js";
import type { SegmentDataSource } from "./segment-data-source.js";
import { type FileSetVolume, readVolumeEntry } from "./volume-entry.js";

/**
 * `qic-windows-95`: one entry, then segments. `qic-windows-98`: entries and an `MDID` block, then
 * segments. `image-113`: a floppy tape laid flat, with header segments and a volume table.
 */
export type ContainerKind = "qic-windows-95" | "qic-windows-98" | "image-113";

/** A file with volumes. */
export interface Container {
  readonly kind: ContainerKind;
  readonly volumes: readonly FileSetVolume[];
  /** Segments of the file, numbered as its volumes do; for `readVolumeEntry` results of other readings. */
  readonly source: SegmentDataSource;
  /** Opens one of {@link volumes}. @throws {Qic113Error} as `openFileSet`. */
  open(volume: FileSetVolume, options?: FileSetOptions): Promise<FileSet>;
  /** The bytes of one of {@link volumes}, expanded. @throws {Qic113Error} as `openVolume`. */
  openBytes(volume: FileSetVolume): Promise<VolumeBytes>;
}

const segmentBytes = 29696;
const entryBytes = 128;
/** Number of the first segment behind headers and volume table, also where there are none. */
const firstDataSegment = 3;
/** More volumes than a table segment has room for. */
const maxEntries = segmentBytes / entryBytes;
const headerSignature = [0x55, 0xaa, 0x55, 0xaa];

/**
 * Opens a `.QIC` or `Image.113` file.
 * @throws {Qic113Error} `NOT_A_CONTAINER`.
 */
export async function openContainer(
  file: ByteSource,
  options: Pick<FileSetOptions, "oemText"> = {},
): Promise<Container> {
  const head = await readBytes(file, 0, entryBytes);
  if (startsWith(head, headerSignature)) {
    const tableAt = 2 * segmentBytes;
    const volumes = await readEntries(file, tableAt, 0, options);
    if (volumes.length > 0) return containerOf("image-113", file, volumes, 0, 0);
  }
  const volumes = await readEntries(file, 0, entryBytes, options);
  if (volumes.length === 0)
    throw new Qic113Error(
      "NOT_A_CONTAINER",
      `a file of ${file.sizeBytes} bytes begins neither with a volume entry nor with a header segment`,
      { sizeBytes: file.sizeBytes },
    );
  const headBytes = volumes.length * entryBytes;
  const behind = await readBytes(file, headBytes, 4);
  return startsWith(behind, ascii("MDID"))
    ? containerOf("qic-windows-98", file, volumes, headBytes + entryBytes, firstDataSegment)
    : containerOf("qic-windows-95", file, volumes.slice(0, 1), entryBytes, firstDataSegment);
}

/** Entries one behind the other, up to the first that is none. */
async function readEntries(
  file: ByteSource,
  position: number,
  least: number,
  { oemText }: Pick<FileSetOptions, "oemText">,
): Promise<FileSetVolume[]> {
  const volumes: FileSetVolume[] = [];
  const segments = Math.ceil(file.sizeBytes / segmentBytes) + firstDataSegment;
  const bounds = { firstSegment: least === 0 ? firstDataSegment : 0, lastSegment: segments };
  while (volumes.length < maxEntries) {
    const bytes = await readBytes(file, position + volumes.length * entryBytes, entryBytes);
    const volume =
      bytes.length < entryBytes
        ? undefined
        : readVolumeEntry(
            bytes,
            { ...bounds, formatCode: 6 },
            { layout: "b", ...(oemText && { oemText }) },
          );
    if (volume === undefined) break;
    volumes.push(volume);
  }
  return volumes;
}

/** @param base position of segment `baseSegment` */
function containerOf(
  kind: ContainerKind,
  file: ByteSource,
  volumes: readonly FileSetVolume[],
  base: number,
  baseSegment: number,
): Container {
  const lastSegment =
    baseSegment + Math.max(0, Math.ceil((file.sizeBytes - base) / segmentBytes)) - 1;
  const source: SegmentDataSource = {
    dataBytes: () => segmentBytes,
    async readSegment(segment) {
      if (segment < baseSegment) return { bytes: undefined };
      const position = base + (segment - baseSegment) * segmentBytes;
      const bytes = await readBytes(file, position, segmentBytes);
      // A file has no parity: nothing vouches for its bytes.
      return { bytes, unverified: [{ start: 0, end: bytes.length }] };
    },
  };
  return {
    kind,
    volumes,
    source,
    open(volume, options = {}) {
      const { first, last, directory } = placeIn(kind, volume, lastSegment);
      const run = { source, firstSegment: first, lastSegment: last };
      return openRuns(volume, [run], { directorySegment: directory }, options);
    },
    openBytes(volume) {
      const { first, last } = placeIn(kind, volume, lastSegment);
      return openVolume({ ...volume, firstSegment: first, lastSegment: last }, source);
    },
  };
}

/** Where a volume lies in its container; `directory` counts from its first segment. */
function placeIn(
  kind: ContainerKind,
  { firstSegment, lastSegment, directoryBytes }: FileSetVolume,
  end: number,
): { first: number; last: number; directory?: number } {
  switch (kind) {
    case "image-113":
      return { first: firstSegment, last: Math.min(lastSegment, end) };
    case "qic-windows-95":
      return { first: firstDataSegment, last: end };
    case "qic-windows-98": {
      // Here the last segment is the first one of the directory.
      const segments = Math.max(1, Math.ceil(directoryBytes / segmentBytes));
      const last = Math.min(lastSegment + segments - 1, end);
      return { first: firstSegment, last, directory: lastSegment - firstSegment };
    }
  }
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

function ascii(text: string): number[] {
  return [...text].map((character) => character.charCodeAt(0));
}
