import type { VolumeBounds } from "@floppytape/qic-format";
import {
  type FileSetVolume,
  readVolumeEntry,
  type SegmentData,
  type SegmentDataSource,
  sectorRanges,
} from "@floppytape/qic113";
import type { SegmentRead } from "../segment-window.js";
import type { TapeSegments } from "../tape-segments.js";

/**
 * The segments of a tape as file sets are read from: corrected, with the fate of every sector. One
 * segment at a time; nothing else may read from the tape meanwhile.
 */
export function segmentSource(tape: TapeSegments): SegmentDataSource {
  return {
    dataBytes: (segment) => tape.dataBytes(segment),
    readSegment(segment) {
      const reading = tape.read(segment);
      return "then" in reading
        ? reading.then((read) => segmentData(tape, read))
        : segmentData(tape, reading);
    },
  };
}

function segmentData(tape: TapeSegments, { data, report }: SegmentRead): SegmentData {
  // Nearly all segments: nothing to tell of.
  if (report.how === "read" && tape.parityStored) return { bytes: data };
  const bad = tape.badSectors(report.segment);
  return {
    bytes: data,
    lost: sectorRanges(bad, report.lost),
    corrected: sectorRanges(bad, report.corrected),
    unverified: tape.parityStored
      ? sectorRanges(bad, report.unverifiable)
      : [{ start: 0, end: data.length }],
  };
}

/** Where volumes of a tape can lie. */
function volumeBounds({
  firstDataSegment,
  lastDataSegment,
  formatCode,
}: TapeSegments): VolumeBounds {
  return { firstSegment: firstDataSegment + 1, lastSegment: lastDataSegment, formatCode };
}

/**
 * What an entry of the volume table says of a file set. Undefined for volumes of zftape and for those
 * of programs that do not say how they are laid out.
 */
export function fileSetVolumeOf(
  tape: TapeSegments,
  entryBytes: Uint8Array,
): FileSetVolume | undefined {
  const volume = readVolumeEntry(entryBytes, volumeBounds(tape));
  return volume?.contents === "basic" || volume?.contents === "extended" ? volume : undefined;
}
