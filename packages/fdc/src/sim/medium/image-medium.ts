import { SegmentBytes } from "@floppytape/ecc";
import {
  cartridgeTypes,
  createGeometry,
  type Geometry,
  type SectorMap,
  segmentCountOf,
  standardOf,
  tapeLengthFeet,
} from "@floppytape/qic-format";
import { createMedium, type MediumOptions } from "./create-medium.js";
import { createImageBytes } from "./image-bytes.js";
import { usualType } from "./memory-medium.js";
import type { SyncBytes } from "./sync-bytes.js";
import type { TapeMedium, TapeType } from "./tape-medium.js";

export interface ImageMediumOptions extends MediumOptions {
  /** What the image's header says. Undefined (no readable header): the size decides. */
  geometry?: Geometry | undefined;
  /** Which tape it is on. Default: one on which the recording just fits; of an empty image QIC-80, 307.5 ft. */
  type?: TapeType;
  /** Sectors that were never read, by segment: they read with a CRC error. Changed by writing. */
  holes?: Map<number, SectorMap>;
  /** Told by `sync` when writing has changed the holes. */
  onHolesChange?: (holes: ReadonlyMap<number, SectorMap>) => void;
}

/**
 * The cartridge of a raw image, ECC included. An empty image is a cartridge that was never formatted;
 * any other one is formatted, and sectors behind its end read with a CRC error until they are written.
 * Deleted data marks, weak sectors and flags live as long as the medium does: an image has no room for them.
 */
export function createImageMedium(image: SyncBytes, options: ImageMediumOptions = {}): TapeMedium {
  const { geometry: stated, holes = new Map<number, SectorMap>(), onHolesChange } = options;
  const empty = image.sizeBytes === 0;
  const type =
    options.type ??
    (stated
      ? tapeTypeOf(stated)
      : empty
        ? usualType
        : typeOfSize(Math.ceil(image.sizeBytes / SegmentBytes)));
  const geometry = stated ?? type.geometry;
  const standard = options.type ? type.standard : (standardOf(geometry) ?? type.standard);
  return createMedium({
    ...options,
    type,
    bytes: createImageBytes(image, { holes, onHolesChange }),
    recorded: empty
      ? undefined
      : { standard, segmentsPerTrack: geometry.segmentsPerTrack, geometry },
  });
}

/** The tape on which a recording of this geometry just fits. */
export function tapeTypeOf(geometry: Geometry): TapeType {
  const standard = standardOf(geometry) ?? "QIC-80";
  const { segmentsPerTrack, tracksPerCartridge } = geometry;
  const sold = cartridgeTypes.find(
    (type) =>
      type.geometry.segmentsPerTrack === segmentsPerTrack &&
      type.geometry.tracksPerCartridge === tracksPerCartridge &&
      type.geometry.formatCode === geometry.formatCode,
  );
  const long = segmentsPerTrack === 102 || segmentsPerTrack === 150;
  return {
    standard,
    wide: sold?.wide ?? (tracksPerCartridge === 36 || tracksPerCartridge === 50),
    feet: sold?.feet ?? tapeLengthFeet(geometry, { standard, long }),
    geometry,
  };
}

/** The shortest cartridge sold that holds so many segments, or a longer one of the largest kind. */
function typeOfSize(segments: number): TapeType {
  let shortest: TapeType | undefined;
  for (const type of cartridgeTypes) {
    const count = segmentCountOf(type.geometry);
    if (count < segments) continue;
    if (shortest === undefined || count < segmentCountOf(shortest.geometry)) shortest = type;
  }
  return shortest ?? tapeTypeOf(longestGeometry(segments));
}

/** Ditto Max cartridges have 72 tracks; sector ids end at 261120 segments. */
function longestGeometry(segments: number): Geometry {
  const segmentsPerTrack = Math.min(Math.ceil(segments / 72), 3626);
  return createGeometry({ formatCode: 6, segmentsPerTrack, tracksPerCartridge: 72 });
}
