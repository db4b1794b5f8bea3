import { encodeQicTime } from "@floppytape/qic-format";

/** Local time as the packed time of tape formats, which know no time zones. */
export function localQicTime(millisecondsSince1970: number): number {
  const date = new Date(millisecondsSince1970);
  return encodeQicTime({
    year: date.getFullYear(),
    month: date.getMonth() + 1,
    day: date.getDate(),
    hour: date.getHours(),
    minute: date.getMinutes(),
    second: date.getSeconds(),
  });
}
