import type { Cartridge } from "@floppytape/cartridge";
import { decodeVolumeTable, legacyVersion, volumesOf } from "@floppytape/qic-format";

/**
 * The last segment that anything is recorded in, as far as the volume table says: undefined where it cannot be
 * read, contradicts itself, goes on elsewhere, or there is none.
 */
export async function recordedEnd(cartridge: Cartridge): Promise<number | undefined> {
  if (legacyVersion(cartridge.header.label) !== undefined) return undefined;
  const { report, data } = await cartridge.readTable();
  if (report.how !== "read" && report.how !== "corrected") return undefined;
  const { firstDataSegment, lastDataSegment, header } = cartridge;
  const area = {
    formatCode: cartridge.geometry.formatCode,
    firstDataSegment,
    lastDataSegment,
    dataBytes: cartridge.dataBytes,
  };
  const table = decodeVolumeTable(data, area);
  const { volumes, broken } = volumesOf(table, area);
  if (table.continued || broken) return undefined;
  const ends = volumes.map(({ lastSegment }) => lastSegment);
  return Math.max(firstDataSegment, ...header.headerSegments, ...ends);
}
