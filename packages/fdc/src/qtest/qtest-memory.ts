import type { DmaMemory } from "../hardware.js";
import { decodeBase64, encodeBase64 } from "./base64.js";
import { decodeHex, encodeHex } from "./hex.js";
import type { QtestRequests } from "./requests.js";

/** Most bytes in one line. */
const chunkBytes = 0x8000;

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
      for (let done = 0; done < into.length; done += chunkBytes) {
        const size = Math.min(chunkBytes, into.length - done);
        const line = `${dump.read} ${address + offset + done} ${size}`;
        const [answer] = await requests.ask([line]);
        const bytes = dump.decode(answer!);
        if (bytes?.length !== size) throw requests.malformed(line, answer!);
        into.set(bytes, done);
      }
    },
    async store(offset, bytes) {
      check(offset, bytes);
      const lines: string[] = [];
      for (let done = 0; done < bytes.length; done += chunkBytes) {
        const piece = bytes.subarray(done, done + chunkBytes);
        lines.push(
          `${dump.write} ${address + offset + done} ${piece.length} ${dump.encode(piece)}`,
        );
      }
      await requests.ask(lines);
    },
  };
}
