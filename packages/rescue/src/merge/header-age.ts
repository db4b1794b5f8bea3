import { type HeaderSegment, UnsetQicTime } from "@floppytape/qic-format";

/**
 * Which of two headers of one cartridge is newer: above 0 when `a` is, below 0 when `b` is, 0 when
 * nothing tells. As between the copies on one tape: the write counter decides, then the write date.
 */
export function compareAge(a: HeaderSegment, b: HeaderSegment): number {
  if (a.segmentsWritten !== b.segmentsWritten) return a.segmentsWritten - b.segmentsWritten;
  const isSet = (date: number) => date !== 0 && date !== UnsetQicTime;
  return isSet(a.writeDate) && isSet(b.writeDate) ? a.writeDate - b.writeDate : 0;
}
