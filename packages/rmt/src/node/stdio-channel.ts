import type { ByteChannel } from "../byte-channel.js";
import { streamChannel } from "./stream-channel.js";

/**
 * Standard input and output of this process, for a server that a remote shell starts. Nothing else may write
 * to standard output; diagnostics belong on standard error.
 */
export function stdioChannel(): ByteChannel {
  const { read, write } = streamChannel(process.stdin, process.stdout);
  return {
    read,
    write,
    async close() {
      // Standard output can't be closed while the process lives; a destroyed input lets it end.
      process.stdin.destroy();
    },
  };
}
