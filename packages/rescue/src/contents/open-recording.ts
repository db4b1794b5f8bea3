import {
  type Cartridge,
  CartridgeError,
  openCartridge,
  type SegmentStore,
} from "@floppytape/cartridge";
import {
  decodeLegacyMarks,
  type Finding,
  type Geometry,
  type LogicalVolume,
  legacyVersion,
  legacyVolumes,
  packSectorMap,
  sectorsOf,
} from "@floppytape/qic-format";
import { findVolumes } from "./find-volumes.js";
import { warning } from "./findings.js";
import { type HeaderlessOptions, readHeaderless } from "./headerless/headerless-tape.js";
import { volumeOfTape } from "./recorded-volume.js";
import type { Recording } from "./recording.js";
import { formatCodeOfTable, type TableVolumeList, volumesOfTable } from "./table-volumes.js";
import { type TapeSegments, tapeSegmentsOf } from "./tape-segments.js";

/** What a cartridge holds. */
export interface CartridgeRecording extends Recording {
  /** Undefined when no header could be read. */
  readonly cartridge: Cartridge | undefined;
}

export interface RecordingOptions {
  /** Geometry of the cartridge instead of what its header says, or would say. */
  readonly geometry?: Geometry;
  readonly signal?: AbortSignal;
}

/**
 * Opens what a cartridge holds: the volumes of its table; where it lists none or cannot be used what the segments show;
 * without a header all of them are read to find out which sectors are bad. Volumes of one recording are
 * read one at a time.
 * @throws {CartridgeError} `NO_CARTRIDGE`, `NOT_FORMATTED`, what the store says; never for damage.
 */
export async function openRecording(
  store: SegmentStore,
  { geometry, signal }: RecordingOptions = {},
): Promise<CartridgeRecording> {
  const stop = signal ? { signal } : {};
  const cartridge = await openCartridge(store, geometry ? { geometry } : {}).catch(noHeader);
  if (cartridge) return recordingOf({ cartridge, ...stop });
  return headerlessRecording(store, geometry ? { geometry, ...stop } : stop);
}

function noHeader(error: unknown): undefined {
  if (error instanceof CartridgeError && error.code === "NO_HEADER") return undefined;
  throw error;
}

export interface OpenedCartridge {
  readonly cartridge: Cartridge;
  /** Default: those of the table on the tape. A unit has those too that it did not write there yet. */
  readonly volumes?: readonly LogicalVolume[];
  readonly signal?: AbortSignal;
}

/** What an opened cartridge holds. */
export async function recordingOf({
  cartridge,
  volumes,
  signal,
}: OpenedCartridge): Promise<CartridgeRecording> {
  const segments = tapeSegmentsOf(cartridge);
  const version = legacyVersion(cartridge.header.label);
  const legacy = version !== undefined;
  const table = legacy
    ? legacyTable(cartridge, segments, version)
    : await tableOf(cartridge, segments);
  const listed = volumes ? withEntries(volumes, table) : table?.volumes;
  const findings = [...cartridge.findings, ...(table?.findings ?? [])];
  if (listed && (listed.length > 0 || legacy))
    return {
      cartridge,
      volumes: listed.map((volume) => volumeOfTape(segments, volume, legacy)),
      findings,
    };
  const found = await findVolumes(segments, cartridge.firstDataSegment + 1, signal);
  if (listed && found.length === 0) return { cartridge, volumes: [], findings };
  const finding = (listed ? emptyTable : noTable)(cartridge.firstDataSegment);
  return { cartridge, volumes: found, findings: [...findings, finding] };
}

/** A tape that was erased has lost its table only; so has one where the segment of the table reads as zeros. */
function emptyTable(segment: number): Finding {
  return warning(
    "TABLE_EMPTY",
    `the volume table in segment ${segment} lists no volume, though there are data: the tape was erased, or the table is lost; volumes are what the segments show`,
    { segment },
  );
}

function noTable(segment: number): Finding {
  return warning(
    "NO_TABLE",
    `the volume table in segment ${segment} cannot be used: volumes are what the segments show`,
    { segment },
  );
}

/** The volumes between the marks of a tape of old ftape. */
function legacyTable(
  cartridge: Cartridge,
  segments: TapeSegments,
  version: 1 | 2,
): TableVolumeList {
  const marks = decodeLegacyMarks(cartridge.headerBytes, cartridge.geometry.formatCode, version);
  const { volumes, findings } = legacyVolumes(marks, segments);
  return {
    volumes: volumes.map((volume) => ({ volume, entryBytes: undefined, findings: [] })),
    broken: false,
    findings,
  };
}

/** The table as far as it can be read; undefined when it cannot be used. */
async function tableOf(
  cartridge: Cartridge,
  segments: TapeSegments,
): Promise<TableVolumeList | undefined> {
  const { firstDataSegment } = cartridge;
  const { data, report } = await cartridge.readTable();
  const damaged = report.how === "lost" || report.how === "deleted";
  if (data.length === 0) return undefined;
  // Entries in front of the first sector that cannot be read are as good as ever.
  const unreadable = packSectorMap(cartridge.badSectors.get(firstDataSegment), report.unreadable);
  const [hole] = damaged ? sectorsOf(unreadable) : [];
  const table = volumesOfTable(hole === undefined ? data : data.subarray(0, hole * 1024), segments);
  const foreign = table.findings.some(
    ({ code, details }) => code === "UNKNOWN_SIGNATURE" && details?.slot === 0,
  );
  if (foreign) return undefined;
  if (!damaged) return table;
  if (table.volumes.length === 0 || table.broken) return undefined;
  const finding = warning(
    "TABLE_DAMAGED",
    `the volume table in segment ${firstDataSegment} is damaged: the ${table.volumes.length} entries that can be read are used`,
    { segment: firstDataSegment, volumes: table.volumes.length },
  );
  return { ...table, findings: [...table.findings, finding] };
}

/** A unit's volumes with the entries that tell more of those of other systems. */
function withEntries(
  volumes: readonly LogicalVolume[],
  table: TableVolumeList | undefined,
): TableVolumeList["volumes"] {
  return volumes.map((volume) => {
    const same = table?.volumes.find(
      ({ volume: other }) =>
        other.index === volume.index &&
        other.firstSegment === volume.firstSegment &&
        other.lastSegment === volume.lastSegment,
    );
    return { volume, entryBytes: same?.entryBytes, findings: same?.findings ?? [] };
  });
}

async function headerlessRecording(
  store: SegmentStore,
  options: HeaderlessOptions,
): Promise<CartridgeRecording> {
  const tape = await readHeaderless(store, options);
  const { table, findings } = tape;
  if (table) {
    const code = formatCodeOfTable(table.bytes) ?? tape.formatCode;
    const segments = tape.segments(table.segment, code);
    const listed = volumesOfTable(table.bytes, segments);
    return {
      cartridge: undefined,
      volumes: listed.volumes.map((volume) => volumeOfTape(segments, volume, false)),
      findings: [...findings.all, ...listed.findings],
    };
  }
  const volumes = await findVolumes(tape.segments(0, tape.formatCode), 0, options.signal);
  return { cartridge: undefined, volumes, findings: findings.all };
}
