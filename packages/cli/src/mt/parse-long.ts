/** What strtol(3) with base 0 takes from the beginning of a text. */
export interface ParsedLong {
  /** 0 where there is no number. */
  readonly value: number;
  /** What is behind the number; all of the text where there is none. */
  readonly rest: string;
}

/** Reads a number as strtol(3) with base 0 does: blanks, a sign, then 0x..., 0... or decimal digits. */
export function parseLong(text: string): ParsedLong {
  const found = /^\s*([+-]?)(?:0x([0-9a-f]+)|0([0-7]*)|([1-9][0-9]*))/i.exec(text);
  if (found === null) return { value: 0, rest: text };
  const [all, sign, hex, octal, decimal] = found;
  const size =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : decimal !== undefined
        ? Number(decimal)
        : Number.parseInt(`0${octal}`, 8);
  return { value: sign === "-" && size > 0 ? -size : size, rest: text.slice(all.length) };
}
