/**
 * Header segments of Ditto 2GB cartridges: another signature, and everything behind the first 256 bytes
 * scrambled with its own offset (docs/formats/header-segment.md).
 */
import { requireBytes } from "./errors.js";
import { HeaderBytes, headerStart, headerTable, scrambledFrom } from "./header-layout.js";

const plainSignature = 0xaa55aa55;
const dittoSignature = 0x82288228;

/** Which kind of header segment bytes begin with; undefined when they are none. */
export function headerSignature(bytes: Uint8Array): "qic" | "ditto-2gb" | undefined {
  if (bytes.length < 5) return undefined;
  const { signature } = headerStart(bytes);
  if (signature === plainSignature) return "qic";
  if (signature === dittoSignature) return "ditto-2gb";
  return undefined;
}

/** Marks bytes as a plain header segment. */
export function signPlain(bytes: Uint8Array): void {
  headerTable(4).encode({ signature: plainSignature }, bytes);
}

/**
 * A scrambled copy of a plain header segment, with the Ditto 2GB signature.
 * @throws {FormatError} `SHORT_BUFFER` below 29696 bytes.
 */
export function scrambleDitto2gb(plain: Uint8Array): Uint8Array {
  requireBytes(plain, HeaderBytes, "a header segment");
  const bytes = plain.slice(0, HeaderBytes);
  for (let i = scrambledFrom; i < HeaderBytes; i++) bytes[i] = (~bytes[i]! & 0xff) + (i & 0xff);
  headerTable(4).encode({ signature: dittoSignature }, bytes);
  return bytes;
}

/**
 * The inverse of {@link scrambleDitto2gb}: a plain copy with the common signature.
 * @throws {FormatError} `SHORT_BUFFER` below 29696 bytes.
 */
export function unscrambleDitto2gb(scrambled: Uint8Array): Uint8Array {
  requireBytes(scrambled, HeaderBytes, "a header segment");
  const bytes = scrambled.slice(0, HeaderBytes);
  for (let i = scrambledFrom; i < HeaderBytes; i++) bytes[i] = ~(bytes[i]! - (i & 0xff));
  signPlain(bytes);
  return bytes;
}
