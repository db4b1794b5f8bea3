import { createHash } from "node:crypto";
import { expect } from "vitest";
import type {
  AccountedBytes,
  ContentEntry,
  EntryReport,
  VolumeContents,
} from "../../src/contents/index.js";
import { addSpans, appendSpan, type ByteSpan, EmptyAccount } from "../../src/index.js";

export interface ReadBytes {
  readonly bytes: Uint8Array;
  /** They cover all bytes: checked. */
  readonly spans: readonly ByteSpan[];
}

/** Reads all bytes of a volume, in pieces of a size that fits nothing. */
export async function readBytes(volume: AccountedBytes, pieceBytes = 70_001): Promise<ReadBytes> {
  const bytes = new Uint8Array(volume.sizeBytes);
  const spans: ByteSpan[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    const into = bytes.subarray(at, at + pieceBytes).fill(0xee);
    for (const span of await volume.read(at, into)) appendSpan(spans, span);
  }
  checkSpans(spans, bytes);
  return { bytes, spans };
}

function checkSpans(spans: readonly ByteSpan[], bytes: Uint8Array): void {
  let at = 0;
  for (const { start, end, state, verified } of spans) {
    expect(start).toBe(at);
    at = end;
    if (state === "lost") {
      expect(verified).toBe(false);
      expect(bytes.subarray(start, end).every((byte) => byte === 0)).toBe(true);
    }
  }
  expect(at).toBe(bytes.length);
}

export interface ReadEntry extends ReadBytes {
  readonly entry: ContentEntry;
  readonly report: EntryReport;
}

/** Reads an entry; its report is checked against what it delivers. */
export async function readEntry(entry: ContentEntry): Promise<ReadEntry> {
  const parts: Uint8Array[] = [];
  const spans: ByteSpan[] = [];
  let size = 0;
  const chunks = entry.read();
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) {
      const bytes = Buffer.concat(parts);
      checkSpans(spans, bytes);
      expect(value.account).toEqual(addSpans(EmptyAccount, spans));
      expect(value.holes).toEqual(spans.filter(({ state }) => state === "lost"));
      expect(bytes.length).toBe(entry.sizeBytes);
      return { entry, report: value, bytes, spans };
    }
    expect(value.position).toBe(size);
    size += value.bytes.length;
    parts.push(value.bytes.slice());
    for (const span of value.spans) appendSpan(spans, span);
  }
}

/** Lists entries and reads each at once, as a program does that extracts. */
export async function readEntries(contents: VolumeContents): Promise<ReadEntry[]> {
  const entries: ReadEntry[] = [];
  for await (const entry of contents.entries()) entries.push(await readEntry(entry));
  return entries;
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
