import type { Finding } from "@floppytape/qic-format";
import type { ContentEntry, EntryReport, RecordedVolume } from "@floppytape/rescue/contents";
import type { NameMask } from "@floppytape/rescue/report";
import { alignColumns } from "../floppytape/align-columns.js";
import { eachChunk } from "./copy-contents.js";
import { visible } from "./visible-text.js";

/** An entry in a listing. */
export interface ListedEntry {
  readonly entry: ContentEntry;
  /** Of entries that were read. */
  readonly report: EntryReport | undefined;
}

/** What is in a volume. */
export interface VolumeListing {
  readonly volume: RecordedVolume;
  readonly kind: string;
  readonly entries: readonly ListedEntry[];
  readonly findings: readonly Finding[];
}

/** Lists a volume; with `onBytes` it reads every file and says how many bytes it read. */
export async function listVolume(
  volume: RecordedVolume,
  options: { signal: AbortSignal; onBytes: ((count: number) => void) | undefined },
): Promise<VolumeListing> {
  const { signal, onBytes } = options;
  const contents = await volume.contents({ signal });
  const entries: ListedEntry[] = [];
  for await (const entry of contents.entries({ signal })) {
    signal.throwIfAborted();
    const isRead = onBytes !== undefined && entry.type === "file";
    const report = isRead
      ? await eachChunk(entry, signal, (bytes) => onBytes(bytes.length))
      : undefined;
    entries.push({ entry, report });
  }
  return { volume, kind: contents.kind, entries, findings: contents.findings };
}

/** A listing as a table. */
export function listingText(listing: VolumeListing, checked: boolean, mask?: NameMask): string {
  const { volume, kind, entries } = listing;
  const label = mask?.label(volume.label) ?? volume.label;
  const heading = ["Bytes", "Mode", "Date", ...(checked ? ["State"] : []), "Path"];
  const rows = entries.map(({ entry, report }) => [
    String(entry.sizeBytes ?? "?"),
    modeText(entry),
    entry.modified?.replace("T", " ") ?? "-",
    ...(checked ? [stateText(entry, report)] : []),
    pathText(entry, mask),
  ]);
  const disagreements = entries.flatMap(({ entry, report }) =>
    (report?.disagreements ?? []).map(
      (one) => `${visible(nameOf(entry, mask))}: ${findingText(one, mask)}\n`,
    ),
  );
  return [
    `Volume ${volume.index}: ${kind}${label === "" ? "" : `, "${visible(label)}"`}\n`,
    alignColumns(heading, rows, { leftFrom: 1 }),
    ...disagreements,
    ...[...volume.findings, ...listing.findings].map((one) => `${findingText(one, mask)}\n`),
  ].join("");
}

/** One entry for programs. */
export function entryJson({ entry, report }: ListedEntry, mask?: NameMask): object {
  const { originalPath, path, linkTarget } = entry;
  return {
    path: nameOf(entry, mask),
    ...(originalPath !== path && {
      recordedAs: mask ? nameOf({ ...entry, path: originalPath }, mask) : originalPath,
    }),
    type: entry.type,
    bytes: entry.sizeBytes,
    date: entry.modified,
    mode: entry.mode,
    dosAttributes: entry.dosAttributes,
    ...(linkTarget !== undefined && { linkTarget: mask?.file(linkTarget) ?? linkTarget }),
    unreadableAtBackup: entry.unreadableAtBackup,
    carved: entry.carved,
    ...(report && {
      grade: report.grade,
      ...report.account,
      holes: report.holes.map(({ start, end }) => [start, end]),
      disagreements: report.disagreements.map((one) => mask?.finding(one) ?? one),
    }),
  };
}

function nameOf({ type, path }: ContentEntry, mask: NameMask | undefined): string {
  if (mask === undefined) return path;
  return type === "directory" ? mask.folder(path) : mask.file(path);
}

function findingText(finding: Finding, mask: NameMask | undefined): string {
  return visible((mask?.finding(finding) ?? finding).message);
}

function pathText(entry: ContentEntry, mask: NameMask | undefined): string {
  const name = visible(nameOf(entry, mask));
  const link = visible(mask?.file(entry.linkTarget ?? "") ?? entry.linkTarget ?? "");
  if (entry.type === "symlink") return `${name} -> ${link}`;
  if (entry.type === "hardlink") return `${name} link to ${link}`;
  if (entry.unreadableAtBackup) return `${name} (not on the tape)`;
  if (entry.carved) return `${name} (found by its signature)`;
  return entry.type === "directory" ? `${name}/` : name;
}

/** What users are told of the bytes: read, corrected, lost. */
function stateText(entry: ContentEntry, report: EntryReport | undefined): string {
  if (report === undefined || entry.unreadableAtBackup) return "-";
  const { corrected, lost } = report.account;
  if (lost > 0) return `${lost} lost`;
  return corrected > 0 ? `${corrected} corrected` : "read";
}

const letterOfType = {
  file: "-",
  directory: "d",
  symlink: "l",
  hardlink: "-",
  other: "?",
} as const;

/** `drwxr-xr-x`, or with the attributes of DOS `-RHSA`. */
function modeText({ type, mode, dosAttributes }: ContentEntry): string {
  const letter = letterOfType[type];
  if (dosAttributes !== undefined)
    return letter + [..."RHSA"].map((one) => (dosAttributes.includes(one) ? one : "-")).join("");
  if (mode === undefined) return letter;
  const bits = [..."rwxrwxrwx"].map((one, at) => (mode & (0o400 >> at) ? one : "-"));
  return letter + bits.join("");
}
