/** Hexadecimal dumps in memory order, as the protocol's `read` and `write` carry them: 0x and two digits a byte. */
const pairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Text that begins with `0x`. */
export function encodeHex(bytes: Uint8Array): string {
  let text = "0x";
  for (const byte of bytes) text += pairs[byte];
  return text;
}

/** The bytes, or undefined when the text is no such dump. */
export function decodeHex(text: string): Uint8Array | undefined {
  if (text.length % 2 !== 0 || !/^0x[0-9a-f]*$/i.test(text)) return undefined;
  const bytes = new Uint8Array(text.length / 2 - 1);
  for (let i = 0; i < bytes.length; i++)
    bytes[i] = (digitOf(text, 2 * i + 2) << 4) | digitOf(text, 2 * i + 3);
  return bytes;
}

function digitOf(text: string, at: number): number {
  const code = text.charCodeAt(at) | 0x20;
  return code >= 0x61 ? code - 0x57 : code - 0x30;
}
