import type { Finding } from "@floppytape/qic-format";
import { addAccounts, type ByteAccount, EmptyAccount } from "@floppytape/rescue";
import { type ContentEntry, type EntryReport, passedOverBytes } from "@floppytape/rescue/contents";
import { partsOfPath } from "./entry-paths.js";

/**
 * Why an entry was not written. `device`: it is one, or something else without contents; `not-on-tape`:
 * the backup program could not read it; `leads-outside`, `leads-nowhere`: a link to what is not in the
 * volume; `no-links`: the target has none.
 */
export type NotWritten = "device" | "not-on-tape" | "leads-outside" | "leads-nowhere" | "no-links";

/** What became of one entry. */
export interface ExtractedEntry {
  readonly volume: number;
  readonly entry: ContentEntry;
  /** Path in the target; undefined when it was not written. */
  readonly written: string | undefined;
  /** Its name is not the one on the tape: that could not stand everywhere, or was there already. */
  readonly renamed: boolean;
  readonly reason: NotWritten | undefined;
  /** Undefined for what has no contents. */
  readonly report: EntryReport | undefined;
}

/** What became of everything. */
export interface Extraction {
  readonly entries: readonly ExtractedEntry[];
  /** Of all contents written. */
  readonly account: ByteAccount;
  /** What is odd about the contents of volumes; without a volume about all of them. */
  readonly findings: readonly { readonly volume: number | undefined; readonly finding: Finding }[];
}

/** Volumes with bytes that belong to no file, since the headers of files are lost or wrong. */
export function volumesPassedOver({ findings }: Extraction): number[] {
  const among = findings.filter(({ finding }) => passedOverBytes([finding]) > 0);
  return [...new Set(among.flatMap(({ volume }) => volume ?? []))];
}

/** Whether something of the contents is missing in what was written. */
export function hasLostBytes(extraction: Extraction): boolean {
  return extraction.account.lost > 0 || volumesPassedOver(extraction).length > 0;
}

/** Where a volume's entries go. */
export interface VolumePlace {
  readonly index: number;
  /** In the target: empty, or with a slash at its end. */
  readonly folder: string;
}

/** An extraction that is going on. */
export interface ExtractionLog {
  written(place: VolumePlace, entry: ContentEntry, path: string, report?: EntryReport): void;
  notWritten(place: VolumePlace, entry: ContentEntry, reason: NotWritten): void;
  findings(volume: number | undefined, findings: readonly Finding[]): void;
  result(): Extraction;
}

/** Nothing extracted yet. */
export function createExtractionLog(): ExtractionLog {
  const entries: ExtractedEntry[] = [];
  const findings: { volume: number | undefined; finding: Finding }[] = [];
  let account = EmptyAccount;
  return {
    written({ index, folder }, entry, path, report) {
      const recorded = partsOfPath(entry.originalPath).join("/");
      const renamed = path !== folder + recorded || entry.originalPath.startsWith("/");
      entries.push({ volume: index, entry, written: path, renamed, reason: undefined, report });
      if (report) account = addAccounts(account, report.account);
    },
    notWritten({ index }, entry, reason) {
      const nothing = { written: undefined, renamed: false, report: undefined };
      entries.push({ volume: index, entry, ...nothing, reason });
    },
    findings(volume, found) {
      findings.push(...found.map((finding) => ({ volume, finding })));
    },
    result: () => ({ entries, account, findings }),
  };
}
