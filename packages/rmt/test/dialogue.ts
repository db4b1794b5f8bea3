import { encodeMtGet, type MtGetLayout, type TapeUnit } from "@floppytape/magtape";
import { expect } from "vitest";
import {
  type ByteChannel,
  type RmtExitStatus,
  type RmtOpenRequest,
  type RmtServerOptions,
  serveRmt,
} from "../src/index.js";
import type { MemoryTape } from "./memory-tape.js";

/** What a client sends, and what the server answers to exactly that. */
export type Step = readonly [request: string | Uint8Array, reply: string | Uint8Array];

export const bytesOf = (part: string | Uint8Array): Uint8Array =>
  typeof part === "string" ? new TextEncoder().encode(part) : part;

/** Several parts of a message in one array. */
export function join(...parts: (string | Uint8Array)[]): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(parts.flatMap((part) => [...bytesOf(part)]));
}

/** A record whose bytes differ from those of every other `seed`. */
export function record(length: number, seed = 1): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 7 + seed * 31 + (i >> 8)) & 0xff);
}

/** The status of a tape as the server is expected to announce it. */
export async function mtget(unit: TapeUnit, layout: MtGetLayout): Promise<Uint8Array> {
  const bytes = encodeMtGet(await unit.status(), layout);
  return join(`A${bytes.length}\n`, bytes);
}

export interface DialogueOptions extends Partial<Omit<RmtServerOptions, "channel">> {
  pieceBytes?: number;
}

/**
 * Runs the server with one client that says each step once the server wants more input, and then ends; what was
 * answered to each is compared byte for byte. `pieceBytes` cuts the requests into pieces.
 */
export async function dialogue(
  tape: MemoryTape,
  steps: readonly Step[],
  { pieceBytes = 1 << 20, ...options }: DialogueOptions = {},
): Promise<RmtExitStatus> {
  const replies: string[] = [];
  let answered = new Uint8Array(0);
  const pieces = steps.flatMap(([request], step) => {
    const bytes = bytesOf(request);
    const count = Math.ceil(bytes.length / pieceBytes);
    return Array.from({ length: count }, (_, i) => ({
      step,
      bytes: bytes.slice(i * pieceBytes, (i + 1) * pieceBytes),
    }));
  });
  let said = -1;
  const channel: ByteChannel = {
    async read() {
      const piece = pieces.shift();
      if (said >= 0 && piece?.step !== said) {
        replies.push(show(answered));
        answered = new Uint8Array(0);
      }
      said = piece?.step ?? -1;
      return piece?.bytes;
    },
    async write(bytes) {
      answered = join(answered, bytes);
    },
    async close() {},
  };
  const open = (_: string, request: RmtOpenRequest) => tape.open(request.mode);
  const status = await serveRmt({ channel, open, ...options });
  if (answered.length > 0) replies.push(show(answered));
  expect(replies).toEqual(steps.map(([, reply]) => show(bytesOf(reply))));
  return status;
}

/** Bytes as a failed test shows them. */
function show(bytes: Uint8Array): string {
  const text = Array.from(bytes.subarray(0, 200), (byte) =>
    byte === 10
      ? "\\n"
      : byte >= 32 && byte < 127
        ? String.fromCharCode(byte)
        : `\\x${byte.toString(16)}`,
  ).join("");
  let sum = 0;
  for (const byte of bytes) sum = (Math.imul(sum, 31) + byte) >>> 0;
  return bytes.length > 200 ? `${text}... ${bytes.length} bytes, sum ${sum}` : text;
}
