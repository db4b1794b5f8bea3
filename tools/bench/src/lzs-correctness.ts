/** What every LZS engine must show before it is timed: its streams come back, in all engines. */
import type { LzsEngine } from "@floppytape/lz";
import type { NamedEngine } from "./lzs-contenders.js";
import { streamOf } from "./lzs-contenders.js";

/** How many of the frames do not come back from an engine's stream through one of the expanders. */
export function countLost(
  compressor: NamedEngine,
  expanders: readonly LzsEngine[],
  frames: readonly Uint8Array[],
): number {
  return frames.filter((frame) => {
    const stream = streamOf(compressor, frame);
    return !expanders.every((expander) => expandsTo(expander, stream, frame));
  }).length;
}

function expandsTo(expander: LzsEngine, stream: Uint8Array, frame: Uint8Array): boolean {
  const into = new Uint8Array(frame.length);
  const { expandedBytes, consumedBytes, error } = expander.decompress(stream, into);
  return (
    error === undefined &&
    expandedBytes === frame.length &&
    consumedBytes === stream.length &&
    Buffer.compare(into, frame) === 0
  );
}
