import type { CartridgeReport, ReportedEntry, ReportedVolume } from "./cartridge-report.js";

const SectorBytes = 1024;
const SegmentBytes = 32768;

/** Of `xs:dateTime`, as much as files have. */
const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?$/;

const nameTypes: Readonly<Record<ReportedEntry["type"], string>> = {
  file: "r",
  hardlink: "r",
  directory: "d",
  symlink: "l",
  other: "-",
};

/**
 * The files of a report as Digital Forensics XML 1.1, in pieces of text to be written one after the other
 * as UTF-8. Elements come in the order that its schema wants. Of a file with holes the byte runs tell
 * which bytes are there and which are zeros (`fill`) because they are lost.
 */
export function* renderDfxml(report: CartridgeReport): Generator<string, void, undefined> {
  const { program, created, source } = report;
  const cut = program.lastIndexOf(" ");
  yield `<?xml version="1.0" encoding="UTF-8"?>
<dfxml xmlns="http://www.forensicswiki.org/wiki/Category:Digital_Forensics_XML" xmlns:dc="http://purl.org/dc/elements/1.1/" version="1.1.0">
<metadata><dc:type>Floppy Tape Cartridge</dc:type></metadata>
<creator>${element("program", program.slice(0, Math.max(cut, 0)) || program)}${cut > 0 ? element("version", program.slice(cut + 1)) : ""}<execution_environment>${element("start_time", created)}</execution_environment></creator>
<source>${element("image_filename", source.name)}</source>
`;
  let id = 0;
  for (const volume of report.volumes) {
    yield `<volume>
${volumeElements(volume)}
`;
    for (const entry of volume.entries) yield `${fileObject(entry, volume.index, ++id)}\n`;
    yield "</volume>\n";
  }
  yield "</dfxml>\n";
}

function volumeElements({ contents, label, firstSegment, lastSegment, entries }: ReportedVolume) {
  const blocks =
    firstSegment === undefined || lastSegment === undefined || lastSegment < firstSegment
      ? ""
      : element("block_count", lastSegment - firstSegment + 1);
  const block =
    blocks === "" ? "" : element("sector_size", SectorBytes) + element("block_size", SegmentBytes);
  const name = label === "" ? contents : `${contents}: ${label}`;
  const listed = entries.some(({ carved }) => carved) ? 0 : 1;
  return block + element("ftype_str", name) + blocks + element("allocated_only", listed);
}

function fileObject(entry: ReportedEntry, volume: number, id: number): string {
  const { path, type, sizeBytes, account, modified, mode, linkTarget, sha256, carved } = entry;
  const size = sizeBytes ?? account.read + account.corrected + account.lost;
  return `<fileobject>${[
    element("filename", path),
    element("partition", volume + 1),
    element("id", id),
    element("name_type", nameTypes[type]),
    type === "file" ? element("filesize", size) : "",
    carved ? element("orphan", 1) : "",
    mode === undefined ? "" : element("mode", mode),
    modified !== undefined && dateTime.test(modified) ? element("mtime", modified) : "",
    linkTarget === undefined ? "" : element("link_target", linkTarget),
    byteRuns(entry, size),
    sha256 === undefined ? "" : `<hashdigest type="sha256">${sha256}</hashdigest>`,
  ].join("")}</fileobject>`;
}

/** Nothing for a whole file: where its bytes lie in the image is not known. */
function byteRuns({ holes }: ReportedEntry, size: number): string {
  if (holes.length === 0) return "";
  const runs: string[] = [];
  const present = (from: number, to: number): void => {
    if (to > from) runs.push(`<byte_run file_offset="${from}" len="${to - from}"/>`);
  };
  let position = 0;
  for (const [start, end] of holes) {
    present(position, start);
    runs.push(`<byte_run file_offset="${start}" len="${end - start}" fill="0" type="lost"/>`);
    position = end;
  }
  present(position, size);
  return `<byte_runs>${runs.join("")}</byte_runs>`;
}

function element(name: string, value: string | number): string {
  return `<${name}>${xmlText(String(value))}</${name}>`;
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Pictures of the control characters below blank. */
const ControlPictures = 0x2400;

/** What XML cannot hold at all stands as a picture of the control character, or as U+FFFD. */
function xmlText(text: string): string {
  return text.replace(/[&<>\ufffe\uffff]|\p{Cc}|\p{Cs}/gu, (sign) => {
    const code = sign.codePointAt(0)!;
    if (code >= 0xd800) return "\ufffd";
    if (code >= 0x20 || "\t\n\r".includes(sign)) return entities[sign] ?? `&#${code};`;
    return String.fromCharCode(ControlPictures + code);
  });
}
