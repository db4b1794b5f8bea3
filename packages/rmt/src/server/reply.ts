/** What a server answers. */
export type Reply =
  | { readonly value: number; readonly data?: Uint8Array }
  | { readonly errno: number; readonly text: string };

/** Bytes of an error's text; the shortest buffer among the clients takes 80 bytes for both lines. */
const textLimit = 70;

/** A reply's bytes: `A<value>\n` with data, or `E<errno>\n<text>\n` with one line of ASCII text. */
export function encodeReply(reply: Reply): Uint8Array {
  const encoder = new TextEncoder();
  if (!("value" in reply)) {
    const text = reply.text.replace(/[^ -~]/g, "?").slice(0, textLimit) || "error";
    return encoder.encode(`E${reply.errno}\n${text}\n`);
  }
  const line = encoder.encode(`A${reply.value}\n`);
  if (reply.data === undefined) return line;
  // One write for both: a record on its own is a packet of its own on many transports.
  const bytes = new Uint8Array(line.length + reply.data.length);
  bytes.set(line);
  bytes.set(reply.data, line.length);
  return bytes;
}
