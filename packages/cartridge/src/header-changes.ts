import { encodeHeaderSegment, type HeaderSegment } from "@floppytape/qic-format";

/** What a header update changes. */
export interface HeaderChanges {
  /** Segments written since the last update; the update's own two are added. */
  segmentsWritten: number;
  /** Packed date, see `encodeQicTime`. */
  writeDate: number;
  label?: string;
  labelDate?: number;
  compressionMapStart?: number;
  failedSectorCount?: number;
}

/** The two header segments that every update writes. */
const headersWritten = 2;

/**
 * Applies changes to a plain header segment. Only bytes of fields that change are touched, so that odd
 * padding and whatever else a foreign program left stays.
 * @throws {FormatError} `FIELD_RANGE` when a value does not fit its field.
 */
export function changeHeader(
  headerBytes: Uint8Array,
  header: HeaderSegment,
  changes: HeaderChanges,
): void {
  const { segmentsWritten, ...fields } = changes;
  const counter = (header.segmentsWritten + segmentsWritten + headersWritten) >>> 0;
  const before = headerBytes.slice();
  const after = headerBytes.slice();
  encodeHeaderSegment(header, before);
  encodeHeaderSegment({ ...header, ...fields, segmentsWritten: counter }, after);
  for (let i = 0; i < after.length; i++) if (after[i] !== before[i]) headerBytes[i] = after[i]!;
}
