import assert from "node:assert/strict";
import { CartridgeError } from "@floppytape/cartridge";
import { TapeError } from "@floppytape/magtape";
import { FormatError } from "@floppytape/qic-format";
import type { Tally } from "../campaign.js";

/** Memory that a seed may take beyond what there was before it; images take up to 40 MB of it. */
const mostBytes = 512 * 1024 * 1024;

const documented = { CartridgeError, TapeError, FormatError } as const;

/** Makes calls, and counts them, that may fail in the documented ways, and in no other. */
export interface Caller {
  /** For the closing line. */
  readonly tally: Tally;
  /** Undefined: failed, with one of these classes. */
  try<T>(
    what: string,
    classes: readonly (keyof typeof documented)[],
    call: () => Promise<T>,
  ): Promise<T | undefined>;
}

export function createCaller(tally: Tally): Caller {
  const before = process.memoryUsage().arrayBuffers;
  return {
    tally,
    async try(what, classes, call) {
      tally.add("calls");
      try {
        return await call();
      } catch (error) {
        if (!classes.some((name) => error instanceof documented[name]))
          throw new Error(`${what} failed in a way that is not documented`, { cause: error });
        assert((error as Error).message.length > 0, `${what}: an error without a message`);
        tally.add("refusals");
        return undefined;
      } finally {
        const grown = process.memoryUsage().arrayBuffers - before;
        assert(grown < mostBytes, `${what}: ${grown} bytes of memory more than before`);
      }
    },
  };
}
