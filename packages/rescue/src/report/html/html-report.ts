import type { CartridgeReport } from "../cartridge-report.js";
import { filesHtml } from "./html-files.js";
import { findingsHtml } from "./html-findings.js";
import { mapHtml } from "./html-map.js";
import { pageScript, pageScriptHash } from "./html-script.js";
import { pageStyle } from "./html-style.js";
import { headingHtml, summaryHtml } from "./html-summary.js";
import { countText, dateHtml, htmlText, plural } from "./html-text.js";

/**
 * The report as one HTML page that needs nothing else: no network, no other files. What matters is there
 * without its script, which adds the details of single segments, sorting and filtering by name.
 */
export function renderHtmlReport(report: CartridgeReport): string {
  const { cartridge, source } = report;
  const title = cartridge?.label || source.name;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${pageScriptHash}'; base-uri 'none'; form-action 'none'">
<meta name="color-scheme" content="light dark">
<meta name="generator" content="${htmlText(report.program)}">
<title>${htmlText(title)}: recovery report</title>
<style>${pageStyle}</style>
</head>
<body>
<header>
<fieldset class="theme"><legend>Colours</legend>
<label><input type="radio" name="theme" id="theme-auto" checked> <span>auto</span></label>
<label><input type="radio" name="theme" id="theme-light"> <span>light</span></label>
<label><input type="radio" name="theme" id="theme-dark"> <span>dark</span></label>
</fieldset>
${headingHtml(report)}
</header>
<main>
${summaryHtml(report)}${mapHtml(report)}${filesHtml(report)}${remarksHtml(report)}${originHtml(report)}</main>
<script>${pageScript}</script>
</body>
</html>
`;
}

function remarksHtml({ findings }: CartridgeReport): string {
  if (findings.length === 0) return "";
  return `<section id="findings" aria-labelledby="findings-title">
<h2 id="findings-title">What is odd</h2>
${findingsHtml(findings)}
</section>
`;
}

function originHtml({ source, cartridge, program, created }: CartridgeReport): string {
  const rows: [term: string, html: string][] = [
    ["File", `<bdi>${htmlText(source.name)}</bdi>, ${plural(source.sizeBytes, "byte")}`],
    ["Kind", htmlText(source.kind)],
    ...hashRow("SHA-256", source.sha256),
    ...hashRow("SHA-512", source.sha512),
    ...(cartridge
      ? ([
          [
            "Format",
            `${htmlText(cartridge.standard ?? "unknown")}, format code ${cartridge.formatCode}; ${plural(cartridge.tracks, "track")}, ${plural(cartridge.segmentsPerTrack, "segment")} each`,
          ],
          ["Formatted", dateHtml(cartridge.formatted)],
          ["Last written", dateHtml(cartridge.written)],
          [
            "Header and table",
            `segments ${cartridge.headerSegments.join(" and ")}; volume table in segment ${cartridge.tableSegment}`,
          ],
          ["Bad sector map", `${countText(cartridge.badSectors.length)} segments with bad sectors`],
        ] satisfies [string, string][])
      : []),
    ["Made by", `${htmlText(program)}, ${dateHtml(created)}`],
  ];
  return `<section id="origin" aria-labelledby="origin-title">
<h2 id="origin-title">How this report was made</h2>
<p>Every byte is one of three: <b>read</b>, as it came from the medium; <b>corrected</b>, restored by the parity that is recorded with it; or <b>lost</b>, and then a zero stands in its place. A segment has 32 sectors of 1,024 bytes, three of them parity, which restores up to three sectors. The bytes counted above are those of all volumes and, on a cartridge, of its header and volume table. Hashes are of contents with zeros for what is lost.</p>
<dl class="origin">${rows.map(([term, html]) => `<div><dt>${term}</dt><dd>${html}</dd></div>`).join("")}</dl>
</section>
`;
}

function hashRow(term: string, hash: string | undefined): [string, string][] {
  return hash === undefined ? [] : [[term, `<code>${htmlText(hash)}</code>`]];
}
