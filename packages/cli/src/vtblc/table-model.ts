import type { FormatCode, VolumeLayout } from "@floppytape/qic-format";
import { VolumeEntryBytes } from "@floppytape/qic-format";
import { entryPlaces, readNumber, writeNumber } from "./entry-places.js";

/** An entry of the table: its 128 bytes and how they are laid out. */
export interface TableEntry {
  /** VTBL, XTBL, UTID or EXVT. */
  readonly signature: string;
  /** Only meant for VTBL. */
  readonly layout: VolumeLayout;
  readonly bytes: Uint8Array;
}

/** The data area of a cartridge and what its table holds at most. */
export interface TableBounds {
  readonly formatCode: FormatCode;
  readonly firstDataSegment: number;
  readonly lastDataSegment: number;
  /** Entries that fit the table segment. */
  readonly capacity: number;
}

/** First and last segment of a volume's entry. */
export function segmentsOf(entry: TableEntry): { firstSegment: number; lastSegment: number } {
  const places = entryPlaces(entry.layout);
  return {
    firstSegment: Number(readNumber(entry.bytes, places.START)),
    lastSegment: Number(readNumber(entry.bytes, places.END)),
  };
}

/** `NOT_VERIFIED` and `SEGMENT_SPANNING`, as zftape sets them. */
const NewVolumeFlags = 0x14n;

/** A volume entry with nothing in it but the defaults. */
export function createEntry(formatCode: FormatCode, now: number): TableEntry {
  const layout = formatCode === 6 ? "big" : formatCode === 4 ? "qic113" : "rev-k";
  const bytes = new Uint8Array(VolumeEntryBytes);
  const places = entryPlaces(layout);
  bytes.set(new TextEncoder().encode("VTBL"));
  bytes.fill(0x20, places.DESCRIPTION.offset, places.DESCRIPTION.offset + places.DESCRIPTION.size);
  writeNumber(bytes, places.DATE, BigInt(now));
  writeNumber(bytes, places.FLAGS, NewVolumeFlags);
  writeNumber(bytes, places.MULTI_CARTRIDGE_COUNT, 1n);
  return { signature: "VTBL", layout, bytes };
}

/** What is wrong with the volumes of a table, in words; empty when it is sound. */
export function tableProblems(entries: readonly TableEntry[], bounds: TableBounds): string[] {
  const problems: string[] = [];
  if (entries.length > bounds.capacity)
    problems.push(`Too many volumes: ${entries.length} (${bounds.capacity} max)`);
  let behind = bounds.firstDataSegment;
  for (const [number, entry] of entries.entries()) {
    if (entry.signature !== "VTBL") continue;
    const { firstSegment, lastSegment } = segmentsOf(entry);
    const what = `entry ${number}: segments ${firstSegment} to ${lastSegment}`;
    if (lastSegment < firstSegment) problems.push(`${what}: the volume ends before it starts`);
    if (firstSegment <= behind) problems.push(`${what}: the first must be greater than ${behind}`);
    if (lastSegment > bounds.lastDataSegment)
      problems.push(`${what}: the last data segment is ${bounds.lastDataSegment}`);
    behind = Math.max(behind, lastSegment);
  }
  return problems;
}
