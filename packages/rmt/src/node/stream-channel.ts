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
        const broken = () => reject(failure ?? new Error("the channel was closed"));
        if (closed || failure !== undefined) return broken();
        // A stream that is destroyed need not call back the write that is under way.
        writable.once("close", broken);
        writable.write(bytes, (error) => {
          writable.off("close", broken);
          if (error) reject(error);
          else resolve();
        });
      }),
    async close() {
      if (closed) return;
      closed = true;
      // What a peer has not taken by now it may never take: that must not keep us here.
      if (writable.writableLength === 0 && !writable.destroyed)
        await new Promise<void>((resolve) => {
          for (const end of ["finish", "close", "error"]) writable.once(end, resolve);
          writable.end();
        });
      else writable.destroy();
      readable.destroy();
    },
  };
}
