import { formatStatusValue } from "../status-line.js";
import { fileText, type TapeDescriptor } from "./descriptor.js";
import type { TapeHead } from "./tape-head.js";

/** Tells a monitor the value of a keyword. */
export function sayValue(head: TapeHead, keyword: string, value: string | number): void {
  head.say(formatStatusValue(keyword, value));
}

/** What a monitor is told when a tape begins to be used, in the order of the original. */
export function sayDevice(
  head: TapeHead,
  place: TapeDescriptor,
  accessMode: "read" | "write" | "append",
): void {
  const { profile } = head;
  head.say(`open device ${head.device}\n`);
  sayValue(head, "devtype", profile.labels.device);
  sayValue(head, "tapetype", profile.labels.cartridge);
  sayValue(head, "tapesize", profile.capacityKb);
  sayValue(head, "density", profile.density || "na");
  sayValue(head, "blksize", profile.blockSize);
  sayValue(head, "acmode", accessMode);
  sayValue(head, "file", fileText(place));
  sayValue(head, "record", place.record);
  sayValue(head, "nfiles", place.files);
  sayValue(head, "tapeused", place.usedKb);
}

/** Tells a monitor what has changed since it was told last. */
export interface ChangeReport {
  recordSize(bytes: number): void;
  place(place: TapeDescriptor): void;
}

export function createChangeReport(head: TapeHead): ChangeReport {
  const told = new Map<string, string | number>();
  const tell = (keyword: string, value: string | number) => {
    if (told.get(keyword) === value) return;
    told.set(keyword, value);
    sayValue(head, keyword, value);
  };
  return {
    recordSize: (bytes) => tell("recsize", bytes),
    place(place) {
      if (place.files > 0) tell("nfiles", place.files);
      tell("file", fileText(place));
      // How many records are in front of a mark that was come to from behind is not known.
      if (place.record > 0) tell("record", place.record);
    },
  };
}
