/** The areas of an Extended data entry: the contents of a file, and what else systems recorded of it. */
import { createByteCursor } from "./byte-cursor.js";
import { DescriptionId, type Entry, type EntryArea } from "./entry.js";

/** `99 66 99 66` on tape, in front of every area. */
export const AreaSignature = 0x66996699;
/** Signature and ID in front of an area. */
export const AreaHeadBytes = 6;
/** No area at all belongs to these. */
const withoutArea: readonly number[] = [DescriptionId.Unix, DescriptionId.Dos];

/**
 * Areas in the order of their descriptions, each behind a head of 6 bytes. Some programs leave the
 * heads of empty areas out, which the size of the data entry shows.
 */
export function areasOf(
  { descriptions }: Entry,
  headerBytes: number,
  size: number | undefined,
): readonly EntryArea[] | undefined {
  const withArea = descriptions.filter(({ id }) => !withoutArea.includes(id));
  if (withArea.some(({ areaBytes }) => areaBytes === undefined)) {
    // Only a single area can be measured by what the data entry leaves for it.
    const [only, ...others] = withArea.filter(({ areaBytes }) => areaBytes !== 0);
    if (only === undefined || others.length > 0 || withArea[0] !== only) return undefined;
    const start = headerBytes + AreaHeadBytes;
    const heads = AreaHeadBytes * (withArea.length - 1);
    const bytes = size === undefined ? undefined : size - start - heads;
    return bytes !== undefined && bytes < 0 ? undefined : [{ id: only.id, start, bytes }];
  }
  const place = (skipsEmpty: boolean): { areas: EntryArea[]; end: number } => {
    const areas: EntryArea[] = [];
    let at = headerBytes;
    for (const { id, areaBytes = 0 } of withArea) {
      if (areaBytes === 0 && skipsEmpty) {
        areas.push({ id, start: at, bytes: 0 });
        continue;
      }
      areas.push({ id, start: at + AreaHeadBytes, bytes: areaBytes });
      at += AreaHeadBytes + areaBytes;
    }
    return { areas, end: at };
  };
  const full = place(false);
  if (size === undefined || full.end === size) return full.areas;
  const lean = place(true);
  if (lean.end === size) return lean.areas;
  return full.end <= size ? full.areas : undefined;
}

/** Whether the head of an area stands at the start of 6 bytes. */
export function hasAreaHead(bytes: Uint8Array, id: number): boolean {
  const [signature, areaId] = [createByteCursor(bytes), createByteCursor(bytes, 4)];
  return signature.u32() === AreaSignature && areaId.u16() === id;
}
