import type { ContentEntry, EntryReport } from "@floppytape/rescue/contents";
import type { ExtractTarget, WrittenTraits } from "./extract-target.js";

/** How one file is copied. */
export interface CopyOptions {
  readonly target: ExtractTarget;
  /** In the target. */
  readonly path: string;
  readonly traits: WrittenTraits;
  readonly signal: AbortSignal | undefined;
  /** Told of bytes before they are written; what it throws ends the copy. */
  readonly onBytes: (count: number) => void;
}

/** Writes the contents of an entry as one file of a target. */
export async function copyContents(
  entry: ContentEntry,
  { target, path, traits, signal, onBytes }: CopyOptions,
): Promise<EntryReport> {
  const stated = entry.deliveredBytes ? await entry.deliveredBytes() : entry.sizeBytes;
  const sizeBytes = stated ?? (target.needsSize ? await measured(entry, signal) : undefined);
  const file = await target.file(path, { ...traits, sizeBytes });
  const report = await eachChunk(entry, signal, async (bytes) => {
    onBytes(bytes.length);
    await file.write(bytes);
  });
  await file.complete();
  return report;
}

/** Reads all of an entry. */
export async function eachChunk(
  entry: ContentEntry,
  signal: AbortSignal | undefined,
  take: (bytes: Uint8Array) => Promise<void> | void,
): Promise<EntryReport> {
  const chunks = entry.read({ ...(signal && { signal }) });
  for (;;) {
    signal?.throwIfAborted();
    const { done, value } = await chunks.next();
    if (done) return value;
    await take(value.bytes);
  }
}

/** The size that nothing on the tape says. */
async function measured(entry: ContentEntry, signal: AbortSignal | undefined): Promise<number> {
  let sizeBytes = 0;
  await eachChunk(entry, signal, (bytes) => {
    sizeBytes += bytes.length;
  });
  return sizeBytes;
}
