import { expect } from "vitest";
import { serveRmt } from "../src/index.js";
import { bytesOf } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";

/** A source of numbers that is the same in every run. */
export function randomNumbers(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const conversations = [
  "Onst0\n65 O_WRONLY|O_CREAT\nW5\nhelloW3\nabcC\n",
  "Onst0\n66 O_RDWR|O_CREAT\nW5\nhelloI2\n1\nL0\n0\nR10\nI4\n1\nC\n",
  "Onst0\n0 O_RDONLY\nR512\nL1\n20480\nR512\nI6\n1\nSC\n",
  "Onst0\n2\nI-1\n0\nI0\n2\ni4\n1\nsEsTsDsRsFsBsfsbsPi5\n1\nv\nV2\n",
  "Onst0\n1\nW70000\nI5\n1\nI13\n1\nI22\n3\nI24\n1\nOnst0\n0\nI1\n2147483647\n",
];
const alphabet = bytesOf("OCRWLISisvV\n\r-0123456789|_RDONLY \0\xff");

/** Bytes that a client might send: noise, words of the protocol in disorder, or a conversation with damage. */
export function randomStream(random: (below: number) => number): Uint8Array {
  const kind = random(4);
  if (kind === 0) return Uint8Array.from({ length: random(300) }, () => random(256));
  if (kind === 1)
    return Uint8Array.from({ length: random(300) }, () => alphabet[random(alphabet.length)]!);
  let bytes = [...bytesOf(conversations[random(conversations.length)]!)];
  for (let changes = random(6); changes > 0; changes--) {
    const at = random(bytes.length + 1);
    const what = random(5);
    if (what === 0) bytes.splice(at, 1 + random(8));
    else if (what === 1) bytes.splice(at, 0, alphabet[random(alphabet.length)]!);
    else if (what === 2) bytes[at] = random(256);
    else if (what === 3) bytes = bytes.slice(0, at);
    else bytes.splice(at, 0, ...bytesOf(conversations[random(conversations.length)]!));
  }
  return Uint8Array.from(bytes);
}

/**
 * Serves a client that sends these bytes and ends. Whatever they are: the server ends, with one of its statuses,
 * has closed the tape, asked for no record over its limit and answered only in whole replies.
 */
export async function serveStream(bytes: Uint8Array, pieceBytes: number): Promise<void> {
  const tape = createMemoryTape({ capacityBytes: 1 << 20 });
  const longest = 4096;
  let next = 0;
  let opens = 0;
  let closes = 0;
  const output: number[] = [];
  const status = await serveRmt({
    maxRecordBytes: longest,
    channel: {
      async read() {
        const piece = bytes.slice(next, next + pieceBytes);
        next += piece.length;
        return piece.length === 0 ? undefined : piece;
      },
      async write(reply) {
        expect(reply.length).toBeLessThanOrEqual(longest + 28);
        output.push(...reply);
      },
      async close() {
        closes++;
      },
    },
    open: async (name, { mode }) => {
      opens++;
      expect(name).not.toMatch(/(^|\/)\.\.(\/|$)|\0/);
      const unit = await tape.open(mode);
      return {
        ...unit,
        read: (into) => {
          expect(into.length).toBeLessThanOrEqual(longest);
          return unit.read(into);
        },
      };
    },
  });
  expect([0, 2, 3]).toContain(status);
  expect([tape.isOpen, closes]).toEqual([false, 1]);
  // What ends between requests was taken to its end.
  if (status === 0) expect(next).toBe(bytes.length);
  expectWholeReplies(Uint8Array.from(output));
  if (opens === 0) expect(tape.layout()).toBe("");
  expect(tape.layout()).not.toMatch(/\d$/);
}

/** `A<number>` or `E<number>` with a line of text; data are skipped only where no reply could begin. */
function expectWholeReplies(output: Uint8Array): void {
  const text = String.fromCharCode(...output);
  if (text.length > 0) expect(text).toMatch(/^(A-?\d+|E\d+\n[ -~]{1,70})\n/);
}
