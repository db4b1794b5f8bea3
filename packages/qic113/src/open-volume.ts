/** From an entry and segments to a stream of uncompressed bytes. */
import { type Finding, VolumeFlag } from "@floppytape/qic-format";
import type { ByteFates } from "./byte-fates.js";
import { createCompressedStream } from "./compressed-stream.js";
import { Qic113Error } from "./errors.js";
import { createFindingList, type FindingList } from "./findings.js";
import { MaxFrameBytes } from "./frame-decoder.js";
import { detectFraming } from "./framing-detection.js";
import { createPlainStream, type MissingRun } from "./plain-stream.js";
import { MaxSegmentDataBytes, type SegmentDataSource } from "./segment-data-source.js";
import { createSegmentSequence, type SegmentSequence } from "./segment-sequence.js";
import type { FileSetVolume } from "./volume-entry.js";
import type { VolumeStream } from "./volume-stream.js";

/** QIC-123 code of QIC-122. */
const qic122 = 1;
/** What writers put between the sections at most, as they align the second one. */
const alignmentBytes = 65536;
/** No LZS stream expands further: 4 bits stand for 15 bytes. */
const maxRatio = 30;

/** The bytes of a volume, decompressed, whatever is in them. */
export interface VolumeBytes {
  /** Of both sections, as far as the segments can hold them. */
  readonly sizeBytes: number;
  readonly findings: readonly Finding[];
  /**
   * Fills `into` from `position` on, with zeros where bytes are lost or behind the end, and says what
   * became of them, by position in the volume. One call at a time.
   */
  read(position: number, into: Uint8Array): Promise<ByteFates>;
}

/**
 * Opens a volume without looking at what is in it.
 * @throws {Qic113Error} `UNKNOWN_COMPRESSION`.
 */
export async function openVolume(
  volume: FileSetVolume,
  source: SegmentDataSource,
): Promise<VolumeBytes> {
  const { firstSegment, lastSegment, compressed, directoryBytes, dataBytes } = volume;
  const sequence = createSegmentSequence([{ source, firstSegment, lastSegment }]);
  const findings = createFindingList();
  const { stream } = await openVolumeStream(volume, sequence, [], findings);
  const { sizeBytes } = stream;
  return {
    sizeBytes: compressed ? Math.min(directoryBytes + dataBytes, sizeBytes) : sizeBytes,
    findings: findings.all,
    read: (position, into) => stream.read(position, into),
  };
}

/**
 * Whether the extents of a compressed volume go on counting where cartridges meet. Nothing says that
 * all programs do it.
 */
export async function positionsContinue(
  volume: FileSetVolume,
  sequence: SegmentSequence,
): Promise<boolean> {
  if (!volume.compressed) return true;
  const { stream } = await openVolumeStream(volume, sequence, [], createFindingList());
  for (const start of sequence.runStarts.slice(1)) {
    let [before, behind] = [start - 1, start];
    while (before > 0 && (await stream.positionOf(before)) === undefined) before--;
    while (behind < sequence.count && (await stream.positionOf(behind)) === undefined) behind++;
    const [last, next] = [await stream.positionOf(before), await stream.positionOf(behind)];
    if (last !== undefined && next !== undefined && next <= last) return false;
  }
  return true;
}

/** A stream, and what each of its compressed segments spends on the frames. */
export interface OpenedVolume {
  readonly stream: VolumeStream;
  readonly overheadBytes: number;
}

/**
 * Opens the byte stream of a volume.
 * @throws {Qic113Error} `UNKNOWN_COMPRESSION`.
 */
export async function openVolumeStream(
  volume: FileSetVolume,
  sequence: SegmentSequence,
  missing: readonly MissingRun[],
  findings: FindingList,
): Promise<OpenedVolume> {
  const { compressed, compression, directoryBytes, dataBytes, flags } = volume;
  if (!compressed) return { stream: createPlainStream(sequence, missing), overheadBytes: 0 };
  if (compression > qic122)
    throw new Qic113Error(
      "UNKNOWN_COMPRESSION",
      `the volume is compressed with algorithm ${compression}; only QIC-122 (1) is known`,
      { compression },
    );
  // The tape cannot hold more than this, whatever the entry states.
  const room = sequence.count * MaxSegmentDataBytes * maxRatio + MaxFrameBytes;
  const sizeBytes = Math.min(directoryBytes + dataBytes, room);
  const limitBytes = sizeBytes + alignmentBytes;
  const spanning = (flags & VolumeFlag.SegmentSpanning) !== 0;
  const framing = await detectFraming(sequence, volume, spanning, limitBytes, findings);
  const options = { framing, sizeBytes: limitBytes, limitBytes };
  return {
    stream: createCompressedStream(sequence, options, findings),
    overheadBytes: framing.positionBytes + 2,
  };
}
