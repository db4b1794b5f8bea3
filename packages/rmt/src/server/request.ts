import type { ByteReader } from "../byte-reader.js";
import { nameLimitBytes } from "../dialect.js";
import { parseWireNumber } from "../wire-number.js";

/** A request as it stands on the wire; numbers that are none, and lines too long, are `undefined`. */
export type Request =
  | {
      readonly kind: "open";
      readonly name: string | undefined;
      readonly mode: string | undefined;
    }
  | { readonly kind: "close" }
  | { readonly kind: "read"; readonly count: number | undefined }
  /** `count` bytes follow and are not yet taken. */
  | { readonly kind: "write"; readonly count: number | undefined }
  | { readonly kind: "seek"; readonly first: string; readonly second: string }
  | {
      readonly kind: "operation" | "extended operation";
      readonly number: number | undefined;
      readonly count: number | undefined;
    }
  | { readonly kind: "status" }
  | { readonly kind: "status field"; readonly letter: string }
  | { readonly kind: "version" }
  | { readonly kind: "announce"; readonly version: number | undefined }
  | { readonly kind: "garbage"; readonly byte: number };

const modeLimitBytes = 512;
const numberLimitBytes = 64;

/** Commands end with their own bytes; what stands between them is old clients' habit. */
const betweenCommands: ReadonlySet<number> = new Set([10, 13]);

type ReadArguments = (input: ByteReader) => Promise<Request>;

const commands: Readonly<Record<string, ReadArguments>> = {
  O: async (input) => {
    const name = await takeLine(input, nameLimitBytes);
    return { kind: "open", name, mode: await takeLine(input, modeLimitBytes) };
  },
  C: async (input) => {
    await input.skipLine();
    return { kind: "close" };
  },
  R: async (input) => ({ kind: "read", count: await takeNumber(input) }),
  W: async (input) => ({ kind: "write", count: await takeNumber(input) }),
  L: async (input) => {
    const first = (await takeLine(input, numberLimitBytes)) ?? "";
    return { kind: "seek", first, second: (await takeLine(input, numberLimitBytes)) ?? "" };
  },
  I: async (input) => {
    const number = await takeNumber(input);
    return { kind: "operation", number, count: await takeNumber(input) };
  },
  i: async (input) => {
    const number = await takeNumber(input);
    return { kind: "extended operation", number, count: await takeNumber(input) };
  },
  // No line feed comes behind these three from most clients: waiting for one would be waiting for ever.
  S: async () => ({ kind: "status" }),
  s: async (input) => {
    const letter = new Uint8Array(1);
    await input.fill(letter);
    return { kind: "status field", letter: String.fromCharCode(letter[0]!) };
  },
  v: async () => ({ kind: "version" }),
  V: async (input) => ({ kind: "announce", version: await takeNumber(input) }),
};

/**
 * Takes the next request, without the data of a write; undefined at the end of the input.
 * @throws {InputEnded} for half a request
 */
export async function takeRequest(input: ByteReader): Promise<Request | undefined> {
  for (;;) {
    const byte = await input.byte();
    if (byte === undefined) return undefined;
    if (betweenCommands.has(byte)) continue;
    const readArguments = commands[String.fromCharCode(byte)];
    return readArguments === undefined ? { kind: "garbage", byte } : readArguments(input);
  }
}

async function takeLine(input: ByteReader, limitBytes: number): Promise<string | undefined> {
  const line = await input.line(limitBytes);
  if (line === undefined) await input.skipLine();
  return line;
}

async function takeNumber(input: ByteReader): Promise<number | undefined> {
  const line = await takeLine(input, numberLimitBytes);
  return line === undefined ? undefined : parseWireNumber(line);
}
