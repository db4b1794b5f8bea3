import type { CartridgeReport, SegmentState } from "../cartridge-report.js";
import { segmentTable } from "./html-segments.js";
import { countText, htmlText, scriptJson } from "./html-text.js";
import {
  badPath,
  createGrid,
  statePaths,
  viewBox,
  volumeLabels,
  volumePaths,
} from "./map-picture.js";
import { stateCounts, stateLooks, worstFirst } from "./state-looks.js";

/** The map of a cartridge: tracks are rows, and what lies side by side on the tape stands side by side. */
export function mapHtml(report: CartridgeReport): string {
  const { cartridge, segments } = report;
  if (cartridge === undefined || segments === "") return "";
  const { tracks, segmentsPerTrack } = cartridge;
  const grid = createGrid(tracks, segmentsPerTrack);
  const volumes = report.volumes.filter(({ firstSegment }) => firstSegment !== undefined);
  const bad = new Set(cartridge.badSectors.map(([segment]) => segment));
  const rowPixels = tracks <= 28 ? 18 : Math.max(4, Math.min(18, Math.floor(600 / tracks)));
  const scale =
    grid.perCell > 1
      ? ` Each cell stands for ${grid.perCell} segments and shows the worst of them.`
      : " Each cell is a segment.";
  return `<section id="map" aria-labelledby="map-title">
<h2 id="map-title">The tape</h2>
<p class="lead">Every row is a track. A drive writes the tracks in turns, forwards and backwards (the arrows); here all of them lie as they do on the tape, so that a crease or a stain shows as a column.${scale} The taller a mark, the worse.</p>
${legendHtml(segments)}
<div class="controls">
<label><input type="checkbox" id="show-bad"> bad sector map</label>
<label><input type="checkbox" id="show-volumes"> volumes</label>
</div>
<div class="chart" style="--row:${rowPixels}px;--tracks:${tracks}">
<div class="tracks" aria-hidden="true">${trackLabels(tracks, rowPixels)}</div>
<div class="plot" id="plot">
<svg viewBox="${viewBox(grid)}" preserveAspectRatio="none" role="img" aria-label="${htmlText(mapSummary(report))}">
<g class="volumes">${volumePaths(volumes, grid)}</g>
<g>${statePaths(segments, grid)}</g>
${badPath(bad, grid)}
<rect id="cursor" class="cursor" x="0" y="0" width="1" height="20" visibility="hidden"/>
</svg>
${volumeLabels(volumes, grid)}
</div>
</div>
<div class="panel" id="panel" hidden></div>
<script type="application/json" id="map-data">${scriptJson(mapData(report))}</script>
${segmentTable(report)}
</section>
`;
}

function trackLabels(tracks: number, rowPixels: number): string {
  const every = rowPixels >= 14 ? 1 : 5;
  return Array.from({ length: tracks }, (_, track) => {
    const text = track % every === 0 ? `${track} ${track % 2 === 0 ? "\u2192" : "\u2190"}` : "";
    return `<span>${text}</span>`;
  }).join("");
}

function mapSummary({ segments, cartridge }: CartridgeReport): string {
  const counts = stateCounts(segments);
  const parts = worstFirst
    .filter((state) => counts.has(state))
    .map((state) => `${countText(counts.get(state)!)} ${stateLooks[state].name}`);
  return `Map of ${cartridge!.tracks} tracks with ${cartridge!.segmentsPerTrack} segments each: ${parts.join("; ")}`;
}

const legendOrder: readonly SegmentState[] = [".", "c", "u", "L", "d", "x", "-"];
const alwaysNamed: readonly SegmentState[] = [".", "c", "L"];

function legendHtml(segments: string): string {
  const counts = stateCounts(segments);
  const rows = legendOrder
    .filter((state) => counts.has(state) || alwaysNamed.includes(state))
    .map((state) => {
      const { name, css, bars } = stateLooks[state];
      const marks = bars
        .map(([y, h]) => `<rect x="0" y="${y}" width="14" height="${h}"/>`)
        .join("");
      return `<li><svg class="${css}" viewBox="0 0 14 20" aria-hidden="true">${marks}</svg><span>${name}</span> <b>${countText(counts.get(state) ?? 0)}</b></li>`;
    });
  return `<ul class="legend" aria-label="Legend, with numbers of segments">${rows.join("")}</ul>`;
}

/** What the script of the page shows of single segments. */
function mapData({ cartridge, segments, segmentDetails, volumes }: CartridgeReport) {
  return {
    perTrack: cartridge!.segmentsPerTrack,
    perCell: createGrid(cartridge!.tracks, cartridge!.segmentsPerTrack).perCell,
    tracks: cartridge!.tracks,
    segments,
    names: Object.fromEntries(worstFirst.map((state) => [state, stateLooks[state].name])),
    headers: cartridge!.headerSegments,
    table: cartridge!.tableSegment,
    bad: cartridge!.badSectors,
    details: segmentDetails.map((one) => [
      one.segment,
      one.corrected,
      one.unreadable,
      one.silent,
      one.lost,
    ]),
    volumes: volumes
      .filter(({ firstSegment }) => firstSegment !== undefined)
      .map(({ index, firstSegment, lastSegment, label }) => [
        index,
        firstSegment,
        lastSegment,
        label.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu, "?"),
      ]),
  };
}
