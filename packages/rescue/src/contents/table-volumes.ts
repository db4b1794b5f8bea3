import {
  decodeVolumeTable,
  type Finding,
  type FormatCode,
  type LogicalVolume,
  VolumeEntryBytes,
  volumesOf,
  zftapeExtensionOf,
} from "@floppytape/qic-format";
import type { TapeSegments } from "./tape-segments.js";

/** The volumes of a table, numbered as `floppytape ls` shows them. */
export interface TableVolumeList {
  readonly volumes: readonly ListedVolume[];
  /** The table contradicts itself or the tape. */
  readonly broken: boolean;
  /** What is odd about the table as a whole. */
  readonly findings: readonly Finding[];
}

/** A volume, the 128 bytes of its entry, where there is one, and what is odd about it. */
export interface ListedVolume {
  readonly volume: LogicalVolume;
  readonly entryBytes: Uint8Array | undefined;
  readonly findings: readonly Finding[];
}

/** Reads a table. */
export function volumesOfTable(
  tableBytes: Uint8Array,
  { formatCode, firstDataSegment, lastDataSegment, dataBytes }: TapeSegments,
): TableVolumeList {
  const area = { formatCode, firstDataSegment, lastDataSegment, dataBytes };
  const table = decodeVolumeTable(tableBytes, area);
  const { volumes, broken, findings } = volumesOf(table, area);
  return {
    volumes: volumes.map((volume) => ({
      volume,
      entryBytes: table.slots[volume.slot]!.bytes,
      findings: findings.filter(({ details }) => details?.volume === volume.index),
    })),
    broken,
    findings: [
      ...table.findings,
      ...findings.filter(({ details }) => details?.volume === undefined),
    ],
  };
}

/** The format code that entries of zftape betray: it wrote them differently on each kind of cartridge. */
export function formatCodeOfTable(tableBytes: Uint8Array): FormatCode | undefined {
  for (let at = 0; at + VolumeEntryBytes <= tableBytes.length; at += VolumeEntryBytes) {
    const extension = zftapeExtensionOf(tableBytes.subarray(at, at + VolumeEntryBytes), 6);
    if (extension?.version === 1) return extension.qic113 ? 4 : 2;
    if (extension?.version === 2) return 6;
  }
  return undefined;
}
