import { decodeQicTime, encodeQicTime } from "@floppytape/qic-format";

/** Two-digit years: 70 to 99 are 19xx, 00 to 69 are 20xx. */
const Pivot = 70;

/** `HH:MM:SS MM/DD/YY` of a packed time; 0, the date of volumes nobody dated, is 00:00:00 01/01/70. */
export function tableDateText(packed: number): string {
  const t = decodeQicTime(packed) ?? {
    year: 1970,
    month: 1,
    day: 1,
    hour: 0,
    minute: 0,
    second: 0,
  };
  const two = (value: number) => String(value % 100).padStart(2, "0");
  return `${two(t.hour)}:${two(t.minute)}:${two(t.second)} ${two(t.month)}/${two(t.day)}/${two(t.year)}`;
}

/** Reads {@link tableDateText}'s form, undefined when it is not a date. */
export function parseTableDate(text: string): number | undefined {
  const match = /^(\d\d?):(\d\d?):(\d\d?)\s+(\d\d?)\/(\d\d?)\/(\d\d)$/.exec(text.trim());
  if (!match) return undefined;
  const [hour = 0, minute = 0, second = 0, month = 0, day = 0, short = 0] = match
    .slice(1)
    .map(Number);
  const year = short >= Pivot ? 1900 + short : 2000 + short;
  if (hour > 23 || minute > 59 || second > 59 || month < 1 || month > 12) return undefined;
  if (day < 1 || day > daysOf(year, month)) return undefined;
  const isZero = year === 1970 && month === 1 && day === 1 && hour + minute + second === 0;
  return isZero ? 0 : encodeQicTime({ year, month, day, hour, minute, second });
}

function daysOf(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
