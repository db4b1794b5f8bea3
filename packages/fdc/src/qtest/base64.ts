/** Base64 of RFC 4648 section 4, as the protocol's `b64read` and `b64write` carry it. */
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const padding = "=".charCodeAt(0);
const invalid = 64;

const digitOf = new Uint8Array(128).fill(invalid);
const codeOf = new Uint8Array(64);
for (let value = 0; value < 64; value++) {
  codeOf[value] = alphabet.charCodeAt(value);
  digitOf[alphabet.charCodeAt(value)] = value;
}
const ascii = new TextDecoder();

/** Text with padding. */
export function encodeBase64(bytes: Uint8Array): string {
  const codes = new Uint8Array(Math.ceil(bytes.length / 3) * 4).fill(padding);
  for (let from = 0, to = 0; from < bytes.length; from += 3, to += 4) {
    const left = bytes.length - from;
    const group =
      (bytes[from]! << 16) |
      ((left > 1 ? bytes[from + 1]! : 0) << 8) |
      (left > 2 ? bytes[from + 2]! : 0);
    codes[to] = codeOf[group >> 18]!;
    codes[to + 1] = codeOf[(group >> 12) & 63]!;
    if (left > 1) codes[to + 2] = codeOf[(group >> 6) & 63]!;
    if (left > 2) codes[to + 3] = codeOf[group & 63]!;
  }
  return ascii.decode(codes);
}

/** The bytes, or undefined when the text is no padded base64. */
export function decodeBase64(text: string): Uint8Array | undefined {
  if (text.length % 4 !== 0) return undefined;
  const pads = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - pads);
  const digits = text.length - pads;
  let seen = 0;
  for (let from = 0, to = 0; from < digits; from += 4, to += 3) {
    let group = 0;
    for (let digit = from; digit < from + 4; digit++) {
      const value = digit < digits ? (digitOf[text.charCodeAt(digit)] ?? invalid) : 0;
      seen |= value;
      group = (group << 6) | (value & 63);
    }
    bytes[to] = group >> 16;
    bytes[to + 1] = group >> 8;
    bytes[to + 2] = group;
  }
  return (seen & invalid) === 0 ? bytes : undefined;
}
