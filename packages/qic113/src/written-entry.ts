import {
  CompressionFlag,
  encodeQicTime,
  encodeVolumeEntry,
  VolumeFlag,
} from "@floppytape/qic-format";
import { createOemText, type OemText } from "./oem-text.js";
import type { FileSetWriteOptions, WrittenFileSet } from "./write-options.js";

const qic113Mark = [113, 0, 7, 0]; // revision G
const extendedOs = 0;
const dosBasicOs = 1;

/** The entry of a volume that was written. @throws {RangeError} when a text does not fit. */
export function entryOf(
  options: FileSetWriteOptions,
  firstSegment: number,
  lastSegment: number,
  sizes: Pick<WrittenFileSet, "directoryBytes" | "dataBytes">,
): Uint8Array {
  const extended = options.format === "extended";
  const {
    compressed = false,
    spanning = false,
    description = "",
    date,
    sourceDrive = "",
  } = options;
  const text = options.oemText ?? createOemText();
  const vendor = new Uint8Array(26);
  if (extended) vendor.set(qic113Mark);
  const common = {
    firstSegment,
    lastSegment,
    description: oneByteText("description", description, text),
    date: date === undefined ? 0 : encodeQicTime(date),
    flags:
      (extended ? VolumeFlag.VendorSpecific | VolumeFlag.DirectoryLast : 0) |
      (compressed && spanning ? VolumeFlag.SegmentSpanning : 0),
    cartridgeNumber: 1,
    vendor,
    password: new Uint8Array(8),
    ...sizes,
    osVersion: 0,
    sourceDrive: oneByteText("sourceDrive", sourceDrive, text),
    logicalDevice: 0,
    compression: compressed ? CompressionFlag.Used | CompressionFlag.Stac : 0,
  };
  return encodeVolumeEntry(
    options.old
      ? { layout: "rev-k", ...common, physicalDevice: 0 }
      : { layout: "qic113", ...common, osType: extended ? extendedOs : dosBasicOs },
  );
}

/** Text whose characters stand for the bytes of a table. @throws {RangeError} for others. */
function oneByteText(name: string, value: string, text: OemText): string {
  const bytes = text.encode(value);
  if (bytes === undefined) throw new RangeError(`${name} has characters that are not in the table`);
  return String.fromCharCode(...bytes);
}
