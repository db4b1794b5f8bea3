import assert from "node:assert/strict";
import { addSpans, appendSpan, type ByteSpan, EmptyAccount } from "@floppytape/rescue";
import type { ContentEntry, EntryReport, RecordedVolume } from "@floppytape/rescue/contents";
import type { Tally } from "../campaign.js";
import { assertSame } from "../damage/read-volumes.js";
import type { TrueFile, TrueVolume } from "./true-cartridge.js";
import type { StretchFate, VolumeFates } from "./volume-fates.js";

/** One entry, read to its end. */
export interface ReadEntry {
  readonly entry: ContentEntry;
  readonly bytes: Uint8Array;
  /** Ascending, joined, they cover the bytes. */
  readonly spans: readonly ByteSpan[];
  readonly report: EntryReport;
}

/** Reads all entries of a volume; what they say of themselves has to agree with what they deliver. */
export async function readEntries(volume: RecordedVolume): Promise<ReadEntry[]> {
  const read: ReadEntry[] = [];
  for await (const entry of (await volume.contents()).entries()) read.push(await readEntry(entry));
  return read;
}

async function readEntry(entry: ContentEntry): Promise<ReadEntry> {
  const parts: Uint8Array[] = [];
  const spans: ByteSpan[] = [];
  const where = entry.originalPath;
  const reading = entry.read();
  let at = 0;
  for (;;) {
    const { done, value } = await reading.next();
    if (done) {
      const bytes = new Uint8Array(Buffer.concat(parts)); // slices of it are copies
      return checkedEntry({ entry, bytes, spans, report: value });
    }
    assert.equal(value.position, at, `${where}: chunks without gaps`);
    let covered = at;
    for (const span of value.spans) {
      assert.equal(span.start, covered, `${where}: spans without gaps`);
      covered = span.end;
      appendSpan(spans, span);
      if (span.state !== "lost") continue;
      const hole = value.bytes.subarray(span.start - at, span.end - at);
      assert(
        hole.every((byte) => byte === 0),
        `${where}: something stands in a hole`,
      );
    }
    at += value.bytes.length;
    assert.equal(covered, at, `${where}: spans cover the chunk`);
    parts.push(value.bytes.slice());
  }
}

function checkedEntry(read: ReadEntry): ReadEntry {
  const { entry, bytes, spans, report } = read;
  const where = entry.originalPath;
  if (entry.sizeBytes !== undefined) assert.equal(bytes.length, entry.sizeBytes, `${where}: size`);
  assert.deepEqual(report.account, addSpans(EmptyAccount, spans), `${where}: account`);
  const holes: [number, number][] = [];
  for (const { start, end, state } of spans) {
    if (state !== "lost") continue;
    const last = holes.at(-1);
    if (last?.[1] === start) last[1] = end;
    else holes.push([start, end]);
  }
  assert.deepEqual(
    report.holes.map(({ start, end }) => [start, end]),
    holes,
    `${where}: holes`,
  );
  const isCut = report.disagreements.some(({ code }) => code === "SIZE_NOT_BELIEVED");
  if (!entry.unreadableAtBackup)
    assert.equal(report.grade, holes.length > 0 || isCut ? "holes" : "whole", `${where}: grade`);
  return read;
}

/** Holds the files of a volume that the table lists against the truth, byte for byte. */
export function checkEntries(
  entries: readonly ReadEntry[],
  volume: TrueVolume,
  fates: VolumeFates,
  tally: Tally,
): void {
  const left = new Map(entries.map((read) => [read.entry.path, read]));
  for (const file of volume.files) {
    const where = `${volume.kind} ${file.path || "of the whole volume"}`;
    const read = file.path === "" ? entries[0] : left.get(file.path);
    left.delete(file.path);
    const fate = fates(file.from, file.from + file.contents.length);
    if (read === undefined) {
      assert(!mustBeListed(file, volume, fates), `${where} is not listed`);
      tally.add("files that nothing tells of");
      continue;
    }
    if (isTold(file, volume, fates)) checkFate(read, fate, where);
    assertRight(read, file, fate.doubtful, where);
    tally.add("files");
    const { lost, ...delivered } = read.report.account;
    tally.add("bytes delivered", delivered.read + delivered.corrected);
    tally.add("bytes lost", lost);
  }
}

/**
 * Whether theory tells what becomes of the bytes of a file: what says where it is has to be there. Where
 * bytes may be wrong they may be nothing that can be expanded, or hide where a file begins.
 */
function isTold(file: TrueFile, volume: TrueVolume, fates: VolumeFates): boolean {
  const { doubtful } = fates(file.from, file.from + file.contents.length);
  const inPlace = !volume.compressed && volume.directory === undefined;
  return isCertain(volume.directory ?? file.header, fates) && (inPlace || doubtful.length === 0);
}

/** Whether what tells of a file is there, and leads to it: headers of files in front may lie about sizes. */
function mustBeListed(
  file: TrueFile,
  { directory, files }: TrueVolume,
  fates: VolumeFates,
): boolean {
  if (!isCertain(directory ?? file.header, fates)) return false;
  return files.every(
    ({ from, header }) => from > file.from || !header || fates(...header).doubtful.length === 0,
  );
}

/** Whether what tells of files is there. */
function isCertain(range: readonly [number, number] | undefined, fates: VolumeFates): boolean {
  if (range === undefined) return true;
  const { whole, doubtful } = fates(...range);
  return whole && doubtful.length === 0;
}

function checkFate({ spans, report }: ReadEntry, fate: StretchFate, where: string): void {
  if (fate.spans) assert.deepEqual(spans, fate.spans, `${where}: what became of its bytes`);
  else if (fate.whole && fate.doubtful.length === 0) assert.equal(report.grade, "whole", where);
}

/** Findings that tell that the size of a file is not known, or that not all of it is there. */
const sizeDoubts: ReadonlySet<string> = new Set([
  "SIZE_GUESSED",
  "SIZE_NOT_BELIEVED",
  "CONTENTS_CUT",
]);

/** Whatever is not lost is right, where anybody could know. */
export function assertRight(
  { bytes, spans, report }: ReadEntry,
  { contents }: TrueFile,
  doubtful: StretchFate["doubtful"],
  where: string,
): void {
  const told = report.disagreements.some(({ code }) => sizeDoubts.has(code));
  if (!told) assert.equal(bytes.length, contents.length, `${where}: size`);
  const size = Math.min(bytes.length, contents.length);
  const expected = contents.slice(0, size);
  for (const { start, end, state } of spans) if (state === "lost") expected.fill(0, start, end);
  // What is in doubt is no help to find differences elsewhere.
  for (const [from, to] of doubtful)
    expected.set(bytes.subarray(Math.min(from, size), Math.min(to, size)), Math.min(from, size));
  assertSame(bytes.subarray(0, size), expected, where);
}
