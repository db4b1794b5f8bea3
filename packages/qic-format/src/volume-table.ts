/**
 * The volume table: 128-byte slots in the data of the first data segment, packed from its start. Explained in
 * docs/formats/volume-table.md.
 */
import type { DataArea } from "./data-area.js";
import { FormatError } from "./errors.js";
import { type Finding, note, warning } from "./finding.js";
import { struct, text, u16 } from "./layout.js";
import { decodeVolumeEntry, type VolumeEntry, VolumeEntryBytes } from "./volume-entry.js";
import { chooseVolumeLayout } from "./volume-layout.js";

/** `VTBL` a volume, `XTBL` and `UTID` companions of other systems, `EXVT` "continues elsewhere". */
export type SlotSignature = "VTBL" | "XTBL" | "UTID" | "EXVT";

export interface TableSlot {
  /** Bytes from the start of the table. */
  readonly offset: number;
  readonly signature: SlotSignature;
  /** A copy of the 128 bytes as stored. */
  readonly bytes: Uint8Array;
  /** The bytes in the most likely layout; `VTBL` only. */
  readonly entry?: VolumeEntry;
}

export interface VolumeTable {
  readonly slots: readonly TableSlot[];
  /** Slots that the table segment has room for. */
  readonly capacity: number;
  /** The table goes on in another segment (`EXVT`): do not write. */
  readonly continued: boolean;
  readonly findings: readonly Finding[];
}

const start = struct<{ signature: string; continuedIn: number }>(VolumeEntryBytes, {
  signature: [0, text(4)],
  continuedIn: [6, u16], // EXVT only
});

/** Reads all slots of a table segment's data, to the first unknown signature or an `EXVT`. */
export function decodeVolumeTable(tableBytes: Uint8Array, area: DataArea): VolumeTable {
  const capacity = Math.floor(tableBytes.length / VolumeEntryBytes);
  const slots: TableSlot[] = [];
  const findings: Finding[] = [];
  let continued = false;
  for (let index = 0; index < capacity && !continued; index++) {
    const offset = index * VolumeEntryBytes;
    const bytes = tableBytes.slice(offset, offset + VolumeEntryBytes);
    const { signature, continuedIn } = start.decode(bytes);
    if (!isSlotSignature(signature)) {
      if (signature !== "")
        findings.push(
          warning(
            "UNKNOWN_SIGNATURE",
            `slot ${index} of the volume table is neither an entry nor empty`,
            {
              slot: index,
            },
          ),
        );
      break;
    }
    continued = signature === "EXVT";
    if (continued)
      findings.push(
        warning("TABLE_CONTINUED", `the volume table continues in segment ${continuedIn}`, {
          segment: continuedIn,
        }),
      );
    slots.push(
      signature === "VTBL"
        ? { offset, signature, bytes, entry: decodeSlot(bytes, area, index, findings) }
        : { offset, signature, bytes },
    );
  }
  return { slots, capacity, continued, findings };
}

/**
 * Writes slots over a whole table segment's data: packed in the given order, zeros behind.
 * @throws {FormatError} `TABLE_FULL`, with nothing written; `FIELD_RANGE` for slots of another size.
 */
export function encodeVolumeTable(
  slots: readonly { readonly bytes: Uint8Array }[],
  into: Uint8Array,
): void {
  const capacity = Math.floor(into.length / VolumeEntryBytes);
  if (slots.length > capacity)
    throw new FormatError(
      "TABLE_FULL",
      `${slots.length} entries do not fit into the volume table: room for ${capacity}`,
      { entries: slots.length, room: capacity },
    );
  for (const { bytes } of slots)
    if (bytes.length !== VolumeEntryBytes)
      throw new FormatError("FIELD_RANGE", `a slot must be 128 bytes, got ${bytes.length}`);
  const packed = slots.map(({ bytes }) => bytes.slice()); // slots may be views of `into`
  into.fill(0);
  packed.forEach((bytes, index) => {
    into.set(bytes, index * VolumeEntryBytes);
  });
}

function decodeSlot(
  bytes: Uint8Array,
  area: DataArea,
  index: number,
  findings: Finding[],
): VolumeEntry {
  const { layout, scores } = chooseVolumeLayout(bytes, area);
  if (scores) {
    const best = scores[layout];
    const rivals = Object.values(scores).filter((score) => score === best).length - 1;
    if (rivals > 0)
      findings.push(
        note("LAYOUT_UNCERTAIN", `slot ${index} makes as much sense in another layout`, {
          slot: index,
        }),
      );
  }
  return decodeVolumeEntry(bytes, layout);
}

function isSlotSignature(signature: string): signature is SlotSignature {
  return ["VTBL", "XTBL", "UTID", "EXVT"].includes(signature);
}
