/**
 * Where a segment lies: linear segment numbers, tape tracks, and the cylinder/head/record numbers of
 * the floppy disk that a cartridge pretends to be. Explained in docs/formats/geometry.md.
 */
import { type Finding, warning } from "./finding.js";

/** Byte 4 of a header segment: selects the number widths and the form of the bad sector map. */
export type FormatCode = 2 | 3 | 4 | 5 | 6;

/** The five numbers that describe a cartridge, and its format code. */
export interface Geometry {
  readonly formatCode: FormatCode;
  readonly segmentsPerTrack: number;
  readonly tracksPerCartridge: number;
  /** Highest head number of any sector id, counted from 0. */
  readonly floppyHeadMax: number;
  /** Highest cylinder number, counted from 0. */
  readonly floppyTrackMax: number;
  /** Highest record number, counted from 1: always 128, four segments a cylinder. */
  readonly floppySectorMax: number;
}

export interface TapePosition {
  readonly track: number;
  /** Place on the track, counted in the direction of motion. */
  readonly position: number;
  /** Even tracks run from the beginning to the end of the tape, odd ones back. */
  readonly direction: "forward" | "reverse";
}

/** The four bytes of an MFM id field, without its checksum. */
export interface SectorId {
  readonly cylinder: number;
  readonly head: number;
  /** R of the controller's C/H/R: counted from 1 over the four segments of a cylinder. */
  readonly record: number;
  /** N of the controller: 3 stands for 1024 bytes. */
  readonly sizeCode: 3;
}

/** Sector ids have one byte each for cylinder (at most 254) and head: no more segments have an address. */
export const MaxSegments = 256 * 255 * 4;

/** Whether a number is one of the known format codes. */
export function isFormatCode(code: number): code is FormatCode {
  return Number.isInteger(code) && code >= 2 && code <= 6;
}

/** All segments of a cartridge, header area and bad ones included. */
export function segmentCountOf(g: Geometry): number {
  return g.segmentsPerTrack * g.tracksPerCartridge;
}

/** Segments that share a head number. */
export function segmentsPerSideOf(g: Geometry): number {
  return Math.floor(g.floppySectorMax / 32) * (g.floppyTrackMax + 1);
}

/** @throws {RangeError} when the cartridge has no such segment. */
export function tapePositionOf(segment: number, g: Geometry): TapePosition {
  requireSegment(segment, g);
  const track = Math.floor(segment / g.segmentsPerTrack);
  return {
    track,
    position: segment % g.segmentsPerTrack,
    direction: track % 2 === 0 ? "forward" : "reverse",
  };
}

/**
 * The id under which the controller finds a sector (0 to 31) of a segment.
 * @throws {RangeError} when the cartridge has no such segment or sector.
 */
export function sectorIdOf(segment: number, sector: number, g: Geometry): SectorId {
  requireSegment(segment, g);
  if (!Number.isInteger(sector) || sector < 0 || sector > 31)
    throw new RangeError(`sector must be 0 to 31, got ${sector}`);
  const perSide = segmentsPerSideOf(g);
  return {
    cylinder: Math.floor((segment % perSide) / 4),
    head: Math.floor(segment / perSide),
    record: (segment % 4) * 32 + 1 + sector,
    sizeCode: 3,
  };
}

/** The inverse of {@link sectorIdOf}. The segment may lie beyond the cartridge when the id is foreign. */
export function segmentOfSectorId(
  id: Pick<SectorId, "cylinder" | "head" | "record">,
  g: Geometry,
): { segment: number; sector: number } {
  const record = id.record - 1;
  return {
    segment: segmentsPerSideOf(g) * id.head + 4 * id.cylinder + Math.floor(record / 32),
    sector: record & 31,
  };
}

/** The head maximum that follows from the other numbers; -1 when there are no segments. */
export function headMaxFor(g: Geometry): number {
  return Math.floor((segmentCountOf(g) - 1) / segmentsPerSideOf(g));
}

/** What does not fit together; a geometry with findings must not be used to address a tape. */
export function checkGeometry(g: Geometry): readonly Finding[] {
  const findings: Finding[] = [];
  if (g.floppySectorMax !== 128)
    findings.push(
      warning("SECTOR_MAX", `floppy sector maximum is ${g.floppySectorMax} instead of 128`, {
        floppySectorMax: g.floppySectorMax,
      }),
    );
  if (segmentCountOf(g) === 0)
    findings.push(warning("NO_SEGMENTS", "segments per track or tracks per cartridge is zero"));
  else if (findings.length === 0 && headMaxFor(g) !== g.floppyHeadMax)
    findings.push(
      warning(
        "HEAD_MAX",
        `floppy head maximum is ${g.floppyHeadMax}, but ${g.segmentsPerTrack} segments on each of ` +
          `${g.tracksPerCartridge} tracks with floppy track maximum ${g.floppyTrackMax} need ${headMaxFor(g)}`,
        { floppyHeadMax: g.floppyHeadMax, needed: headMaxFor(g) },
      ),
    );
  return findings;
}

export interface GeometryNumbers {
  formatCode: FormatCode;
  segmentsPerTrack: number;
  tracksPerCartridge: number;
  /** Default: what formatters use for this code, 254 for the flexible lengths. */
  floppyTrackMax?: number;
}

/**
 * A consistent geometry from the numbers that matter; the head maximum is derived.
 * @throws {RangeError} when a number does not fit its header field or more segments result than sector
 *   ids can address.
 */
export function createGeometry(numbers: GeometryNumbers): Geometry {
  const { formatCode, segmentsPerTrack, tracksPerCartridge } = numbers;
  if (!isFormatCode(formatCode))
    throw new RangeError(`formatCode must be 2 to 6, got ${formatCode}`);
  const floppyTrackMax = numbers.floppyTrackMax ?? usualTrackMax(numbers);
  requireRange("segmentsPerTrack", segmentsPerTrack, 1, 0xffff);
  requireRange("tracksPerCartridge", tracksPerCartridge, 1, 0xff);
  requireRange("floppyTrackMax", floppyTrackMax, 0, 254);
  const open: Geometry = {
    formatCode,
    segmentsPerTrack,
    tracksPerCartridge,
    floppyHeadMax: 0,
    floppyTrackMax,
    floppySectorMax: 128,
  };
  const floppyHeadMax = headMaxFor(open);
  if (floppyHeadMax > 255)
    throw new RangeError(
      `segmentsPerTrack must be at most ${Math.floor((256 * segmentsPerSideOf(open)) / tracksPerCartridge)} ` +
        `for ${tracksPerCartridge} tracks, got ${segmentsPerTrack}`,
    );
  return { ...open, floppyHeadMax };
}

function usualTrackMax({
  formatCode,
  segmentsPerTrack,
  tracksPerCartridge,
}: GeometryNumbers): number {
  if (formatCode === 4 || formatCode === 6) return 254;
  if (formatCode === 3) return 253;
  if (tracksPerCartridge !== 20) return 149;
  return segmentsPerTrack === 102 ? 254 : 169; // QIC-40: the 307.5 ft tape is the odd one out
}

function requireRange(name: string, value: number, min: number, max: number): void {
  if (!Number.isInteger(value) || value < min || value > max)
    throw new RangeError(`${name} must be ${min} to ${max}, got ${value}`);
}

function requireSegment(segment: number, g: Geometry): void {
  if (!Number.isInteger(segment) || segment < 0 || segment >= segmentCountOf(g))
    throw new RangeError(`segment must be 0 to ${segmentCountOf(g) - 1}, got ${segment}`);
}
