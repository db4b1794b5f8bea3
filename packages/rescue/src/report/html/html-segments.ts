import { sectorsOf } from "@floppytape/qic-format";
import type { CartridgeReport, ReportedSegment } from "../cartridge-report.js";
import { countText, plural } from "./html-text.js";
import { stateLooks } from "./state-looks.js";

/** Rows at most; the map and the JSON form of the report have all. */
const MostRows = 1000;

/** The segments that were not simply read, the lost ones first where not all have room. */
export function segmentTable({ segmentDetails, cartridge }: CartridgeReport): string {
  if (segmentDetails.length === 0) return "";
  const isLost = ({ lost, state }: ReportedSegment) => lost !== 0 || state === "d";
  const shown = (
    segmentDetails.length <= MostRows
      ? segmentDetails
      : [...segmentDetails.filter(isLost), ...segmentDetails.filter((one) => !isLost(one))].slice(
          0,
          MostRows,
        )
  ).toSorted((a, b) => a.segment - b.segment);
  const more = segmentDetails.length - shown.length;
  const rows = shown.map((one) => row(one, cartridge?.segmentsPerTrack ?? 1)).join("");
  return `<details class="segments">
<summary>${plural(segmentDetails.length, "segment")} not simply read</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Segments not simply read">
<table>
<thead><tr><th scope="col" class="number">Segment</th><th scope="col" class="number">Track</th><th scope="col">State</th><th scope="col">Sectors</th></tr></thead>
<tbody>${rows}</tbody>
</table>
</div>
${more > 0 ? `<p class="quiet">${countText(more)} more are in the map and in the JSON form of this report.</p>` : ""}
</details>`;
}

function row(one: ReportedSegment, segmentsPerTrack: number): string {
  const { segment, state } = one;
  const { css, name } = stateLooks[state];
  return `<tr><td class="number">${segment}</td><td class="number">${Math.floor(segment / segmentsPerTrack)}</td><td><span class="dot ${css}"></span>${name}</td><td>${sectorWords(one)}</td></tr>`;
}

function sectorWords({ corrected, unreadable, silent, lost }: ReportedSegment): string {
  return (
    [
      ["unreadable", unreadable],
      ["corrected", corrected],
      ["wrong without notice", silent],
      ["lost", lost],
    ] as const
  )
    .filter(([, map]) => map !== 0)
    .map(([word, map]) => `${word} ${rangesText(sectorsOf(map))}`)
    .join("; ");
}

/** `3, 5\u20139` of ascending numbers. */
function rangesText(numbers: readonly number[]): string {
  const ranges: [first: number, last: number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && last[1] + 1 === number) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([a, b]) => (a === b ? `${a}` : `${a}\u2013${b}`)).join(", ");
}
