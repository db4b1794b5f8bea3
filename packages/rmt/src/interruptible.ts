import type { ByteChannel } from "./byte-channel.js";

/**
 * The channel's read and write, which also reject when `signal` is aborted: then with its reason. What the
 * channel itself still does ends when it is closed.
 */
export function interruptible(
  channel: ByteChannel,
  signal: AbortSignal | undefined,
): Pick<ByteChannel, "read" | "write"> {
  if (signal === undefined) return channel;

  async function orAborted<T>(call: () => Promise<T>): Promise<T> {
    signal!.throwIfAborted();
    let stop = () => {};
    const aborted = new Promise<never>((_, reject) => {
      stop = () => reject(signal!.reason);
      signal!.addEventListener("abort", stop);
    });
    try {
      return await Promise.race([call(), aborted]);
    } finally {
      signal!.removeEventListener("abort", stop);
    }
  }

  return {
    read: () => orAborted(() => channel.read()),
    write: (bytes) => orAborted(() => channel.write(bytes)),
  };
}
