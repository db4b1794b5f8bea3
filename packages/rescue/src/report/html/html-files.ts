import type { CartridgeReport, ReportedEntry, ReportedVolume } from "../cartridge-report.js";
import { findingsHtml } from "./html-findings.js";
import { countText, dateHtml, htmlText, percentText, plural, sizeText } from "./html-text.js";

/** Rows at most in a page: browsers are slow with more. Files that are not whole go first. */
const MostRows = 20_000;
/** Volumes at most: damaged tapes may seem to have one in every segment. */
const MostVolumes = 1000;
/** Holes at most that are listed for a file. */
const MostHoles = 20;

const originNames = {
  zftape: "Linux zftape",
  legacy: "Linux ftape before version 3",
  "file-set": "DOS or Windows backup",
  foreign: "of an unknown program",
  found: "found without an entry in the volume table",
} as const;

const contentNames = {
  "qic113-basic": "QIC-113 files, basic directory",
  "qic113-extended": "QIC-113 files, extended directory",
  tar: "tar archive",
  cpio: "cpio archive",
  raw: "bytes of no known form",
} as const;

/** The volumes, each with a table of its files. */
export function filesHtml({ volumes }: CartridgeReport): string {
  if (volumes.length === 0) return "";
  const listed = volumes.slice(0, MostVolumes);
  const shown = rowsToShow(listed);
  const left = volumes.length - listed.length;
  return `<section id="files" class="files" aria-labelledby="files-title">
<h2 id="files-title">Volumes and files</h2>
<div class="controls">
<label><input type="checkbox" id="only-damaged"> only files that are not whole</label>
<label class="search" hidden>Name <input type="search" id="name-filter" autocomplete="off" spellcheck="false"></label>
<span id="filter-state" role="status" class="quiet"></span>
</div>
${listed.map((volume) => volumeHtml(volume, shown)).join("")}${left > 0 ? `<p class="quiet">${plural(left, "more volume is", "more volumes are")} only in the JSON form of this report.</p>\n` : ""}</section>
`;
}

function isWhole({ grade }: ReportedEntry): boolean {
  return grade === "whole";
}

/** Undefined: all. */
function rowsToShow(volumes: readonly ReportedVolume[]): ReadonlySet<ReportedEntry> | undefined {
  const entries = volumes.flatMap((volume) => volume.entries);
  if (entries.length <= MostRows) return undefined;
  const damaged = entries.filter((entry) => !isWhole(entry));
  return new Set([...damaged, ...entries.filter(isWhole)].slice(0, MostRows));
}

function volumeHtml(volume: ReportedVolume, shown: ReadonlySet<ReportedEntry> | undefined): string {
  const { index, label, account, sizeBytes, firstSegment, lastSegment, date } = volume;
  const entries = shown ? volume.entries.filter((entry) => shown.has(entry)) : volume.entries;
  const left = volume.entries.length - entries.length;
  const facts = [
    originNames[volume.origin],
    contentNames[volume.contents] + (volume.compressed ? ", compressed" : ""),
    sizeText(sizeBytes),
    ...(firstSegment === undefined ? [] : [segmentsText(firstSegment, lastSegment)]),
    ...(date === undefined ? [] : [dateHtml(date)]),
  ];
  const losses = [
    ...(account.lost > 0
      ? [`${plural(account.lost, "byte")} lost (${percentText(account.lost, sizeBytes)})`]
      : []),
    ...(account.corrected > 0 ? [`${plural(account.corrected, "byte")} corrected`] : []),
  ];
  return `<section class="volume" aria-labelledby="volume-${index}">
<h3 id="volume-${index}"><span class="quiet">Volume ${index}</span> <bdi>${htmlText(label)}</bdi></h3>
<p class="facts">${facts.join(' <span aria-hidden="true">\u00b7</span> ')}</p>
${losses.length > 0 ? `<p class="facts damage">${losses.join("; ")}</p>` : ""}
${hashHtml(volume)}
${findingsHtml(volume.findings)}
${entries.length > 0 ? tableHtml(volume, entries) : '<p class="quiet">No files.</p>'}
${left > 0 ? `<p class="quiet">${plural(left, "more file is", "more files are")} only in the JSON form of this report.</p>` : ""}
</section>
`;
}

function segmentsText(first: number, last = first): string {
  return first === last ? `segment ${first}` : `segments ${first} to ${last}`;
}

/** Not where the volume is its only file. */
function hashHtml({ sha256, entries }: ReportedVolume): string {
  return entries.length === 1 && entries[0]?.sha256 === sha256
    ? ""
    : `<p class="facts hash">SHA-256 of the volume <code>${sha256}</code></p>`;
}

function tableHtml({ index }: ReportedVolume, entries: readonly ReportedEntry[]): string {
  return `<table class="entries" aria-labelledby="volume-${index}">
<thead><tr><th scope="col">Name</th><th scope="col" class="number">Bytes</th><th scope="col">Modified</th><th scope="col">State</th><th scope="col">SHA-256</th></tr></thead>
<tbody>${entries.map(entryHtml).join("\n")}</tbody>
</table>`;
}

function entryHtml(entry: ReportedEntry): string {
  const { sizeBytes, modified, sha256, account, type } = entry;
  const size = sizeBytes ?? account.read + account.corrected + account.lost;
  return `<tr${isWhole(entry) ? " data-whole" : ""}><td class="name" data-sort="${htmlText(entry.path)}">${nameHtml(entry)}</td><td class="number" data-sort="${size}">${type === "file" ? countText(size) : ""}</td><td class="date" data-sort="${htmlText(modified ?? "")}">${dateHtml(modified)}</td><td class="state" data-sort="${account.lost}">${stateHtml(entry)}</td><td class="hash">${sha256 === undefined ? "" : `<code>${sha256}</code>`}</td></tr>`;
}

function nameHtml({ path, type, linkTarget, carved }: ReportedEntry): string {
  const cut = path.lastIndexOf("/") + 1;
  const folder = cut > 0 ? `<span class="folder">${htmlText(path.slice(0, cut))}</span>` : "";
  const name = htmlText(path.slice(cut)) + (type === "directory" ? "/" : "");
  const target =
    linkTarget === undefined
      ? ""
      : ` <span class="quiet">${type === "hardlink" ? "the same file as" : "link to"}</span> <bdi>${htmlText(linkTarget)}</bdi>`;
  const found = carved ? ' <span class="tag">found by its signature</span>' : "";
  return `<bdi>${folder}${name}</bdi>${target}${found}`;
}

function stateHtml(entry: ReportedEntry): string {
  const { grade, account, holes, disagreements, type } = entry;
  if (type !== "file" && grade === "whole" && disagreements.length === 0)
    return `<span class="quiet">${type === "hardlink" ? "hard link" : type === "symlink" ? "link" : type === "directory" ? "folder" : "no contents"}</span>`;
  const words = {
    whole: '<span class="dot read"></span>whole',
    holes: `<span class="dot lost"></span><b>${plural(account.lost, "byte")} lost</b>`,
    "unreadable-at-backup": '<span class="dot noroom"></span>not readable when backed up',
  }[grade];
  const lines = [words];
  if (account.corrected > 0) lines.push(`${plural(account.corrected, "byte")} corrected`);
  if (account.unverified > 0)
    lines.push(`${plural(account.unverified, "byte")} that nothing vouches for`);
  lines.push(...holes.slice(0, MostHoles).map(holeText));
  if (holes.length > MostHoles) lines.push(`and ${plural(holes.length - MostHoles, "more hole")}`);
  lines.push(...disagreements.map(({ message }) => htmlText(message)));
  return lines.map((line, at) => (at === 0 ? line : `<small>${line}</small>`)).join("");
}

function holeText([start, end]: readonly [number, number]): string {
  return end - start === 1
    ? `lost: byte ${countText(start)}`
    : `lost: bytes ${countText(start)} to ${countText(end - 1)}`;
}
