import type { Cartridge } from "@floppytape/cartridge";
import {
  type DataArea,
  decodeLegacyMarks,
  decodeVolumeTable,
  type LogicalVolume,
  legacyVersion,
  legacyVolumes,
  visibleSlots,
  volumesOf,
} from "@floppytape/qic-format";

/** A volume of the list that a unit works with. */
export interface Volume extends LogicalVolume {
  /** Written since the table was read: its entry is made when the table is written. */
  readonly isNew: boolean;
}

/** What the volume table, or the file marks of a legacy tape, say. */
export interface RecordedVolumes {
  readonly volumes: readonly Volume[];
  /** Entries that stay as they are, those of other systems included; 128 bytes each. */
  readonly entries: readonly Uint8Array[];
  /** A "Linux raw format" tape: marks in the header, no table. */
  readonly legacy: boolean;
  /** The table goes on elsewhere (`EXVT`) or contradicts itself: not to be written. */
  readonly continued: boolean;
  readonly broken: boolean;
}

/** Where data lies on this cartridge. */
function dataAreaOf(cartridge: Cartridge): DataArea {
  const { firstDataSegment, lastDataSegment } = cartridge;
  const { formatCode } = cartridge.geometry;
  const dataBytes = (segment: number) => cartridge.dataBytes(segment);
  return { formatCode, firstDataSegment, lastDataSegment, dataBytes };
}

/** Whether the header says that there is no volume table. */
export function isLegacy(cartridge: Cartridge): boolean {
  return legacyVersion(cartridge.header.label) !== undefined;
}

/** The volumes that the data of the table's segment names. */
export function volumesOfTable(cartridge: Cartridge, tableBytes: Uint8Array): RecordedVolumes {
  const area = dataAreaOf(cartridge);
  const table = decodeVolumeTable(tableBytes, area);
  const decoded = volumesOf(table, area);
  const volumes = decoded.volumes.map((volume) => recorded(cartridge, volume));
  return {
    volumes,
    entries: visibleSlots(table.slots, decoded).map(({ bytes }) => bytes),
    legacy: false,
    continued: table.continued,
    broken: decoded.broken,
  };
}

/** The volumes between the file marks of a "Linux raw format" tape. */
export function volumesOfLegacyTape(cartridge: Cartridge): RecordedVolumes {
  const version = legacyVersion(cartridge.header.label) ?? 2;
  const marks = decodeLegacyMarks(cartridge.headerBytes, cartridge.geometry.formatCode, version);
  const { volumes } = legacyVolumes(marks, dataAreaOf(cartridge));
  return {
    volumes: volumes.map((volume) => recorded(cartridge, volume)),
    entries: [],
    legacy: true,
    continued: false,
    broken: false,
  };
}

/** Label of ancient volumes whose block size makes no sense: the original took them as variable. */
const unbelievableBlockSize = /^zftape volume.* blocksize \d+/;

function recorded(cartridge: Cartridge, volume: LogicalVolume): Volume {
  const { firstSegment, lastSegment, dataBytes, compressed, zftape, description } = volume;
  const held =
    cartridge.dataPosition(lastSegment + 1) - cartridge.dataPosition(Math.max(0, firstSegment));
  const blockSize = !zftape && unbelievableBlockSize.test(description) ? 1 : volume.blockSize;
  return {
    index: volume.index,
    firstSegment,
    lastSegment,
    // A size may cover several cartridges, or lie: there is no more to read than the segments hold.
    dataBytes: compressed ? dataBytes : Math.min(dataBytes, Math.max(0, held)),
    blockSize,
    compressed,
    zftape,
    description,
    date: volume.date,
    isNew: false,
  };
}
