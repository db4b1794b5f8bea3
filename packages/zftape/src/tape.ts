import { type Cartridge, openCartridge, type SegmentStore } from "@floppytape/cartridge";
import { TapeError } from "@floppytape/magtape";
import {
  clearLegacyMarks,
  encodeHeaderSegment,
  encodeVolumeTable,
  encodeZftapeVolume,
  type HeaderSegment,
  UnsetQicTime,
  VolumeEntryBytes,
} from "@floppytape/qic-format";
import {
  isLegacy,
  type RecordedVolumes,
  type Volume,
  volumesOfLegacyTape,
  volumesOfTable,
} from "./volumes.js";

/**
 * A cartridge whose header and volume table are known, with the changes to them that are not on the
 * tape yet.
 */
export interface Tape {
  readonly cartridge: Cartridge;
  /** In the order they lie on the tape; one that is being written is the last. */
  volumes: readonly Volume[];
  /** First segment behind the last volume. */
  endSegment: number;
  /** Block size that the end of data is said to have: the unit's when the list began. */
  endBlockSize: number;
  /** Table entries that stay as they are. */
  entries: readonly Uint8Array[];
  legacy: boolean;
  continued: boolean;
  broken: boolean;
  headerDirty: boolean;
  tableDirty: boolean;
  /** Segments written since the header's counter was brought up to date. */
  segmentsWritten: number;
  /** Header fields that the next update changes. */
  relabelled: boolean;
  forgetsCompressionMap: boolean;
}

/** What a saved state has that is not on the tape yet. */
export interface PendingChanges {
  readonly headerPending?: boolean;
  readonly tableBytes?: Uint8Array | undefined;
}

/**
 * Reads headers and volume table.
 * @throws {CartridgeError} of `openCartridge`.
 * @throws {TapeError} EIO when the table's segment cannot be read.
 */
export async function loadTape(store: SegmentStore, endBlockSize: number): Promise<Tape> {
  return tapeOf(await openCartridge(store), endBlockSize);
}

/**
 * Reads the volume table, unless one is pending. A pending header is in the cartridge already.
 * @throws {TapeError} EIO when the table's segment cannot be read.
 */
export async function tapeOf(
  cartridge: Cartridge,
  endBlockSize: number,
  { headerPending = false, tableBytes }: PendingChanges = {},
): Promise<Tape> {
  const recorded = await recordedVolumes(cartridge, tableBytes);
  return {
    cartridge,
    volumes: recorded.volumes,
    endSegment: endBehind(cartridge, recorded),
    endBlockSize,
    entries: recorded.entries,
    legacy: recorded.legacy,
    continued: recorded.continued,
    broken: recorded.broken,
    headerDirty: headerPending,
    tableDirty: tableBytes !== undefined,
    segmentsWritten: 0,
    relabelled: false,
    forgetsCompressionMap: false,
  };
}

async function recordedVolumes(
  cartridge: Cartridge,
  tableBytes: Uint8Array | undefined,
): Promise<RecordedVolumes> {
  if (isLegacy(cartridge)) return volumesOfLegacyTape(cartridge);
  if (tableBytes) return volumesOfTable(cartridge, tableBytes);
  const segment = cartridge.firstDataSegment;
  const { data, report } = await cartridge.readTable();
  if (report.how !== "read" && report.how !== "corrected")
    throw new TapeError("EIO", `the volume table in segment ${segment} is unreadable`, { segment });
  return volumesOfTable(cartridge, data);
}

/** Reads the volume table again, after its segment was written as a raw one. */
export async function reloadTable(tape: Tape): Promise<void> {
  const { data, report } = await tape.cartridge.readTable();
  const readable = report.how === "read" || report.how === "corrected";
  const recorded = volumesOfTable(tape.cartridge, readable ? data : data.subarray(0, 0));
  tape.volumes = recorded.volumes;
  tape.entries = recorded.entries;
  tape.endSegment = endBehind(tape.cartridge, recorded);
  tape.legacy = false;
  tape.continued = recorded.continued;
  tape.broken = recorded.broken || !readable;
  tape.tableDirty = false;
}

/** The first segment behind the volumes; a legacy tape has no volume table in front of them. */
function endBehind(cartridge: Cartridge, { volumes, legacy }: Pick<Tape, "volumes" | "legacy">) {
  const last = volumes.at(-1);
  if (last) return last.lastSegment + 1;
  return cartridge.firstDataSegment + (legacy ? 0 : 1);
}

/** Appends a volume, or replaces the last one that is new; `endSegment` follows. */
export function putVolume(tape: Tape, volume: Volume): void {
  tape.volumes = [...tape.volumes.slice(0, volume.index), volume];
  tape.endSegment = volume.lastSegment + 1;
  tape.tableDirty = true;
}

/** Takes the last volume away again. */
export function dropLastVolume(tape: Tape): void {
  tape.volumes = tape.volumes.slice(0, -1);
  tape.endSegment = endBehind(tape.cartridge, tape);
}

/** Forgets all volumes and all marks of a legacy tape: what is on it can be overwritten. */
export function dropAllVolumes(tape: Tape, blockSize: number): void {
  if (tape.legacy) {
    tape.relabelled = true;
    tape.headerDirty = true;
  }
  tape.volumes = [];
  tape.endBlockSize = blockSize;
  tape.entries = [];
  tape.legacy = false;
  tape.continued = false;
  tape.broken = false;
  tape.tableDirty = true;
  tape.endSegment = endBehind(tape.cartridge, tape);
}

/** The cartridge may be read only: its table cannot be written again without harm. */
export function isSoftReadOnly({ legacy, continued, broken }: Tape): boolean {
  return legacy || continued || broken;
}

/** Volumes that the table has room for besides those that it has. */
export function freeTableEntries(tape: Tape): number {
  const capacity = Math.floor(
    tape.cartridge.dataBytes(tape.cartridge.firstDataSegment) / VolumeEntryBytes,
  );
  return Math.max(0, capacity - tape.entries.length - newVolumes(tape).length);
}

const takenOverLabel = "Ftape - The Linux Floppy Tape Project!";

/** Header fields that the next update changes besides counter and date. */
export function pendingHeaderChanges(
  { relabelled, forgetsCompressionMap }: Pick<Tape, "relabelled" | "forgetsCompressionMap">,
  labelDate: number,
): Partial<HeaderSegment> {
  return {
    ...(relabelled ? { label: takenOverLabel, labelDate, failedSectorCount: 0 } : {}),
    ...(forgetsCompressionMap ? { compressionMapStart: 0 } : {}),
  };
}

/** The header as it should be on the tape, but for counter and date. */
export function headerBytesOf(tape: Tape): Uint8Array {
  const { cartridge } = tape;
  const bytes = cartridge.headerBytes.slice();
  encodeHeaderSegment({ ...cartridge.header, ...pendingHeaderChanges(tape, UnsetQicTime) }, bytes);
  if (tape.relabelled) clearLegacyMarks(bytes, cartridge.geometry.formatCode);
  return bytes;
}

/** Whether headers or table on the tape are out of date. */
export function isDirty({ headerDirty, tableDirty, segmentsWritten }: Tape): boolean {
  return headerDirty || tableDirty || segmentsWritten > 0;
}

/** The data of the volume table's segment as it should be on the tape. */
export function tableBytesOf(tape: Tape, volumes: readonly Volume[] = tape.volumes): Uint8Array {
  const { cartridge, entries } = tape;
  const bytes = new Uint8Array(cartridge.dataBytes(cartridge.firstDataSegment));
  const { formatCode } = cartridge.geometry;
  const made = newVolumes({ volumes }).map((volume) => encodeZftapeVolume(volume, formatCode));
  encodeVolumeTable(
    [...entries, ...made].map((slot) => ({ bytes: slot })),
    bytes,
  );
  return bytes;
}

function newVolumes({ volumes }: Pick<Tape, "volumes">): readonly Volume[] {
  return volumes.filter(({ isNew }) => isNew);
}
