import { rm } from "node:fs/promises";
import type { ByteStore, RescueMap } from "@floppytape/cartridge";
import { rescueMapPath, writeRescueMapFile } from "@floppytape/cartridge/node";
import { fileSink } from "../floppytape/byte-sink.js";

/** A new image that has its name only when it is complete. */
export interface ImageOutput {
  /** Takes the bytes of the image in order, without gaps. */
  readonly target: Pick<ByteStore, "write">;
  /** Puts the map beside the image if anything is missing, then gives the image its name. */
  complete(map: RescueMap): Promise<void>;
  /** Forgets it. Does nothing after `complete`. */
  discard(): Promise<void>;
}

/**
 * Starts to write the image `name`.
 * @param sources files that it is made from, and that it must not replace
 * @throws {CommandError} when it may not be written
 */
export async function openImageOutput(
  name: string,
  options: { readonly replace: boolean; readonly sources: readonly string[] },
): Promise<ImageOutput> {
  const sink = await fileSink(name, options);
  return {
    target: { write: (_, bytes) => sink.write(bytes) },
    async complete(map) {
      // The map before the image: without it the holes would pass for data.
      const whole = map.blocks.every(({ status }) => status === "+");
      if (!whole) await writeRescueMapFile(name, map);
      await sink.complete();
      if (whole) await rm(rescueMapPath(name), { force: true });
    },
    discard: () => sink.discard(),
  };
}
