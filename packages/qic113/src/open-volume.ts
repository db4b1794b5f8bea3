/** From an entry and segments to a stream of uncompressed bytes. */
import { VolumeFlag } from "@floppytape/qic-format";
import { createCompressedStream } from "./compressed-stream.js";
import { Qic113Error } from "./errors.js";
import type { FindingList } from "./findings.js";
import { MaxFrameBytes } from "./frame-decoder.js";
import { detectFraming } from "./framing-detection.js";
import { createPlainStream, type MissingRun } from "./plain-stream.js";
import { MaxSegmentDataBytes } from "./segment-data-source.js";
import type { SegmentSequence } from "./segment-sequence.js";
import type { FileSetVolume } from "./volume-entry.js";
import type { VolumeStream } from "./volume-stream.js";

/** QIC-123 code of QIC-122. */
const qic122 = 1;
/** What writers put between the sections at most, as they align the second one. */
const alignmentBytes = 65536;
/** No LZS stream expands further: 4 bits stand for 15 bytes. */
const maxRatio = 30;

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
