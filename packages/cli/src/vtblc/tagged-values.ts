/**
 * How values of the tagged format are spelled. Text is quoted; a quote, a backslash and bytes that
 * are not printable ASCII are written `\"`, `\\`, `\xNN`, and `\0` stands for zero bytes up to the
 * field's end, so that every field can be written down and read back exactly.
 */
export function textValue(bytes: Uint8Array): string {
  let end = bytes.length;
  while (end > 0 && bytes[end - 1] === 0) end--;
  const text = [...bytes.subarray(0, end)].map(characterText).join("");
  return `"${text}${end < bytes.length ? "\\0" : ""}"`;
}

function characterText(byte: number): string {
  if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
  if (byte >= 0x20 && byte < 0x7f) return String.fromCharCode(byte);
  return `\\x${byte.toString(16).padStart(2, "0")}`;
}

/**
 * Reads {@link textValue}'s form into a field of `size` bytes: cut when too long, filled with `pad`
 * when too short. Undefined when the value is no quoted text.
 */
export function parseTextValue(value: string, size: number, pad: number): Uint8Array | undefined {
  const quoted = /^"((?:[^"\\]|\\["\\0]|\\x[0-9a-fA-F]{2})*)"$/.exec(value)?.[1];
  if (quoted === undefined && value !== "") return undefined;
  const field = new Uint8Array(size).fill(pad);
  let at = 0;
  for (const [piece] of (quoted ?? "").matchAll(/\\x..|\\.|[^\\]/gsu)) {
    if (piece === "\\0") {
      field.fill(0, at);
      return field;
    }
    const bytes = pieceBytes(piece).subarray(0, size - at);
    field.set(bytes, at);
    at += bytes.length;
  }
  return field;
}

function pieceBytes(piece: string): Uint8Array {
  if (piece.startsWith("\\x")) return Uint8Array.of(Number.parseInt(piece.slice(2), 16));
  return new TextEncoder().encode(piece.startsWith("\\") ? piece.slice(1) : piece);
}

/** `"0x4c 0x49 ..."`. */
export function hexValue(bytes: Uint8Array): string {
  return `"${[...bytes].map((byte) => `0x${byte.toString(16).padStart(2, "0")}`).join(" ")}"`;
}

/** Reads {@link hexValue}'s form, shorter values filled with zeros; undefined when it is none or too long. */
export function parseHexValue(value: string, size: number): Uint8Array | undefined {
  const inner = /^"([^"]*)"$/.exec(value)?.[1] ?? value;
  const words = inner.split(/[ \t]+/).filter((word) => word !== "");
  if (words.length > size || words.some((word) => !/^0x[0-9a-fA-F]{1,2}$/.test(word)))
    return undefined;
  const field = new Uint8Array(size);
  field.set(words.map(Number));
  return field;
}

/** Reads a whole number, decimal or 0x..., that fits `size` bytes; nothing stands for 0. */
export function parseNumberValue(value: string, size: number): bigint | undefined {
  if (value === "") return 0n;
  if (!/^(0x[0-9a-fA-F]{1,16}|[0-9]{1,20})$/.test(value)) return undefined;
  const number = BigInt(value);
  return number < 1n << BigInt(8 * size) ? number : undefined;
}
