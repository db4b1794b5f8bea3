import { TapeError } from "@floppytape/magtape";
import type { DeviceSpec } from "./device-spec.js";

/** What the options of a device string say about an image. */
export interface ImageOptions {
  /** `defer-table`: headers and volume table are written by the original driver's rules only. */
  readonly deferTable: boolean;
}

/**
 * The options of an image.
 * @throws {TapeError} `EINVAL` for one that images don't have, or a value that it can't have.
 */
export function imageOptionsOf({ options, text }: DeviceSpec): ImageOptions {
  for (const name of Object.keys(options))
    if (name !== "defer-table")
      throw new TapeError(
        "EINVAL",
        `device "${text}": images have no option ${name}, only defer-table; in a file name write %2C for a comma`,
        { device: text, option: name },
      );
  const value = options["defer-table"] ?? "no";
  if (!["", "yes", "no"].includes(value))
    throw new TapeError("EINVAL", `device "${text}": defer-table is yes or no, not "${value}"`, {
      device: text,
      option: "defer-table",
    });
  return { deferTable: value !== "no" };
}
