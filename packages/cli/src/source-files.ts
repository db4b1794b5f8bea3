import { realpathSync } from "node:fs";
import { sep } from "node:path";
import { rescueMapPath } from "@floppytape/cartridge/node";
import { locateDevice } from "@floppytape/devices";
import type { Context } from "./context.js";
import { withDevice } from "./device-error.js";
import { CommandError } from "./usage-error.js";

/**
 * The files that device strings read from, with the maps beside them: what a command must not replace, for
 * there may be no second copy. Of drives and remote tapes there are none.
 * @throws {DeviceError} for a string that names nothing.
 */
export async function sourceFiles(
  context: Context,
  devices: readonly string[],
): Promise<readonly string[]> {
  const files = devices.map(async (device) => {
    const { spec } = await withDevice(device, "open", () => locateDevice(device, context));
    return "path" in spec.target ? [spec.target.path, rescueMapPath(spec.target.path)] : [];
  });
  return (await Promise.all(files)).flat();
}

/** @throws {CommandError} when a file to be written is one of those that are read. */
export function refuseSources(name: string, sources: readonly string[]): void {
  if ([name, `${name}.part`].some((path) => sources.some((source) => isSameFile(source, path))))
    throw new CommandError(`${name}: is what is to be read`);
}

/** Whether both paths lead to one existing file, by whatever names. */
export function isSameFile(one: string, other: string): boolean {
  const found = realPath(one);
  return found !== undefined && found === realPath(other);
}

/** Whether an existing file lies in an existing folder, at any depth. */
export function isInside(path: string, folder: string): boolean {
  const [file, outer] = [realPath(path), realPath(folder)];
  return file !== undefined && outer !== undefined && file.startsWith(outer + sep);
}

/** Undefined where there is nothing, or nothing that can be reached: what is to be done with it will say so. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}
