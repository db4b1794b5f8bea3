import type { OpenTape } from "@floppytape/devices";
import { decodeVolumeTable, encodeVolumeTable } from "@floppytape/qic-format";
import { CommandError } from "../usage-error.js";
import type { TableBounds, TableEntry } from "./table-model.js";

/** The volume table of the cartridge at hand. */
export interface TapeTable {
  readonly entries: readonly TableEntry[];
  readonly bounds: TableBounds;
  /** The table's bytes as they are on the tape. */
  readonly bytes: Uint8Array;
}

/** Reads the table through the raw segments, as vtblc always did. */
export async function readTapeTable({ unit }: OpenTape): Promise<TapeTable> {
  await unit.setRawMode(true);
  const { header, firstDataSegment, lastDataSegment, dataBytes } = await unit.cartridge();
  const { result, data } = await unit.readSegment(firstDataSegment);
  if (result < 0)
    throw new CommandError(`the volume table (segment ${firstDataSegment}) can't be read`);
  const bytes = data.slice(0, result);
  const { formatCode } = header;
  const table = decodeVolumeTable(bytes, {
    formatCode,
    firstDataSegment,
    lastDataSegment,
    dataBytes,
  });
  return {
    entries: table.slots.map((slot) => ({
      signature: slot.signature,
      layout: slot.entry?.layout ?? "rev-k",
      bytes: slot.bytes,
    })),
    bounds: { formatCode, firstDataSegment, lastDataSegment, capacity: table.capacity },
    bytes,
  };
}

/** Contents of a segment without bad sectors: what raw writes always take. */
const RawSegmentBytes = 29696;

/** Writes the table, reads it back and compares. */
export async function writeTapeTable(
  { unit }: OpenTape,
  table: TapeTable,
  entries: readonly TableEntry[],
): Promise<void> {
  const segment = table.bounds.firstDataSegment;
  const after = table.bytes.slice();
  encodeVolumeTable(entries, after);
  const data = new Uint8Array(RawSegmentBytes);
  data.set(after);
  await unit.writeSegment(segment, data, 2);
  const { result, data: back } = await unit.readSegment(segment);
  if (result !== after.length || after.some((byte, i) => byte !== back[i]))
    throw new CommandError(
      `the volume table (segment ${segment}) reads back different from what was written`,
    );
}
