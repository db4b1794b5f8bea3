/**
 * The volumes of a table as zftape counts them: numbered from 0, zftape's own with their size, foreign ones
 * as the raw data of their segments. Rules in docs/formats/volume-table.md.
 */
import { type DataArea, payloadOf } from "./data-area.js";
import { type Finding, warning } from "./finding.js";
import {
  CompressionFlag,
  type VolumeEntry,
  VolumeFlag,
  type VolumeLayout,
} from "./volume-entry.js";
import type { TableSlot, VolumeTable } from "./volume-table.js";
import { MaxZftapeBlockBytes, type ZftapeExtension, zftapeExtensionOf } from "./zftape-volume.js";

export interface LogicalVolume {
  /** Counted from 0, as file numbers of a tape are. */
  readonly index: number;
  /** Both inclusive; may contradict the tape when the table is broken. */
  readonly firstSegment: number;
  readonly lastSegment: number;
  /** User bytes, after decompression; for foreign volumes what their segments hold. */
  readonly dataBytes: number;
  /** Bytes; 1 means variable. */
  readonly blockSize: number;
  /** Written by zftape's LZRW3 compression. */
  readonly compressed: boolean;
  /** Written by zftape; otherwise foreign. */
  readonly zftape: boolean;
  readonly description: string;
  /** Packed, see `decodeQicTime`. */
  readonly date: number;
}

/** A volume with its place in the table. */
export interface TableVolume extends LogicalVolume {
  readonly layout: VolumeLayout;
  /** Index into the slots of the table. */
  readonly slot: number;
}

export interface TableVolumes {
  readonly volumes: readonly TableVolume[];
  /** The table contradicts itself or the tape: read, but do not write. */
  readonly broken: boolean;
  /**
   * The first `VTBL` slot is no volume but reserves an obsolete compression map; it has to be left out when
   * the table is written again.
   */
  readonly hiddenFirst: boolean;
  /** Says for every contradiction which volume has it. */
  readonly findings: readonly Finding[];
}

const foreignBlockSize = 1024;

/** The volumes of a decoded table, in order, and whether the table can be trusted. */
export function volumesOf(table: Pick<VolumeTable, "slots">, area: DataArea): TableVolumes {
  const payload = payloadOf(area);
  const volumes: TableVolume[] = [];
  const findings: Finding[] = [];
  let hiddenFirst = false;
  let previousEnd = area.firstDataSegment;
  for (const [slot, { bytes, entry }] of table.slots.entries()) {
    if (entry === undefined) continue;
    const extension = zftapeExtensionOf(bytes, area.formatCode);
    if (volumes.length === 0 && !hiddenFirst && extension?.compressionMap) {
      hiddenFirst = true;
      continue;
    }
    const segments = segmentsOf(entry, extension, previousEnd);
    const rawBytes = payload(segments.firstSegment, segments.lastSegment);
    const volume: TableVolume = {
      index: volumes.length,
      slot,
      layout: entry.layout,
      ...segments,
      dataBytes: extension ? entry.dataBytes : rawBytes,
      blockSize: extension?.blockSize || foreignBlockSize,
      compressed: extension !== undefined && (entry.compression & CompressionFlag.Used) !== 0,
      zftape: extension !== undefined,
      description: entry.description,
      date: entry.date,
    };
    findings.push(...contradictions(volume, entry, { previousEnd, rawBytes, area }));
    if (volume.blockSize > MaxZftapeBlockBytes)
      findings.push(
        warning("BLOCK_SIZE", `volume ${volume.index} has blocks of ${volume.blockSize} bytes`, {
          volume: volume.index,
          blockSize: volume.blockSize,
        }),
      );
    volumes.push(volume);
    previousEnd = segments.lastSegment;
  }
  const broken = findings.some(({ code }) => breaking.has(code));
  return { volumes, broken, hiddenFirst, findings };
}

/** Slots of a table without the hidden one, as they have to be written again. */
export function visibleSlots(
  slots: readonly TableSlot[],
  { hiddenFirst }: Pick<TableVolumes, "hiddenFirst">,
): readonly TableSlot[] {
  if (!hiddenFirst) return slots;
  const hidden = slots.findIndex(({ signature }) => signature === "VTBL");
  return slots.filter((_, index) => index !== hidden);
}

/** Versions of zftape below 4.04 stored only the count on code 6 tapes: there a volume follows the last. */
function segmentsOf(
  entry: VolumeEntry,
  extension: ZftapeExtension | undefined,
  previousEnd: number,
): { firstSegment: number; lastSegment: number } {
  if (entry.layout === "big" && extension && extension.version < 2)
    return { firstSegment: previousEnd + 1, lastSegment: previousEnd + entry.segmentCount };
  return { firstSegment: entry.firstSegment, lastSegment: entry.lastSegment };
}

const breaking = new Set([
  "VOLUME_OVERLAP",
  "VOLUME_ENDS_BEFORE_START",
  "VOLUME_BEYOND_DATA",
  "VOLUME_SIZE",
]);

function contradictions(
  volume: TableVolume,
  { flags }: VolumeEntry,
  context: { previousEnd: number; rawBytes: number; area: DataArea },
): Finding[] {
  const { index, firstSegment, lastSegment, dataBytes } = volume;
  const { previousEnd, rawBytes, area } = context;
  const place = `volume ${index} (segments ${firstSegment} to ${lastSegment})`;
  const details = { volume: index, firstSegment, lastSegment };
  const findings: Finding[] = [];
  if (firstSegment <= previousEnd || firstSegment <= area.firstDataSegment)
    findings.push(
      warning("VOLUME_OVERLAP", `${place} starts in front of segment ${previousEnd + 1}`, details),
    );
  if (lastSegment < firstSegment)
    findings.push(warning("VOLUME_ENDS_BEFORE_START", `${place} ends before it starts`, details));
  if (lastSegment > area.lastDataSegment)
    findings.push(
      warning(
        "VOLUME_BEYOND_DATA",
        `${place} ends behind segment ${area.lastDataSegment}`,
        details,
      ),
    );
  const spansCartridges = (flags & VolumeFlag.MultiCartridge) !== 0;
  if (!volume.compressed && !spansCartridges && dataBytes > rawBytes)
    findings.push(
      warning(
        "VOLUME_SIZE",
        `${place} holds ${rawBytes} bytes, but its entry states ${dataBytes}`,
        {
          ...details,
          dataBytes,
          rawBytes,
        },
      ),
    );
  return findings;
}
