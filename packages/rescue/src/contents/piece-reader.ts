import type { Finding } from "@floppytape/qic-format";
import { addSpans, appendSpan, type ByteSpan, EmptyAccount } from "../byte-state.js";
import { returnChunkMemory, takeChunkMemory } from "./chunk-memory.js";
import { warning } from "./findings.js";
import type { AccountedBytes, AccountedChunk, EntryReport } from "./recording.js";

/** A part of some contents: `position` in the volume, or zeros that were not stored. */
export interface Piece {
  readonly position: number | undefined;
  readonly sizeBytes: number;
  /** They were stored, but not in this volume. */
  readonly lost?: true;
}

/** What is missing at the end of contents. */
export function lostPieces(sizeBytes: number): readonly Piece[] {
  return sizeBytes > 0 ? [{ position: undefined, sizeBytes, lost: true }] : [];
}

/** Where the contents of a member are, and what contradicts them. */
export interface MemberContents {
  readonly pieces: readonly Piece[];
  readonly disagreements: readonly Finding[];
  /** Sum of all bytes modulo 2^32, where the archive states it. */
  readonly byteSum?: number;
}

/** Delivers contents piece by piece and says what became of them. */
export async function* readPieces(
  bytes: AccountedBytes,
  { pieces, disagreements, byteSum }: MemberContents,
  signal?: AbortSignal,
): AsyncGenerator<AccountedChunk, EntryReport, undefined> {
  const buffer = takeChunkMemory();
  const holes: ByteSpan[] = [];
  let account = EmptyAccount;
  let position = 0;
  let sum = 0;
  try {
    for (const piece of pieces) {
      for (let done = 0; done < piece.sizeBytes; ) {
        signal?.throwIfAborted();
        const chunk = buffer.subarray(0, Math.min(buffer.length, piece.sizeBytes - done));
        const start = position;
        position += chunk.length;
        const spans =
          piece.position === undefined
            ? unstored(chunk, start, piece.lost === true)
            : shifted(
                await bytes.read(piece.position + done, chunk),
                start - piece.position - done,
              );
        done += chunk.length;
        account = addSpans(account, spans);
        for (const span of spans) if (span.state === "lost") appendSpan(holes, span);
        if (byteSum !== undefined) sum = addBytes(sum, chunk);
        yield { position: start, bytes: chunk, spans };
      }
    }
  } finally {
    returnChunkMemory(buffer);
  }
  const sums =
    byteSum === undefined || holes.length > 0 || sum === byteSum ? [] : [otherSum(byteSum, sum)];
  return {
    grade: holes.length > 0 ? "holes" : "whole",
    account,
    holes,
    disagreements: [...disagreements, ...sums],
  };
}

function unstored(chunk: Uint8Array, start: number, lost: boolean): readonly ByteSpan[] {
  chunk.fill(0);
  const end = start + chunk.length;
  return [{ start, end, state: lost ? "lost" : "read", verified: !lost }];
}

function shifted(spans: readonly ByteSpan[], by: number): readonly ByteSpan[] {
  if (by === 0) return spans;
  return spans.map((span) => ({ ...span, start: span.start + by, end: span.end + by }));
}

function addBytes(sum: number, bytes: Uint8Array): number {
  let total = sum;
  for (const byte of bytes) total += byte;
  return total >>> 0;
}

function otherSum(stated: number, found: number): Finding {
  return warning("CHECKSUM_DIFFERS", `the bytes add up to ${found}, the header states ${stated}`, {
    stated,
    found,
  });
}
