import { accessSync, constants, statSync } from "node:fs";
import { splitWords } from "../split-words.js";

/** How to reach a server on another host. */
export interface RemoteShellOptions {
  /**
   * Program that runs a command on another host, as `ssh` or `ssh -p 2222 -i 'my key'`. A file of exactly this
   * name that can be executed is run as it is, blanks and all, as GNU tar does.
   */
  readonly rsh: string;
  readonly host: string;
  readonly user?: string | undefined;
  /** The server on the other host; `/usr/sbin/rmt` by default. */
  readonly rmtCommand?: string;
}

/**
 * Command and arguments that start a server on another host, for `spawnChannel`: `RSH HOST [-l USER] RMT`, which
 * is what GNU tar, mt and dump run, so that a wrapper for them works here too.
 * @throws {TypeError} for a host or user that the program would take for an option, and for an `rsh` without
 * words or with an open quote
 */
export function remoteShell(options: RemoteShellOptions): { command: string; args: string[] } {
  const { rsh, host, user, rmtCommand = "/usr/sbin/rmt" } = options;
  for (const [name, value] of Object.entries({ host, user, rmtCommand }))
    if (value === "" || value?.startsWith("-") || value?.includes("\0"))
      throw new TypeError(`${name} must not be ${JSON.stringify(value)}`);
  const words = isExecutable(rsh) ? [rsh] : splitWords(rsh);
  const [command, ...args] = words ?? [];
  if (command === undefined)
    throw new TypeError(
      `rsh is no command: ${JSON.stringify(rsh)}${words ? "" : " has an open quote"}`,
    );
  return {
    command,
    args: [...args, host, ...(user === undefined ? [] : ["-l", user]), rmtCommand],
  };
}

function isExecutable(path: string): boolean {
  if (!path.includes("/")) return false;
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    // No such file: then it is a command line.
    return false;
  }
}
