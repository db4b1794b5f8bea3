import type { OpenTape } from "@floppytape/devices";
import { MtOp } from "@floppytape/magtape";
import { patchVolumeEntry, zftapeExtensionLayout } from "@floppytape/qic-format";
import { CommandError } from "../usage-error.js";
import { writeNumber } from "../vtblc/entry-places.js";
import { readTapeTable, writeTapeTable } from "../vtblc/tape-table.js";

/** How zftape records "any size". */
const VariableBlockSize = 1n;

/** What the tape unit itself can't say about a volume. */
export interface VolumeDescription {
  readonly label: string | undefined;
  /**
   * The volume has this length, with a variable block size: the zeros that filled its last block are
   * none of its bytes. On the tape such volumes differ in nothing but their entry.
   */
  readonly exactBytes: number | undefined;
}

/** Writes a description into the entry of the volume written last, and goes back to its end. */
export async function describeVolume(
  tape: OpenTape,
  volume: number,
  { label, exactBytes }: VolumeDescription,
): Promise<void> {
  if (label === undefined && exactBytes === undefined) return;
  await tape.unit.operation(MtOp.Rewind, 1); // puts the table on the tape
  const table = await readTapeTable(tape);
  const entry = table.entries.findLast(({ signature }) => signature === "VTBL");
  if (!entry) throw new CommandError(`volume ${volume} is missing from the volume table`);
  const bytes = entry.bytes.slice();
  if (label !== undefined) patchVolumeEntry(entry.layout, { description: label }, bytes);
  if (exactBytes !== undefined) {
    patchVolumeEntry(entry.layout, { dataBytes: exactBytes }, bytes);
    const rows = zftapeExtensionLayout(table.bounds.formatCode === 6 ? 2 : 1);
    const place = rows.find(({ name }) => name === "blockSize");
    if (place) writeNumber(bytes, place, VariableBlockSize);
  }
  const entries = table.entries.map((one) => (one === entry ? { ...one, bytes } : one));
  await writeTapeTable(tape, table, entries);
  await tape.unit.setRawMode(false);
  await tape.unit.operation(MtOp.Eom, 1);
}
