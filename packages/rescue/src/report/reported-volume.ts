import type { Finding } from "@floppytape/qic-format";
import { addSpans, EmptyAccount } from "../byte-state.js";
import type { ContentEntry, EntryReport, RecordedVolume } from "../contents/recording.js";
import type { ReportedEntry, ReportedVolume } from "./cartridge-report.js";
import type { ReportOptions } from "./report-options.js";

/** What is read at once of a volume's bytes. */
const PieceBytes = 256 * 1024;

/**
 * The most that a byte of a volume becomes: QIC-122 writes 15 bytes as four bits. Holes of sparse files
 * and files that share their contents need some room besides.
 */
const MostExpansion = 64;
const SpareBytes = 16 * 1024 * 1024;

/** How many entries a report may still take; shared by all its volumes. */
export interface EntryBudget {
  left: number;
  /** Entries that there was no room for. */
  refused: number;
}

/** Reads a volume and every file in it. `onBytes` is told of bytes as they are read. */
export async function reportVolume(
  volume: RecordedVolume,
  options: Pick<ReportOptions, "createHash" | "signal">,
  budget: EntryBudget,
  onBytes: (count: number) => void,
): Promise<ReportedVolume> {
  const { index, label, date, origin, compressed, firstSegment, lastSegment } = volume;
  const bytes = await reportBytes(volume, options, onBytes);
  const contents = await volume.contents(signalOf(options));
  const entries: ReportedEntry[] = [];
  const room = bytes.sizeBytes * MostExpansion + SpareBytes;
  let taken = 0;
  let oversized = 0;
  const take = (count: number): boolean => {
    onBytes(count);
    return (taken += count) <= room;
  };
  for await (const entry of contents.entries(signalOf(options))) {
    options.signal?.throwIfAborted();
    if (budget.left === 0) {
      budget.refused++;
      continue;
    }
    const reported = taken > room ? undefined : await reportEntry(entry, options, take);
    if (reported === undefined) {
      oversized++;
      continue;
    }
    budget.left--;
    entries.push(reported);
  }
  return {
    index,
    label,
    date,
    origin,
    compressed,
    firstSegment,
    lastSegment,
    contents: contents.kind,
    ...bytes,
    entries,
    findings: [...volume.findings, ...contents.findings, ...sizeFindings(oversized, room)],
  };
}

async function reportBytes(
  volume: RecordedVolume,
  { createHash, signal }: Pick<ReportOptions, "createHash" | "signal">,
  onBytes: (count: number) => void,
): Promise<Pick<ReportedVolume, "sizeBytes" | "account" | "sha256">> {
  const bytes = await volume.bytes();
  const { sizeBytes } = bytes;
  const hash = createHash();
  const buffer = new Uint8Array(Math.min(PieceBytes, sizeBytes));
  let account = EmptyAccount;
  for (let position = 0; position < sizeBytes; ) {
    signal?.throwIfAborted();
    const piece = buffer.subarray(0, Math.min(buffer.length, sizeBytes - position));
    account = addSpans(account, await bytes.read(position, piece));
    hash.update(piece);
    onBytes(piece.length);
    position += piece.length;
  }
  return { sizeBytes, account, sha256: hash.digest() };
}

/** Undefined when `take` has no room for the contents. */
async function reportEntry(
  entry: ContentEntry,
  options: Pick<ReportOptions, "createHash" | "signal">,
  take: (count: number) => boolean,
): Promise<ReportedEntry | undefined> {
  const { path, originalPath, type, sizeBytes, modified, mode, linkTarget, carved } = entry;
  const hash = options.createHash();
  const chunks = entry.read(signalOf(options));
  let step = await chunks.next();
  for (; !step.done; step = await chunks.next()) {
    hash.update(step.value.bytes);
    if (!take(step.value.bytes.length)) return undefined;
  }
  const { grade, account, holes, disagreements }: EntryReport = step.value;
  const delivered = account.read + account.corrected + account.lost;
  return {
    path: path === "" ? originalPath : path,
    type,
    // A directory may state another size than what it leads to has; the digest is of that.
    sizeBytes: type === "file" && sizeBytes !== undefined ? delivered : sizeBytes,
    modified,
    mode,
    linkTarget,
    grade,
    account,
    holes: holes.map(({ start, end }) => [start, end] as const),
    sha256: type === "file" ? hash.digest() : undefined,
    carved,
    disagreements,
  };
}

function sizeFindings(oversized: number, room: number): Finding[] {
  if (oversized === 0) return [];
  return [
    {
      code: "FILES_CLAIM_TOO_MUCH",
      severity: "warning",
      message: `the files claim more than ${room} bytes, which the volume cannot hold: ${oversized} of them were neither listed nor read`,
      details: { room, oversized },
    },
  ];
}

function signalOf({ signal }: Pick<ReportOptions, "signal">): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
