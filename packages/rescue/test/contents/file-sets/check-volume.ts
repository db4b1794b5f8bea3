import { dataBytesOf, type SectorMap, sectorsOf, unpackSectorMap } from "@floppytape/qic-format";
import { expect } from "vitest";
import type { ContentEntry, EntryReport, RecordedVolume } from "../../../src/contents/index.js";
import { addSpans, appendSpan, type ByteSpan, EmptyAccount } from "../../../src/index.js";
import type { FileSetCartridge, WrittenSet } from "./file-set-cartridge.js";

/** Everything that an entry delivers. */
export interface EntryRead {
  readonly entry: ContentEntry;
  readonly bytes: Uint8Array;
  readonly spans: readonly ByteSpan[];
  readonly report: EntryReport;
}

/** Reads an entry and checks that chunks, spans and report agree. */
export async function readEntry(entry: ContentEntry): Promise<EntryRead> {
  const chunks: Uint8Array[] = [];
  const spans: ByteSpan[] = [];
  let at = 0;
  const reading = entry.read();
  let step = await reading.next();
  for (; !step.done; step = await reading.next()) {
    const { position, bytes, spans: own } = step.value;
    expect(position).toBe(at);
    for (const span of own) {
      expect(span.start).toBe(at);
      at = span.end;
      appendSpan(spans, span);
      if (span.state !== "lost") continue;
      const zeros = bytes.subarray(span.start - position, span.end - position);
      expect(zeros.every((byte) => byte === 0)).toBe(true);
    }
    expect(at).toBe(position + bytes.length);
    chunks.push(bytes.slice());
  }
  const report = step.value;
  expect(report.account).toEqual(addSpans(EmptyAccount, spans));
  const holes = spans.filter(({ state }) => state === "lost");
  expect(report.holes.map(({ start, end }) => [start, end])).toEqual(
    holes.map(({ start, end }) => [start, end]),
  );
  const size = entry.deliveredBytes ? await entry.deliveredBytes() : entry.sizeBytes;
  if (size !== undefined) expect(at).toBe(size);
  return { entry, bytes: Buffer.concat(chunks), spans, report };
}

/** All entries of a volume but its root. */
export async function readEntries(volume: RecordedVolume): Promise<EntryRead[]> {
  const { entries } = await volume.contents();
  const all: EntryRead[] = [];
  for await (const entry of entries()) if (entry.path !== "") all.push(await readEntry(entry));
  return all;
}

/** Fails unless no byte that is delivered is another one than was written. */
export function expectTrue({ bytes, spans }: EntryRead, written: Uint8Array): void {
  for (const { start, end, state } of spans)
    if (state !== "lost")
      expect(Buffer.compare(bytes.subarray(start, end), written.subarray(start, end))).toBe(0);
}

/** Unreadable sectors, by segment. */
export type Unreadable = ReadonlyMap<number, SectorMap>;

/** What damage makes of the data of a set's segments, one behind the other; three sectors are the most that can be restored. */
export function fatesOfStream(
  { badSectors }: Pick<FileSetCartridge, "badSectors">,
  { firstSegment, lastSegment }: WrittenSet,
  unreadable: Unreadable,
): ByteSpan[] {
  const spans: ByteSpan[] = [];
  let at = 0;
  for (let segment = firstSegment; segment <= lastSegment; segment++) {
    const bad = badSectors.get(segment) ?? 0;
    const missing = ((unreadable.get(segment) ?? 0) & ~bad) >>> 0;
    const count = sectorsOf(missing).length;
    for (let sector = 0; sector < dataBytesOf(bad) / 1024; sector++) {
      const hit = (unpackSectorMap(bad, 1 << sector) & missing) !== 0;
      const state = !hit ? "read" : count <= 3 ? "corrected" : "lost";
      const verified = state === "read" || (state === "corrected" && count < 3);
      appendSpan(spans, { start: at, end: at + 1024, state, verified });
      at += 1024;
    }
  }
  return spans;
}

/** The spans of a part of a stream, counted from its beginning. */
export function clipSpans(spans: readonly ByteSpan[], start: number, end: number): ByteSpan[] {
  return spans.flatMap((span) => {
    const from = Math.max(span.start, start);
    const to = Math.min(span.end, end);
    return from < to ? [{ ...span, start: from - start, end: to - start }] : [];
  });
}
