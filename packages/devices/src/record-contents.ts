import { closeSync, openSync, readSync, statSync } from "node:fs";
import type { DeviceSpec } from "./device-spec.js";
import { kindOption } from "./image-contents.js";

/**
 * Whether a file that is taken for a cartridge image is a record image by what its beginning says: a look that
 * costs next to nothing. What it does not find needs the option `format`.
 */
export function holdsRecords(spec: DeviceSpec): boolean {
  const { target, options } = spec;
  if (options.format !== undefined) return kindOption(spec) === undefined;
  if (target.kind !== "image") return false;
  let file: number;
  let size: number;
  try {
    const found = statSync(target.path);
    if (!found.isFile()) return false; // opening a pipe would wait for its writer
    size = found.size;
    file = openSync(target.path, "r");
  } catch {
    return false; // whoever opens it says why it can't be
  }
  try {
    const bytes = (position: number, count: number) => {
      const buffer = Buffer.alloc(count);
      return position + count <= size && readSync(file, buffer, 0, count, position) === count
        ? buffer
        : undefined;
    };
    return beginsAsTap(bytes) || beginsAsAws(bytes);
  } catch {
    return false; // a disk that fails: as above
  } finally {
    closeSync(file);
  }
}

type Bytes = (position: number, count: number) => Buffer | undefined;

const LongestRecordBytes = 0xffffff;

/** A length, so many bytes (of E11 without the pad byte) and the length again. */
function beginsAsTap(bytes: Bytes): boolean {
  const length = bytes(0, 4)?.readUInt32LE() ?? 0;
  if (length < 1 || length > LongestRecordBytes) return false;
  return [4 + length + (length % 2), 4 + length].some(
    (end) => bytes(end, 4)?.readUInt32LE() === length,
  );
}

/** The header of a first chunk, and one behind it that knows its length. */
function beginsAsAws(bytes: Bytes): boolean {
  const header = bytes(0, 6);
  const length = header?.readUInt16LE() ?? 0;
  if (header?.readUInt16LE(2) !== 0 || length === 0) return false;
  if (![0xa0, 0x80].includes(header[4] ?? 0) || header[5] !== 0) return false;
  return bytes(6 + length, 6)?.readUInt16LE(2) === length;
}
