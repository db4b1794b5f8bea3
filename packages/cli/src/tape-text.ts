import { decodeQicTime } from "@floppytape/qic-format";

/** `1994-05-03 17:21:00`, undefined for volumes without a date. */
export function dateText(packed: number): string | undefined {
  const t = decodeQicTime(packed);
  if (!t) return undefined;
  const two = (value: number) => String(value).padStart(2, "0");
  return `${t.year}-${two(t.month)}-${two(t.day)} ${two(t.hour)}:${two(t.minute)}:${two(t.second)}`;
}

/** Text from a tape as a terminal may see it. */
export function printable(text: string): string {
  return text.replace(/[^\x20-\x7e\xa0-\xff]/g, "?");
}
