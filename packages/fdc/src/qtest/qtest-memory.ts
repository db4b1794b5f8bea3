import type { DmaMemory } from "../hardware.js";
import { decodeBase64, encodeBase64 } from "./base64.js";
import { decodeHex, encodeHex } from "./hex.js";
import type { QtestRequests } from "./requests.js";

/** How memory contents are written in lines. */
interface Dump {
  readonly read: string;
  readonly write: string;
  encode(bytes: Uint8Array): string;
  decode(text: string): Uint8Array | undefined;
}

const dumps: readonly Dump[] = [
  { read: "b64read", write: "b64write", encode: encodeBase64, decode: decodeBase64 },
  { read: "read", write: "write", encode: encodeHex, decode: decodeHex },
];

/**
 * Buffers of the given size at consecutive addresses in the memory behind the connection, or undefined where
 * the server offers none of the commands for it.
 */
export async function findQtestMemory(
  requests: QtestRequests,
  firstAddress: number,
  sizeBytes: number,
  count: number,
): Promise<readonly DmaMemory[] | undefined> {
  for (const dump of dumps) {
    if ((await requests.probe(`${dump.read} ${firstAddress} 1`)) === undefined) continue;
    return Array.from({ length: count }, (_, i) =>
      createMemory(requests, dump, firstAddress + i * sizeBytes, sizeBytes),
    );
  }
  return undefined;
}

function createMemory(
  requests: QtestRequests,
  dump: Dump,
  address: number,
  sizeBytes: number,
): DmaMemory {
  const check = (offset: number, bytes: Uint8Array) => {
    if (!Number.isInteger(offset) || offset < 0 || offset + bytes.length > sizeBytes)
      throw new RangeError(
        `offset ${offset} with ${bytes.length} bytes is outside the buffer of ${sizeBytes}`,
      );
  };
  return {
    address,
    sizeBytes,
    async load(offset, into) {
      check(offset, into);
      if (into.length === 0) return;
      const line = `${dump.read} ${address + offset} ${into.length}`;
      const [answer] = await requests.ask([line]);
      const bytes = dump.decode(answer!);
      if (bytes?.length !== into.length) throw requests.malformed(line, answer!);
      into.set(bytes);
    },
    async store(offset, bytes) {
      check(offset, bytes);
      if (bytes.length === 0) return;
      const line = `${dump.write} ${address + offset} ${bytes.length} ${dump.encode(bytes)}`;
      await requests.ask([line]);
    },
  };
}
