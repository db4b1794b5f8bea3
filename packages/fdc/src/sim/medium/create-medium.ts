import type { Geometry } from "@floppytape/qic-format";
import type { MediumBytes } from "./medium-bytes.js";
import { createRecordedIds } from "./recorded-ids.js";
import { tracksOf } from "./recording-format.js";
import { createSectorMarks } from "./sector-marks.js";
import type { DeadSectors, Recording, TapeMedium, TapeType } from "./tape-medium.js";

export interface MediumOptions {
  /** Default false. */
  writeProtected?: boolean;
  /** Sectors that no formatting revives. */
  dead?: DeadSectors;
}

export interface MediumParts extends MediumOptions {
  type: TapeType;
  bytes: MediumBytes;
  /** What the cartridge was formatted with, all of it; undefined: not formatted. */
  recorded: (Recording & { geometry: Geometry }) | undefined;
}

/** A medium over anything that holds bytes. */
export function createMedium(parts: MediumParts): TapeMedium {
  const { type, bytes, recorded } = parts;
  const ids = createRecordedIds(recorded?.geometry);
  const marks = createSectorMarks(parts.dead);
  let recording: Recording | undefined = recorded && {
    standard: recorded.standard,
    segmentsPerTrack: recorded.segmentsPerTrack,
  };
  let referenced = recorded !== undefined;

  const erase = () => {
    recording = undefined;
    ids.clear(0);
    marks.erased();
    bytes.erase();
  };

  return {
    type,
    writeProtected: parts.writeProtected ?? false,
    get referenced() {
      return referenced;
    },
    get recording() {
      return recording;
    },
    firstId: ids.first,
    unusualIds: ids.unusual,
    flagsOf: (segment) => marks.of(segment, bytes.unreadable(segment)),
    weaknessOf: marks.weaknessOf,
    readSector: bytes.read,
    writeSector(segment, sector, from, offset, deleted) {
      bytes.write(segment, sector, from, offset);
      marks.written(segment, sector, deleted);
    },
    formatSegment(wanted, segment, table, filler) {
      const { standard, segmentsPerTrack } = wanted;
      if (recording?.standard !== standard || recording.segmentsPerTrack !== segmentsPerTrack) {
        if (recording) erase();
        ids.clear(segmentsPerTrack * tracksOf(type, standard));
        recording = { standard, segmentsPerTrack };
      }
      ids.set(segment, table);
      marks.formatted(segment);
      bytes.fill(segment, filler);
    },
    writeReferenceBursts() {
      erase();
      referenced = true;
    },
    sync: () => bytes.sync(),
    flag: marks.set,
    weaken: marks.weaken,
  };
}
