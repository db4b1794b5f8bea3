import type { ByteReader } from "../byte-reader.js";
import { parseWireNumber } from "../wire-number.js";

/** The peer does not speak the protocol, or no longer. */
export class ProtocolFault extends Error {
  override readonly name = "ProtocolFault";
}

/** A reply: the number behind its letter, and the text of an error without what could upset a terminal. */
export type ServerReply =
  | { readonly ok: true; readonly value: number }
  /** `fatal`: the server wants the connection to be given up. */
  | { readonly ok: false; readonly errno: number; readonly text: string; readonly fatal: boolean };

/** Characters of a reply's first line, as GNU clients allow. */
const lineLimitBytes = 63;
/** Characters of an error's text that are kept, and that are taken at all. */
const textLimitBytes = 200;
const discardLimitBytes = 1 << 16;

/**
 * Takes one reply: leading blanks, a letter, a number, and for an error its text.
 * @throws {ProtocolFault} for anything else
 * @throws {InputEnded}
 */
export async function readReply(input: ByteReader): Promise<ServerReply> {
  const line = await input.line(lineLimitBytes);
  if (line === undefined) throw new ProtocolFault(`a reply is longer than ${lineLimitBytes} bytes`);
  const [, letter, digits = ""] = /^[ \t]*([AEF])(.*)$/.exec(line) ?? [];
  const number = parseWireNumber(digits);
  if (letter === undefined || number === undefined)
    throw new ProtocolFault(`the server answered ${JSON.stringify(line)}, which is no reply`);
  if (letter === "A") return { ok: true, value: number };
  return { ok: false, errno: number, text: await readText(input), fatal: letter === "F" };
}

async function readText(input: ByteReader): Promise<string> {
  const line = await input.line(textLimitBytes);
  if (line === undefined && !(await input.skipLine(discardLimitBytes)))
    throw new ProtocolFault(`the text of an error is longer than ${discardLimitBytes} bytes`);
  return (line ?? "an error with a long text").replace(/[^ -~]/g, "?").trim();
}
