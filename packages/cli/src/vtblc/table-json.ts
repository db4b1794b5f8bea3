import { decodeVolumeEntry } from "@floppytape/qic-format";
import { printable } from "../tape-text.js";
import { tableDateText } from "./table-date.js";
import { segmentsOf, type TableBounds, type TableEntry } from "./table-model.js";
import type { TableRow } from "./table-text.js";

/** The rows of the table for people. */
export function tableRowsOf(entries: readonly TableEntry[]): TableRow[] {
  return entries.map((entry, number) => {
    const { description, date } = decodeVolumeEntry(entry.bytes, entry.layout);
    return {
      number,
      signature: entry.signature,
      label: printable(entry.signature === "VTBL" ? description : ""),
      date,
      ...segmentsOf(entry),
    };
  });
}

/** The table for `vtblc --json`. */
export function tableJson(entries: readonly TableEntry[], bounds: TableBounds): object {
  return {
    ...bounds,
    entries: entries.map((entry, number) => {
      const { signature, bytes } = entry;
      const hex = Buffer.from(bytes).toString("hex");
      if (signature !== "VTBL") return { number, signature, bytes: hex };
      const { description, date, flags, dataBytes, compression } = decodeVolumeEntry(
        bytes,
        entry.layout,
      );
      return {
        number,
        signature,
        ...segmentsOf(entry),
        description,
        date: tableDateText(date),
        flags,
        dataBytes,
        compression,
        bytes: hex,
      };
    }),
  };
}
