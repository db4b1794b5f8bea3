import { createBasicFormat } from "./basic-entry.js";
import type { EntryFormat } from "./entry.js";
import { Qic113Error } from "./errors.js";
import { extendedFormat } from "./extended-entry.js";
import type { OemText } from "./oem-text.js";
import type { FileSetVolume } from "./volume-entry.js";

/**
 * The format of a volume's directory; `wanted` overrules the entry.
 * @throws {Qic113Error} `NOT_A_FILE_SET`.
 */
export function formatOf(
  { contents }: FileSetVolume,
  wanted: EntryFormat["kind"] | undefined,
  oemText: OemText,
): EntryFormat {
  const kind = wanted ?? contents;
  if (kind === "basic") return createBasicFormat(oemText);
  if (kind === "extended") return extendedFormat;
  throw new Qic113Error(
    "NOT_A_FILE_SET",
    kind === "zftape"
      ? "the volume is one of zftape, whose bytes are read as a tape"
      : "the volume is of a program that does not say how it is laid out",
    { contents: kind },
  );
}
