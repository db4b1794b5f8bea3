import { openCartridge, type SegmentStore } from "@floppytape/cartridge";
import {
  fileSetVolumeOf,
  recordedFileSet,
  segmentSource,
  volumeEntries,
} from "../../../src/contents/file-sets/index.js";
import { tapeSegmentsOf } from "../../../src/contents/tape-segments.js";

export async function openRecording(store: SegmentStore) {
  const cartridge = await openCartridge(store);
  const tape = tapeSegmentsOf(cartridge);
  const { data } = await cartridge.readTable();
  const volumes = [...volumeEntries(tape, data.slice())].map(([index, bytes]) =>
    recordedFileSet({
      index,
      volume: fileSetVolumeOf(tape, bytes)!,
      source: segmentSource(tape),
      otherwise: async () => ({ kind: "raw" as const, findings: [], async *entries() {} }),
    }),
  );
  return { volumes };
}
