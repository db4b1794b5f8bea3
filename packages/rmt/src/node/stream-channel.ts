import type { Readable, Writable } from "node:stream";
import type { ByteChannel } from "../byte-channel.js";

/** A channel that reads from one stream and writes to another, or to the other side of a socket. */
export function streamChannel(readable: Readable, writable: Writable): ByteChannel {
  const chunks = readable[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  let failure: Error | undefined;
  let closed = false;
  // Without a listener an error of a stream ends the process; reads and writes report it.
  for (const stream of [readable, writable])
    stream.on("error", (error: Error) => {
      failure ??= error;
    });

  return {
    async read() {
      if (closed) return undefined;
      try {
        const { value, done } = await chunks.next();
        if (done) return undefined;
        // Callers get plain arrays: a Buffer's slice() shares its memory.
        return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      } catch (error) {
        // What a stream says that was destroyed by close() is no failure of the peer.
        if (closed) return undefined;
        throw error;
      }
    },
    write: (bytes) =>
      new Promise((resolve, reject) => {
        if (closed || failure !== undefined) reject(failure ?? new Error("the channel was closed"));
        else writable.write(bytes, (error) => (error ? reject(error) : resolve()));
      }),
    async close() {
      if (closed) return;
      closed = true;
      if (!writable.destroyed)
        await new Promise<void>((resolve) => {
          writable.once("close", resolve);
          writable.end(resolve);
        });
      readable.destroy();
    },
  };
}
