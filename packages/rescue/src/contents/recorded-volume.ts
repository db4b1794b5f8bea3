import { decodeQicTime, type Finding, type LogicalVolume } from "@floppytape/qic-format";
import { contentsOfBytes } from "./detect-contents.js";
import { createExpandedBytes } from "./expanded-bytes.js";
import { localTime } from "./file-sets/recorded-date.js";
import { recordedFileSet } from "./file-sets/recorded-file-set.js";
import { fileSetVolumeOf, segmentSource } from "./file-sets/tape-file-sets.js";
import { warning } from "./findings.js";
import { createPlainBytes, storedBytes } from "./plain-bytes.js";
import type { AccountedBytes, RecordedVolume, VolumeOrigin } from "./recording.js";
import type { ListedVolume } from "./table-volumes.js";
import type { TapeSegments } from "./tape-segments.js";

/** What is known of a volume whose bytes lie in segments. */
export interface VolumePlace {
  readonly index: number;
  readonly label: string;
  readonly date?: string | undefined;
  readonly origin: VolumeOrigin;
  readonly compressed: boolean;
  readonly firstSegment: number;
  readonly lastSegment: number;
  readonly findings: readonly Finding[];
  readonly bytes: () => AccountedBytes;
}

/** The volume as part of a recording; what is in it is told from its bytes. */
export function recordedVolume(place: VolumePlace): RecordedVolume {
  const { index, date, bytes } = place;
  return {
    ...place,
    date,
    bytes: async () => bytes(),
    contents: async ({ signal } = {}) => contentsOfBytes(bytes(), index, signal),
  };
}

/** A volume of a table, or of a tape of old ftape. */
export function volumeOfTape(
  segments: TapeSegments,
  { volume, entryBytes, findings }: ListedVolume,
  legacy: boolean,
): RecordedVolume {
  const { index, zftape } = volume;
  const fileSet =
    zftape || entryBytes === undefined ? undefined : fileSetVolumeOf(segments, entryBytes);
  if (fileSet)
    return recordedFileSet({
      index,
      volume: fileSet,
      source: segmentSource(segments),
      findings,
      otherwise: (bytes, { signal }) => contentsOfBytes(bytes, index, signal),
    });
  const { bytes, findings: more } = bytesOf(segments, volume);
  return recordedVolume({
    index,
    label: volume.description,
    date: localTime(decodeQicTime(volume.date)),
    origin: legacy ? "legacy" : zftape ? "zftape" : "foreign",
    compressed: volume.compressed,
    firstSegment: volume.firstSegment,
    lastSegment: volume.lastSegment,
    findings: [...findings, ...more],
    bytes,
  });
}

function bytesOf(
  segments: TapeSegments,
  volume: LogicalVolume,
): Pick<VolumePlace, "bytes" | "findings"> {
  const { index, compressed, blockSize, dataBytes } = volume;
  if (!compressed)
    return { bytes: () => createPlainBytes(segments, volume, dataBytes), findings: [] };
  if (blockSize > 1) {
    const bytes = () => createExpandedBytes(segments, volume);
    const { sizeBytes } = bytes();
    return { bytes, findings: sizeBytes < dataBytes ? [tooLarge(volume, sizeBytes)] : [] };
  }
  const finding = warning(
    "NO_BLOCK_SIZE",
    `volume ${index} is compressed but has no block size: its ${storedBytes(segments, volume)} bytes are delivered as they are stored`,
    { volume: index },
  );
  return { bytes: () => createPlainBytes(segments, volume), findings: [finding] };
}

function tooLarge({ index, dataBytes }: LogicalVolume, sizeBytes: number): Finding {
  return warning(
    "VOLUME_SIZE",
    `volume ${index} states ${dataBytes} bytes, its segments hold ${sizeBytes} at most`,
    { volume: index, dataBytes, sizeBytes },
  );
}
