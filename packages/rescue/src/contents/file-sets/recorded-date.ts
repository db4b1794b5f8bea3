import type { QicTime } from "@floppytape/qic-format";
import type { FileDate } from "@floppytape/qic113";

/** A local time as `YYYY-MM-DDThh:mm:ss`; undefined stays undefined. */
export function localTime(time: QicTime | undefined): string | undefined {
  if (time === undefined) return undefined;
  const { year, month, day, hour, minute, second } = time;
  const [date, clock] = [
    [year, month, day],
    [hour, minute, second],
  ].map((parts) => parts.map((part) => String(part).padStart(2, "0")));
  return `${date!.join("-")}T${clock!.join(":")}`;
}

/** A file's date: local as recorded, or with `Z` where it is GMT. */
export function fileTime(date: FileDate | undefined): string | undefined {
  if (date?.kind !== "gmt") return localTime(date?.time);
  return `${new Date(date.seconds * 1000).toISOString().slice(0, 19)}Z`;
}
