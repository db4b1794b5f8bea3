import { decodeQicTime, type QicTime } from "@floppytape/qic-format";

/** A packed time of an entry; undefined for 0 and all ones, which mean none. */
export function recordedTime(packed: number): QicTime | undefined {
  return packed === 0xffffffff ? undefined : decodeQicTime(packed);
}
