import type { ByteFates } from "@floppytape/qic113";
import { appendSpan, type ByteSpan } from "../../byte-state.js";

/** The bytes from `start` to before `end` as spans, by what a file set's reader says of them. */
export function spansOf(
  start: number,
  end: number,
  { holes, corrected, unverified }: ByteFates,
): ByteSpan[] {
  const spans: ByteSpan[] = [];
  const isLost = follow(holes);
  const isCorrected = follow(corrected);
  const isUnverified = follow(unverified);
  for (let at = start; at < end; ) {
    const marks = [isLost(at), isCorrected(at), isUnverified(at)] as const;
    const next = Math.min(end, ...marks.map((mark) => mark.until));
    const [lost, fixed, doubted] = marks.map(({ inside }) => inside);
    const state = lost ? "lost" : fixed ? "corrected" : "read";
    appendSpan(spans, { start: at, end: next, state, verified: !lost && !doubted });
    at = next;
  }
  return spans;
}

/** For ascending positions: whether one of ascending ranges holds them, and up to where that stays so. */
function follow(
  ranges: ByteFates["holes"],
): (at: number) => { readonly inside: boolean; readonly until: number } {
  let index = 0;
  return (at) => {
    while (ranges[index] !== undefined && ranges[index]!.end <= at) index++;
    const range = ranges[index];
    if (range === undefined) return { inside: false, until: Number.POSITIVE_INFINITY };
    const inside = range.start <= at;
    return { inside, until: inside ? range.end : range.start };
  };
}
