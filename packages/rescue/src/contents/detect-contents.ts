import { archiveContents } from "./archive-contents.js";
import { cpioHeaderTarget } from "./cpio/walk-cpio.js";
import { type KnownFormat, KnownFormatBytes, knownFormatOf } from "./known-formats.js";
import { rawContents } from "./raw-contents.js";
import type { AccountedBytes, VolumeContents } from "./recording.js";
import { readTarHeader, resemblesTarHeader, TarBlockBytes } from "./tar/tar-header.js";
import { tarHeaderTarget } from "./tar/walk-tar.js";
import { peek, scanFor } from "./volume-scan.js";

/** What the bytes of a volume were recognised as. */
export type Recognized = "tar" | "cpio" | KnownFormat | undefined;

/** How far a header is looked for when the first one is damaged. */
const searchedBytes = 16 * 1024 * 1024;

/** Recognises contents by their beginning; where that is damaged, by the next header of an archive. */
export async function recognizeContents(
  bytes: AccountedBytes,
  signal?: AbortSignal,
): Promise<Recognized> {
  const { bytes: start, lost } = await peek(bytes, 0, KnownFormatBytes);
  const block = start.subarray(0, TarBlockBytes);
  if (readTarHeader(block) !== undefined) return "tar";
  if (start.length > 0 && cpioHeaderTarget.test(start.subarray(0, cpioHeaderTarget.bytes)))
    return "cpio";
  const format = lost ? undefined : knownFormatOf(start);
  if (format !== undefined) return format;
  if (!lost && !resemblesTarHeader(block)) return undefined;
  const tar = await scanFor(bytes, tarHeaderTarget, 0, searchedBytes, signal);
  const cpio = await scanFor(bytes, cpioHeaderTarget, 0, tar ?? searchedBytes, signal);
  if (cpio !== undefined) return "cpio";
  return tar === undefined ? undefined : "tar";
}

/** What is in a volume, told from its bytes alone. */
export async function contentsOfBytes(
  bytes: AccountedBytes,
  index: number,
  signal?: AbortSignal,
): Promise<VolumeContents> {
  const found = await recognizeContents(bytes, signal);
  return found === "tar" || found === "cpio"
    ? archiveContents(bytes, found)
    : rawContents(bytes, index, found);
}
