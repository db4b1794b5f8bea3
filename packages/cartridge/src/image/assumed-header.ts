/** A header for files that have none, from what their volume table says. */
import {
  cartridgeTypeNamed,
  createGeometry,
  type DecodedHeader,
  dataBytesOf,
  decodeHeaderSegment,
  decodeVolumeTable,
  encodeHeaderSegment,
  type Finding,
  type FormatCode,
  type Geometry,
  HeaderBytes,
  MaxSegments,
  segmentCountOf,
  volumesOf,
} from "@floppytape/qic-format";

/** A header that nobody read anywhere. */
export interface AssumedHeader {
  readonly decoded: DecodedHeader;
  /** What was assumed. */
  readonly finding: Finding;
}

/** Headers are in segments 0 and 1 of a tape without bad sectors there, the table behind them. */
const usualTableSegment = 2;
/** Common cartridges, the smallest first. */
const usualTypes = ["qic80-307", "qic80-425", "qic3010-400", "qic3020-400", "qic3020-1000"];

/**
 * Makes up a header without bad sectors for a file that begins with a volume table.
 * @param tableBytes the beginning of the table
 * @param segmentsInFile segments that the file holds, that of the table included
 */
export function assumeHeader(tableBytes: Uint8Array, segmentsInFile: number): AssumedHeader {
  const { formatCode, firstDataSegment } = readTable(tableBytes, segmentsInFile);
  const needed = Math.min(MaxSegments, firstDataSegment + segmentsInFile);
  const { geometry, name } = geometryFor(formatCode, needed);
  const bytes = new Uint8Array(HeaderBytes);
  encodeHeaderSegment(
    {
      ...geometry,
      revision: 0,
      headerSegments: [0, 1],
      firstDataSegment,
      lastDataSegment: segmentCountOf(geometry) - 1,
      formatDate: 0,
      writeDate: 0,
      label: "",
      labelDate: 0,
      compressionMapStart: 0,
      reformatError: 0,
      segmentsWritten: 0,
      initialFormatDate: 0,
      formatCount: 0,
      failedSectorCount: 0,
      manufacturer: "",
      lotCode: "",
    },
    bytes,
  );
  return {
    decoded: decodeHeaderSegment(bytes),
    finding: {
      code: "ASSUMED_HEADER",
      severity: "warning",
      message:
        `the file has no header segment: a cartridge without bad sectors (${name}) is assumed, with its volume ` +
        `table in segment ${firstDataSegment}; behind every bad sector that there was, data is out of place`,
      details: { firstDataSegment, formatCode },
    },
  };
}

/** Format code and table segment by which the volumes make most sense. */
function readTable(
  tableBytes: Uint8Array,
  segmentsInFile: number,
): { formatCode: FormatCode; firstDataSegment: number } {
  for (const formatCode of [2, 4, 6] as const) {
    const area = {
      formatCode,
      firstDataSegment: usualTableSegment,
      lastDataSegment: MaxSegments - 1,
      dataBytes: () => dataBytesOf(0),
    };
    const { volumes, broken } = volumesOf(decodeVolumeTable(tableBytes, area), area);
    const first = volumes[0];
    const last = volumes.at(-1);
    if (broken || first === undefined || last === undefined) continue;
    const firstDataSegment = Math.max(usualTableSegment, first.firstSegment - 1);
    if (last.lastSegment - firstDataSegment < segmentsInFile + slack)
      return { formatCode, firstDataSegment };
  }
  return { formatCode: 2, firstDataSegment: usualTableSegment };
}

/** Segments that bad sectors may have taken from the file. */
const slack = 64;

function geometryFor(formatCode: FormatCode, needed: number): { geometry: Geometry; name: string } {
  if (formatCode !== 6)
    for (const name of usualTypes) {
      const type = cartridgeTypeNamed(name);
      if (type && segmentCountOf(type.geometry) >= needed) return { geometry: type.geometry, name };
    }
  const tracksPerCartridge = 40;
  const segmentsPerTrack = Math.ceil(needed / tracksPerCartridge);
  const geometry = createGeometry({
    formatCode: segmentsPerTrack * tracksPerCartridge > 0xffff ? 6 : formatCode === 6 ? 6 : 4,
    segmentsPerTrack,
    tracksPerCartridge,
    floppyTrackMax: 254,
  });
  return { geometry, name: `${tracksPerCartridge} tracks of ${segmentsPerTrack} segments` };
}
