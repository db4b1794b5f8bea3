import { realpathSync, statSync } from "node:fs";
import { rm } from "node:fs/promises";
import type { ByteStore, RescueMap } from "@floppytape/cartridge";
import { rescueMapPath, writeRescueMapFile } from "@floppytape/cartridge/node";
import { fileSink } from "../floppytape/byte-sink.js";
import { CommandError } from "../usage-error.js";

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
  if (options.sources.some((source) => isSameFile(source, name)))
    throw new CommandError(`${name}: is what is to be read`);
  if (exists(rescueMapPath(`${name}.part`)))
    throw new CommandError(`${name}.part: belongs to a 'floppytape rescue' that is not finished`);
  const sink = await fileSink(name, { replace: options.replace });
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

/** Whether a device string names an existing file, and that is `path`. */
function isSameFile(source: string, path: string): boolean {
  return exists(source) && exists(path) && realpathSync(source) === realpathSync(path);
}

function exists(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false }) !== undefined;
}
