import type { Finding } from "@floppytape/qic-format";
import type { NameMask } from "@floppytape/rescue/report";
import { holeText } from "../floppytape/lost-bytes.js";
import { partsOfPath } from "./entry-paths.js";
import {
  type ExtractedEntry,
  type Extraction,
  type NotWritten,
  volumesPassedOver,
} from "./extraction.js";
import { visible } from "./visible-text.js";

const reasons: Readonly<Record<NotWritten, string>> = {
  device: "a device, or something else that has no contents",
  "not-on-tape": "the backup program could not read it, so that it is not on the tape",
  "leads-outside": "a link to something outside",
  "leads-nowhere": "a link to something that is not there",
  "no-links": "a symbolic link, which this kind of archive has not",
};

/** What there is to say of an extraction: what is not as on the tape, then how much there is. */
export function extractionText(extraction: Extraction, target: string, mask?: NameMask): string {
  const names = namesOf(mask);
  const lines = extraction.entries.flatMap((one) => entryLines(one, names));
  const absolute = extraction.entries.filter(isWithoutSlash).length;
  if (absolute > 0)
    lines.push(`${count(absolute, "name")} began with a slash, which was left out\n`);
  for (const { volume, finding } of extraction.findings)
    lines.push(
      `${volume === undefined ? "" : `volume ${volume}: `}${visible(names.finding(finding).message)}\n`,
    );
  const { read, corrected, lost, unverified } = extraction.account;
  const files = extraction.entries.filter(({ report, written }) => report && written).length;
  const omitted = extraction.entries.filter(({ written }) => written === undefined).length;
  lines.push(
    `${target}: ${count(files, "file")}, ${count(read + corrected + lost, "byte")}: ${read} read, ${corrected} corrected, ${lost} lost\n`,
  );
  if (omitted > 0) lines.push(`${count(omitted, "entry", "entries")} not written\n`);
  if (unverified > 0) lines.push(`${count(unverified, "byte")} that nothing vouches for\n`);
  const passedOver = volumesPassedOver(extraction);
  if (passedOver.length > 0)
    lines.push(
      `What was passed over is in no file: 'floppytape read' gives volume ${passedOver.join(", ")} as it is\n`,
    );
  return lines.join("");
}

/** The same for programs. */
export function extractionJson(
  { entries, account, findings }: Extraction,
  target: string,
  mask?: NameMask,
): object {
  const names = namesOf(mask);
  return {
    target,
    ...account,
    entries: entries.map(({ volume, entry, written, renamed, reason, report }) => ({
      volume,
      path: names.of(entry, entry.path),
      ...(entry.originalPath !== entry.path && {
        recordedAs: names.of(entry, entry.originalPath),
      }),
      type: entry.type,
      written: written === undefined ? undefined : names.of(entry, written),
      renamed,
      reason,
      ...(entry.linkTarget !== undefined && { linkTarget: names.link(entry.linkTarget) }),
      carved: entry.carved,
      ...(report && {
        grade: report.grade,
        ...report.account,
        holes: report.holes.map(({ start, end }) => [start, end]),
        disagreements: report.disagreements.map(names.finding),
      }),
    })),
    findings: findings.map(({ volume, finding }) => ({
      volume,
      ...names.finding(finding),
    })),
  };
}

/** How names are told: as they are, or masked. */
interface Names {
  of(entry: ExtractedEntry["entry"], path: string): string;
  link(target: string): string;
  finding(finding: Finding): Finding;
}

function namesOf(mask: NameMask | undefined): Names {
  return {
    of: ({ type }, path) =>
      mask === undefined ? path : type === "directory" ? mask.folder(path) : mask.file(path),
    link: (target) => mask?.file(target) ?? target,
    finding: (finding) => mask?.finding(finding) ?? finding,
  };
}

function entryLines(extracted: ExtractedEntry, names: Names): string[] {
  const { entry, written, renamed, reason, report } = extracted;
  const path = visible(names.of(entry, written ?? entry.path));
  const lines: string[] = [];
  if (renamed && !isWithoutSlash(extracted)) {
    const recorded = visible(names.of(entry, entry.originalPath));
    lines.push(`${path}: on the tape it is ${recorded}\n`);
  }
  if (reason) {
    const to = entry.linkTarget === undefined ? "" : `: ${visible(names.link(entry.linkTarget))}`;
    lines.push(`${path}: not written: ${reasons[reason]}${to}\n`);
  }
  for (const { start, end } of report?.holes ?? [])
    lines.push(
      `${path}: ${holeText({ firstByte: start, byteCount: end - start, segments: undefined })}`,
    );
  for (const finding of report?.disagreements ?? [])
    lines.push(`${path}: ${visible(names.finding(finding).message)}\n`);
  return lines;
}

/** The only change is one that most absolute paths need: once is enough to tell. */
function isWithoutSlash({ entry: { originalPath }, written }: ExtractedEntry): boolean {
  const isSame = written?.endsWith(partsOfPath(originalPath).join("/")) ?? false;
  return isSame && originalPath.startsWith("/");
}

function count(number: number, one: string, many = `${one}s`): string {
  return `${number} ${number === 1 ? one : many}`;
}
