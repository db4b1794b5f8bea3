import { addSpans, EmptyAccount } from "../byte-state.js";
import type { ContentEntry, EntryReport, RecordedVolume } from "../contents/recording.js";
import type { ReportedEntry, ReportedVolume } from "./cartridge-report.js";
import type { ReportOptions } from "./report-options.js";

/** What is read at once of a volume's bytes. */
const PieceBytes = 256 * 1024;

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
  for await (const entry of contents.entries(signalOf(options))) {
    options.signal?.throwIfAborted();
    if (budget.left === 0) {
      budget.refused++;
      continue;
    }
    budget.left--;
    entries.push(await reportEntry(entry, options, onBytes));
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
    findings: [...volume.findings, ...contents.findings],
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

async function reportEntry(
  entry: ContentEntry,
  options: Pick<ReportOptions, "createHash" | "signal">,
  onBytes: (count: number) => void,
): Promise<ReportedEntry> {
  const { path, originalPath, type, sizeBytes, modified, mode, linkTarget, carved } = entry;
  const hash = options.createHash();
  const chunks = entry.read(signalOf(options));
  let step = await chunks.next();
  for (; !step.done; step = await chunks.next()) {
    hash.update(step.value.bytes);
    onBytes(step.value.bytes.length);
  }
  const { grade, account, holes, disagreements }: EntryReport = step.value;
  return {
    path: path === "" ? originalPath : path,
    type,
    sizeBytes,
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

function signalOf({ signal }: Pick<ReportOptions, "signal">): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}
