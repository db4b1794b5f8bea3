import { dataBytesOf, tapePositionOf } from "@floppytape/qic-format";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { lostHeaderText } from "./recorded-segments.js";
import { createScan } from "./scan.js";
import { countSegment, countsText, createSegmentCounts } from "./segment-counts.js";
import { MapSymbol, mapLegend, mapSymbolOf, trackLines } from "./track-map.js";

/** Runs `floppytape map IMAGE`. */
export const runMap: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  return usingTape(context, args, { device, mode: "r" }, async (tape) => {
    const { cartridge, recorded, reports } = await createScan(context, tape);
    const { geometry, badSectors } = cartridge;
    const counts = createSegmentCounts();
    const symbols: string[] = [];
    for (let segment = 0; segment < recorded.segmentCount; segment++)
      symbols.push(
        dataBytesOf(badSectors.get(segment)) === 0 ? MapSymbol.NoData : MapSymbol.Unused,
      );
    for await (const report of reports()) {
      countSegment(counts, report);
      symbols[report.segment] = mapSymbolOf(report.how);
    }
    const tracks = trackLines(symbols, geometry.segmentsPerTrack).map((line, track) => ({
      track,
      direction: tapePositionOf(track * geometry.segmentsPerTrack, geometry).direction,
      segments: line,
    }));
    await context.stdout.write(
      args.has("json")
        ? `${JSON.stringify({ segmentsPerTrack: geometry.segmentsPerTrack, tracks, ...counts })}\n`
        : [
            mapText(tracks, geometry.segmentsPerTrack),
            `${countsText(counts)}\n${lostHeaderText(recorded, counts.lostSegments)}`,
          ].join("\n"),
    );
    const dataLost = counts.lostSegments.some((segment) => !recorded.isHeader(segment));
    return dataLost ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

function mapText(
  tracks: readonly { track: number; direction: string; segments: string }[],
  segmentsPerTrack: number,
): string {
  const perCharacter = Math.ceil(segmentsPerTrack / MaxColumns);
  const lines = tracks.map(({ track, direction, segments }) => {
    const arrow = direction === "forward" ? ">" : "<";
    return `${String(track).padStart(3)} ${arrow} ${squeeze(segments, perCharacter)}\n`;
  });
  const scale =
    perCharacter > 1
      ? `Each character is ${perCharacter} segments and shows the worst of them.\n`
      : "";
  return `${lines.join("")}\n${mapLegend}${scale}`;
}

/** Longer tracks are shown with several segments a character. */
const MaxColumns = 150;

function squeeze(segments: string, perCharacter: number): string {
  if (perCharacter === 1) return segments;
  const groups = segments.match(new RegExp(`.{1,${perCharacter}}`, "g")) ?? [];
  return groups.map(worstOf).join("");
}

function worstOf(group: string): string {
  const order = [MapSymbol.Lost, MapSymbol.Corrected, MapSymbol.Read, MapSymbol.Unused];
  return order.find((symbol) => group.includes(symbol)) ?? MapSymbol.NoData;
}
