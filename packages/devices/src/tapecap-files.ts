import { readFileSync } from "node:fs";
import { homedir, hostname } from "node:os";
import { join } from "node:path";
import { tapecapFiles } from "@floppytape/magtape/config";
import { codeOf, fileError } from "./file-error.js";

/** Where variables are looked up. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The tapecap files that are there, in the order in which they are asked. */
export interface FoundTapecaps {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  /** Capabilities of `$FLOPPYTAPE_TAPECAP` that win over the files'. */
  readonly devcap: string;
  /** All places where one was looked for. */
  readonly candidates: readonly string[];
}

/**
 * Reads the tapecap files: that of `$FLOPPYTAPE_TAPECAP` (`FILE[:CAPABILITIES]`), then `tapecap` in
 * `$XDG_CONFIG_HOME/floppytape` (by default `~/.config/floppytape`) and in `/etc/floppytape`, each with the
 * host's name as a suffix first. `node`: the host that the name of a tape mentions.
 * @throws {TapeError} for a file that is there and can't be read.
 */
export function readTapecaps(env: Environment, node?: string): FoundTapecaps {
  const configuration = env.XDG_CONFIG_HOME || join(env.HOME || homedir(), ".config");
  const { files: candidates, devcap } = tapecapFiles({
    env: env.FLOPPYTAPE_TAPECAP,
    confdir: [join(configuration, "floppytape"), "/etc/floppytape"],
    host: hostname(),
    node,
  });
  const files = candidates.flatMap((path) => {
    const text = textOf(path);
    return text === undefined ? [] : [{ path, text }];
  });
  return { files, devcap, candidates };
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(codeOf(error))) return undefined;
    throw fileError(error, path, "cannot be read as a tapecap file");
  }
}
