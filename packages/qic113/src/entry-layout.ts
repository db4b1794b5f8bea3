/** The layouts of a `VTBL` entry, and what stands at the same place in all of them. */
import {
  decodeQicTime,
  decodeVolumeEntry,
  type FormatCode,
  type QicTime,
} from "@floppytape/qic-format";

/**
 * `a-plain`: QIC-80 revision N; `a-113`: the same with the mark 113; `b`: 32-bit segment numbers; `c`:
 * QIC-80 before revision K, with a 4-byte data size; `vendor`: of an unknown program, only what stands
 * before its own part is known.
 */
export type EntryLayout = "a-plain" | "a-113" | "b" | "c" | "vendor";

export const entryLayouts: readonly EntryLayout[] = ["a-113", "a-plain", "b", "c", "vendor"];

/** Where volumes of a medium can lie. */
export interface VolumeBounds {
  /** Inclusive. */
  readonly firstSegment: number;
  /** Inclusive. */
  readonly lastSegment: number;
  /** Of the cartridge's header; default 4. Code 6 speaks for layout `b`. */
  readonly formatCode?: FormatCode;
}

/** The on-tape table behind a layout. */
export function structOf(layout: EntryLayout): "rev-k" | "qic113" | "big" {
  if (layout === "c") return "rev-k";
  return layout === "b" ? "big" : "qic113";
}

/** The revision behind the mark 113, which may be 0; undefined without the mark. */
export function markOf(raw: Uint8Array): number | undefined {
  const { specMajor, specMinor } = decodeVolumeEntry(raw, "big");
  return specMajor === 113 ? specMinor : undefined;
}

/** A time of an entry; undefined for 0 and all ones, which mean none. */
export function plausibleTime(packed: number): QicTime | undefined {
  return packed === 0xffffffff ? undefined : decodeQicTime(packed);
}
