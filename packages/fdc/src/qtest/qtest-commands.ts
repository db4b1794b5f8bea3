/** The requests of the qtest protocol, one row each. */
import { decodeBase64, encodeBase64 } from "./base64.js";
import { decodeHex, encodeHex } from "./hex.js";
import type { QtestTarget } from "./qtest-target.js";
import { RefusedRequest, type RequestWords, requestWords } from "./request-words.js";

/** Memory that can be asked for: all that a DMA controller of a PC reaches. */
const memoryBytes = 1 << 24;
/** Most bytes in one request. */
const mostBytes = 1 << 20;
const lastPort = 0xffff;
/** An hour: a request must end, and a tape pass takes minutes. */
const longestStepNs = 3600e9;
/** How far time goes when nothing is going to happen. */
const idleStepNs = 10e6;

/** What requests work on. */
export interface QtestSession {
  readonly target: QtestTarget;
  /** Where time goes by itself: lets it arrive at now. */
  catchUp(): void;
  /** Time no longer goes by itself: the client moves it. */
  leaveTimeToClient(): void;
  /** Interrupt lines are reported from now on. */
  intercept(): void;
}

/** Takes what it needs from the words; returns what is to follow `OK`. */
type Handler = (session: QtestSession, words: RequestWords) => string | undefined;

/**
 * Answers one request, without a line feed. Whatever the line holds, the answer is `OK ...` or `FAIL ...`.
 */
export function answerQtest(session: QtestSession, line: string): string {
  try {
    const words = requestWords(line);
    const name = words.left ? words.word("command") : "";
    const handler = commands.get(name);
    if (handler === undefined) return `FAIL Unknown command '${name.slice(0, 40)}'`;
    if (handler === stepClock || handler === setClock) session.leaveTimeToClient();
    else session.catchUp();
    const answer = handler(session, words);
    return answer === undefined ? "OK" : `OK ${answer}`;
  } catch (error) {
    return `FAIL ${error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : "failed"}`;
  }
}

/** Letters of the widths of ports and of memory words, with their bytes. */
const portWidths = { b: 1, w: 2, l: 4 } as const;
const memoryWidths = { ...portWidths, q: 8 } as const;

const commands = new Map<string, Handler>([
  ...Object.entries(portWidths).flatMap(([letter, bytes]): [string, Handler][] => [
    [`in${letter}`, (session, words) => readPorts(session, words, bytes)],
    [`out${letter}`, (session, words) => writePorts(session, words, bytes)],
  ]),
  ...Object.entries(memoryWidths).flatMap(([letter, bytes]): [string, Handler][] => [
    [`read${letter}`, (session, words) => readValue(session, words, bytes)],
    [`write${letter}`, (session, words) => writeValue(session, words, bytes)],
  ]),
  ["read", (session, words) => encodeHex(readBlock(session, words))],
  ["b64read", (session, words) => encodeBase64(readBlock(session, words))],
  ["write", (session, words) => writeBlock(session, words, decodeHex)],
  ["b64write", (session, words) => writeBlock(session, words, decodeBase64)],
  ["memset", fillBlock],
  ["irq_intercept_in", intercept],
  ["irq_intercept_out", intercept],
  [
    "endianness",
    (_, words) => {
      words.end();
      return "little";
    },
  ],
  ["clock_step", stepClock],
  ["clock_set", setClock],
]);

function readPorts({ target }: QtestSession, words: RequestWords, bytes: number): string {
  const port = words.number("port", lastPort - bytes + 1);
  words.end();
  let value = 0;
  for (let i = 0; i < bytes; i++) value += target.inb(port + i) * 2 ** (8 * i);
  return `0x${value.toString(16).padStart(4, "0")}`;
}

function writePorts({ target }: QtestSession, words: RequestWords, bytes: number): undefined {
  const port = words.number("port", lastPort - bytes + 1);
  const value = words.number("value", 2 ** (8 * bytes) - 1);
  words.end();
  for (let i = 0; i < bytes; i++) target.outb(port + i, Math.floor(value / 2 ** (8 * i)) & 0xff);
}

function readValue({ target }: QtestSession, words: RequestWords, bytes: number): string {
  const address = words.number("address", memoryBytes - bytes);
  words.end();
  const value = new Uint8Array(bytes);
  target.readMemory(address, value);
  return `0x${encodeHex(value.reverse()).slice(2).padStart(16, "0")}`;
}

function writeValue({ target }: QtestSession, words: RequestWords, bytes: number): undefined {
  const address = words.number("address", memoryBytes - bytes);
  const text = words.word("value");
  words.end();
  if (!/^(0x[0-9a-f]{1,16}|\d{1,20})$/i.test(text)) throw new RefusedRequest("Invalid value");
  const value = new DataView(new ArrayBuffer(8));
  value.setBigUint64(0, BigInt(text), true);
  target.writeMemory(address, new Uint8Array(value.buffer, 0, bytes));
}

function readBlock({ target }: QtestSession, words: RequestWords): Uint8Array {
  const { address, size } = block(words);
  words.end();
  const bytes = new Uint8Array(size);
  target.readMemory(address, bytes);
  return bytes;
}

/** Fewer bytes than announced leave the rest zero, more are cut off: as QEMU does. */
function writeBlock(
  { target }: QtestSession,
  words: RequestWords,
  decode: (text: string) => Uint8Array | undefined,
): undefined {
  const { address, size } = block(words);
  const given = decode(words.word("data"));
  words.end();
  if (given === undefined) throw new RefusedRequest("Invalid data");
  const bytes = new Uint8Array(size);
  bytes.set(given.subarray(0, size));
  target.writeMemory(address, bytes);
}

function fillBlock({ target }: QtestSession, words: RequestWords): undefined {
  const { address, size } = block(words);
  const value = words.number("value", 0xff);
  words.end();
  target.writeMemory(address, new Uint8Array(size).fill(value));
}

function block(words: RequestWords): { address: number; size: number } {
  const address = words.number("address", memoryBytes);
  const size = words.number("size", mostBytes);
  if (address + size > memoryBytes) throw new RefusedRequest("Memory ends at 16 MiB");
  return { address, size };
}

function intercept(session: QtestSession, words: RequestWords): undefined {
  const device = words.word("device");
  words.end();
  if (!/(^|\/)(ioapic|i8259|isa-pic)$/.test(device)) throw new RefusedRequest("Unknown device");
  session.intercept();
}

/** Without a number: to the next event, or a little further where there is none. */
function stepClock({ target: { clock } }: QtestSession, words: RequestWords): string {
  const beforeNs = clock.nowNs;
  const ns = words.left ? words.number("time", longestStepNs) : undefined;
  words.end();
  if (ns !== undefined) clock.advance(ns);
  else clock.runUntil(() => clock.nowNs > beforeNs, idleStepNs);
  return String(clock.nowNs);
}

function setClock({ target: { clock } }: QtestSession, words: RequestWords): string {
  const ns = words.number("time", Number.MAX_SAFE_INTEGER) - clock.nowNs;
  words.end();
  if (ns < 0) throw new RefusedRequest("Time cannot go back");
  if (ns > longestStepNs) throw new RefusedRequest("Steps are at most an hour");
  clock.advance(ns);
  return String(clock.nowNs);
}
