import type { AccountedBytes } from "../recording.js";
import { peek } from "../volume-scan.js";
import { readTarHeader, rewrittenHeader, TarBlockBytes, type TarHeader } from "./tar-header.js";

/** The header of a member with what stands in front of it, long names and pax records. */
export interface TarHeaderGroup {
  /** All of it, as the decoder wants it. */
  readonly blocks: Uint8Array;
  readonly header: TarHeader;
  /** The block of the header itself. */
  readonly headerBlock: Uint8Array;
  /** Behind the header block. */
  readonly end: number;
  /** A pax record for all members that follow, header and contents; undefined: none in this group. */
  readonly shared: Uint8Array | undefined;
}

/** What stands at a position instead of a member. */
export type NoHeaders = "zeros" | "end" | "damage";

/** Long names, long link names, pax records of one member, Solaris' form of them, and those of all members. */
const extensions = "LKxXg";
/** Of the records of one member; names are shorter than that on every system. */
const mostExtensionBytes = 1024 * 1024;
/** Records for all members are decoded with each of them. */
const mostSharedBytes = 16 * 1024;
const mostExtensions = 16;

/** Reads the headers of the member at a position, a multiple of 512. */
export async function readHeaders(
  volume: AccountedBytes,
  position: number,
  sharedBefore: Uint8Array | undefined,
): Promise<TarHeaderGroup | NoHeaders> {
  const parts: Uint8Array[] = [];
  let shared: Uint8Array | undefined;
  let extensionBytes = 0;
  let at = position;
  for (let count = 0; ; count++) {
    if (volume.sizeBytes - at < TarBlockBytes) return at > position ? "damage" : "end";
    const { bytes: block, lost } = await peek(volume, at, TarBlockBytes);
    if (lost) return "damage";
    const header = readTarHeader(block);
    if (header === undefined)
      return at === position && block.every((byte) => byte === 0) ? "zeros" : "damage";
    at += TarBlockBytes;
    if (!extensions.includes(header.type)) {
      parts.push(rewrittenHeader(block, "0", 0));
      const front = shared ?? sharedBefore;
      const blocks = concat(front ? [front, ...parts] : parts);
      return { blocks, header, headerBlock: block, end: at, shared };
    }
    const { sizeBytes = Number.POSITIVE_INFINITY } = header;
    const room = header.type === "g" ? mostSharedBytes : mostExtensionBytes - extensionBytes;
    if (sizeBytes > room || count >= mostExtensions) return "damage";
    const padded = Math.ceil(sizeBytes / TarBlockBytes) * TarBlockBytes;
    const contents = await peek(volume, at, padded);
    if (contents.lost || contents.bytes.length < padded) return "damage";
    const type = header.type === "X" ? "x" : header.type;
    const group = [rewrittenHeader(block, type, sizeBytes), contents.bytes];
    if (type === "g") shared = concat(group);
    else parts.push(...group);
    extensionBytes += padded;
    at += padded;
  }
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1) return parts[0]!;
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
