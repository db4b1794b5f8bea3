import { mkdirSync } from "node:fs";
import { homedir, tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import type { ImageFile } from "./image-file.js";

/**
 * Where lock and unit state of a drive lie that is no file: in the user's folder for programs' state
 * (`$XDG_STATE_HOME`, by default `~/.local/state`), or where that cannot be made in one for temporary files.
 */
export function drivePlace(path: string, name: string): ImageFile {
  const realPath = join(stateFolder(), name.replace(/[^\w.-]/g, "_"));
  return { path, realPath, sizeBytes: 0, mode: 0o600, writeProtected: false };
}

function stateFolder(): string {
  const own = join(process.env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "floppytape");
  try {
    mkdirSync(own, { recursive: true });
    return own;
  } catch {
    const temporary = join(tmpdir(), `floppytape-${userInfo().username}`);
    mkdirSync(temporary, { recursive: true, mode: 0o700 });
    return temporary;
  }
}
