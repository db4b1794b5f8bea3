import { parseWireNumber } from "../wire-number.js";

/** Where a seek counts from, numbered as lseek(2) does: 0, 1, 2 and the two of holes. */
const whences = ["SET", "CUR", "END", "DATA", "HOLE"] as const;

/** What a client asks of lseek(2). */
export interface SeekRequest {
  readonly offset: number;
  readonly whence: (typeof whences)[number];
}

/**
 * Tells which of the two lines of `L` is the offset: 4.xBSD, dump, star and GNU clients up to tar 1.34 send
 * it first, GNU rmt and tar 1.35 second. A symbolic whence shows the order, and so does the one number
 * that can be no whence. Of two small numbers 0 with 1 or 2 is "tell" or "end" in either order; what is
 * still open is taken as offset first. Undefined for what means nothing.
 */
export function decodeSeek(first: string, second: string): SeekRequest | undefined {
  for (const [whence, offset] of [
    [first, second],
    [second, first],
  ] as const) {
    const named = whences.find((name) => whence.trim().replace(/^SEEK_/, "") === name);
    const number = parseWireNumber(offset);
    if (named !== undefined)
      return number === undefined ? undefined : { offset: number, whence: named };
  }
  const a = parseWireNumber(first);
  const b = parseWireNumber(second);
  if (a === undefined || b === undefined) return undefined;
  const whenceFirst = isWhence(a) && (!isWhence(b) || (b === 0 && (a === 1 || a === 2)));
  const [offset, number] = whenceFirst ? [b, a] : [a, b];
  const whence = whences[number];
  return whence === undefined ? undefined : { offset, whence };
}

function isWhence(number: number): boolean {
  return number >= 0 && number < whences.length;
}
