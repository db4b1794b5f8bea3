import { findFileSets, type SegmentDataSource, type SegmentStretch } from "@floppytape/qic113";
import type { RecordedVolume } from "../recording.js";
import { type FileSetPlace, recordedFileSet } from "./recorded-file-set.js";

/** How file sets that are found become volumes. */
export interface FoundFileSetOptions {
  /** Index of the first of them. */
  readonly firstIndex: number;
  readonly otherwise: FileSetPlace["otherwise"];
  readonly signal?: AbortSignal;
}

/**
 * The file sets among segments that no volume table tells of, as volumes of origin `found`, in order.
 * Reads all of the segments.
 */
export async function foundFileSets(
  source: SegmentDataSource,
  stretch: SegmentStretch,
  { firstIndex, otherwise, signal }: FoundFileSetOptions,
): Promise<RecordedVolume[]> {
  const volumes = await findFileSets(source, stretch, signal ? { signal } : {});
  return volumes.map((volume, number) =>
    recordedFileSet({ index: firstIndex + number, volume, source, origin: "found", otherwise }),
  );
}
