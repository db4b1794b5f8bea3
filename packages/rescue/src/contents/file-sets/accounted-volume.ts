import type { VolumeBytes } from "@floppytape/qic113";
import type { AccountedBytes } from "../recording.js";
import { spansOf } from "./byte-fates.js";

/** The bytes of a file set's volume, expanded, with their fates. */
export function accountedVolume(volume: VolumeBytes): AccountedBytes {
  return {
    sizeBytes: volume.sizeBytes,
    async read(position, into) {
      const fates = await volume.read(position, into);
      return spansOf(position, position + into.length, fates);
    },
  };
}
