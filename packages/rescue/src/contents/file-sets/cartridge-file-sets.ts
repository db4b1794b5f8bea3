import type { Cartridge } from "@floppytape/cartridge";
import { decodeVolumeTable, volumesOf } from "@floppytape/qic-format";
import {
  type FileSetVolume,
  readVolumeEntry,
  type SegmentDataSource,
  sectorRanges,
  type VolumeBounds,
} from "@floppytape/qic113";

/**
 * The segments of a cartridge as file sets are read from: corrected, with the fate of every sector. One
 * segment at a time; nothing else may read from the cartridge meanwhile.
 */
export function cartridgeSegments(cartridge: Cartridge): SegmentDataSource {
  const { store, badSectors } = cartridge;
  return {
    dataBytes: (segment) => cartridge.dataBytes(segment),
    async readSegment(segment) {
      const { data, report } = await cartridge.readSegment(segment);
      const bad = badSectors.get(segment);
      return {
        bytes: data,
        lost: sectorRanges(bad, report.lost),
        corrected: sectorRanges(bad, report.corrected),
        unverified:
          store.parityStored === false
            ? [{ start: 0, end: data.length }]
            : sectorRanges(bad, report.unverifiable),
      };
    },
  };
}

/** Where volumes of a cartridge can lie. */
export function volumeBounds(cartridge: Cartridge): VolumeBounds {
  const { firstDataSegment, lastDataSegment, geometry } = cartridge;
  return {
    firstSegment: firstDataSegment + 1,
    lastSegment: lastDataSegment,
    formatCode: geometry.formatCode,
  };
}

/** The 128 bytes of every entry of a volume table, by the number that zftape gives its volume. */
export function volumeEntries(
  cartridge: Cartridge,
  tableBytes: Uint8Array,
): ReadonlyMap<number, Uint8Array> {
  const area = {
    formatCode: cartridge.geometry.formatCode,
    firstDataSegment: cartridge.firstDataSegment,
    lastDataSegment: cartridge.lastDataSegment,
    dataBytes: (segment: number) => cartridge.dataBytes(segment),
  };
  const { slots } = decodeVolumeTable(tableBytes, area);
  const { volumes } = volumesOf({ slots }, area);
  return new Map(volumes.map(({ index, slot }) => [index, slots[slot]!.bytes]));
}

/**
 * What an entry of the volume table says of a file set. Undefined for volumes of zftape and for those
 * of programs that do not say how they are laid out.
 */
export function fileSetVolumeOf(
  cartridge: Cartridge,
  entryBytes: Uint8Array,
): FileSetVolume | undefined {
  const volume = readVolumeEntry(entryBytes, volumeBounds(cartridge));
  return volume?.contents === "basic" || volume?.contents === "extended" ? volume : undefined;
}
