/**
 * The header segment: two copies in the first two segments without a bad sector describe a cartridge.
 * Offsets are in header-layout.ts, rules in docs/formats/header-segment.md.
 */
import { headerSignature, signPlain, unscrambleDitto2gb } from "./ditto-2gb.js";
import { FormatError, requireBytes } from "./errors.js";
import { type Finding, warning } from "./finding.js";
import {
  checkGeometry,
  type FormatCode,
  type Geometry,
  isFormatCode,
  segmentCountOf,
} from "./geometry.js";
import { repairGeometry } from "./geometry-repair.js";
import { HeaderBytes, headerStart, headerTable } from "./header-layout.js";

/** The fields of a header segment as they are stored; dates are packed, see `decodeQicTime`. */
export interface HeaderSegment {
  formatCode: FormatCode;
  /** Standard's revision, 0x0c for L; 0 on most tapes. Preserve, do not interpret. */
  revision: number;
  /** Segments that hold the two copies. */
  headerSegments: readonly [number, number];
  /** Holds the volume table; user data starts in the next segment. */
  firstDataSegment: number;
  /** Inclusive. */
  lastDataSegment: number;
  formatDate: number;
  /** Most recent write or format. */
  writeDate: number;
  segmentsPerTrack: number;
  tracksPerCartridge: number;
  floppyHeadMax: number;
  floppyTrackMax: number;
  floppySectorMax: number;
  label: string;
  labelDate: number;
  /** First segment of an obsolete compression map; 0 when there is none. */
  compressionMapStart: number;
  /** 0xff when a reformat lost part of the fields behind it. */
  reformatError: number;
  /** Segments written, formatted or verified in the life of the tape; wraps at 2^32. */
  segmentsWritten: number;
  initialFormatDate: number;
  formatCount: number;
  /** Entries of the failed sector log; old ftape counted its file marks here. */
  failedSectorCount: number;
  /** Of the formatting program or factory. */
  manufacturer: string;
  lotCode: string;
}

export interface DecodedHeader {
  /** The fields as stored, mistakes included. */
  readonly header: HeaderSegment;
  /** How to address the tape: unstated numbers filled in, known mistakes corrected. */
  readonly geometry: Geometry;
  /** The segment was scrambled (Ditto 2GB) and must be scrambled again before it is written. */
  readonly scrambled: boolean;
  /** Unscrambled copy of 29696 bytes with the common signature, owned by the caller. */
  readonly plain: Uint8Array;
  readonly findings: readonly Finding[];
}

export interface HeaderOptions {
  /** Use this geometry and format code instead of what the header says, without checking it. */
  geometry?: Geometry;
}

/**
 * Reads a header segment (29696 data bytes; more are ignored).
 * @throws {FormatError} `SHORT_BUFFER`, `NOT_A_HEADER`, and unless a geometry is given
 *   `UNKNOWN_FORMAT_CODE` or `INCONSISTENT_GEOMETRY`.
 */
export function decodeHeaderSegment(bytes: Uint8Array, options: HeaderOptions = {}): DecodedHeader {
  requireBytes(bytes, HeaderBytes, "a header segment");
  const kind = headerSignature(bytes);
  if (kind === undefined)
    throw new FormatError("NOT_A_HEADER", "no header segment: its signature is missing");
  const scrambled = kind === "ditto-2gb";
  const plain = scrambled ? unscrambleDitto2gb(bytes) : bytes.slice(0, HeaderBytes);
  const code = options.geometry?.formatCode ?? headerStart(plain).formatCode;
  if (!isFormatCode(code))
    throw new FormatError("UNKNOWN_FORMAT_CODE", `format code ${code} is not one of 2 to 6`, {
      formatCode: code,
    });

  const header = fieldsOf(plain, code);
  const { geometry, findings } =
    options.geometry === undefined
      ? consistentGeometry(header)
      : { geometry: options.geometry, findings: [] };
  return {
    header,
    geometry,
    scrambled,
    plain,
    findings: [...findings, ...checkSegments(header, geometry)],
  };
}

/**
 * Writes the fields over `into`, a plain header segment; every other byte keeps its value. Scramble
 * the result for a Ditto 2GB cartridge.
 * @throws {FormatError} `FIELD_RANGE` when a value does not fit its field (segment numbers above 65535
 *   need format code 6), `SHORT_BUFFER`.
 */
export function encodeHeaderSegment(header: HeaderSegment, into: Uint8Array): void {
  const { headerSegments, ...fields } = header;
  const [headerSegment1, headerSegment2] = headerSegments;
  headerTable(header.formatCode).encode({ ...fields, headerSegment1, headerSegment2 }, into);
  signPlain(into);
}

function fieldsOf(plain: Uint8Array, formatCode: FormatCode): HeaderSegment {
  const { signature, headerSegment1, headerSegment2, ...fields } =
    headerTable(formatCode).decode(plain);
  return { ...fields, formatCode, headerSegments: [headerSegment1, headerSegment2] };
}

function consistentGeometry(header: HeaderSegment): { geometry: Geometry; findings: Finding[] } {
  const stated: Geometry = {
    formatCode: header.formatCode,
    segmentsPerTrack: header.segmentsPerTrack,
    tracksPerCartridge: header.tracksPerCartridge,
    floppyHeadMax: header.floppyHeadMax,
    floppyTrackMax: header.floppyTrackMax,
    floppySectorMax: header.floppySectorMax,
  };
  const repaired = repairGeometry(stated, header.lastDataSegment);
  const [contradiction] = checkGeometry(repaired.geometry);
  if (contradiction !== undefined)
    throw new FormatError("INCONSISTENT_GEOMETRY", contradiction.message, { ...stated });
  return repaired;
}

/** Segment numbers that contradict the tape or each other: shown, not refused. */
function checkSegments(header: HeaderSegment, geometry: Geometry): Finding[] {
  const { headerSegments, firstDataSegment, lastDataSegment } = header;
  const segmentCount = segmentCountOf(geometry);
  const findings: Finding[] = [];
  if (lastDataSegment >= segmentCount)
    findings.push(
      warning(
        "LAST_SEGMENT_BEYOND_TAPE",
        `last data segment is ${lastDataSegment}, but the tape has ${segmentCount} segments`,
        { lastDataSegment, segmentCount },
      ),
    );
  if (firstDataSegment > lastDataSegment)
    findings.push(
      warning(
        "NO_DATA_AREA",
        `first data segment ${firstDataSegment} lies behind last data segment ${lastDataSegment}`,
        { firstDataSegment, lastDataSegment },
      ),
    );
  if (headerSegments[0] >= headerSegments[1] || headerSegments[1] >= firstDataSegment)
    findings.push(
      warning(
        "HEADER_SEGMENT_ORDER",
        `header segments ${headerSegments.join(" and ")} and first data segment ${firstDataSegment} are not in order`,
        { firstDataSegment },
      ),
    );
  return findings;
}
