import type { ByteChannel } from "../src/index.js";

const asked = new TextEncoder().encode("I-1\n0\n");

/** Makes the server at the other end one that knows no version 1: the request becomes an impossible one. */
export function withoutVersionOne(channel: ByteChannel): ByteChannel {
  return {
    ...channel,
    write: (bytes) =>
      channel.write(
        bytes.length === asked.length && bytes.every((byte, i) => byte === asked[i])
          ? new TextEncoder().encode("I-2\n0\n")
          : bytes,
      ),
  };
}
