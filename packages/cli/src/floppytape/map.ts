import { dataBytesOf, tapePositionOf } from "@floppytape/qic-format";
import type { Arguments, Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { UsageError } from "../usage-error.js";
import { lostHeaderText } from "./recorded-segments.js";
import { createScan } from "./scan.js";
import { countSegment, countsText, createSegmentCounts } from "./segment-counts.js";
import { MapSymbol, mapLegend, mapSymbolOf, trackLines } from "./track-map.js";

/** Runs `floppytape map IMAGE`. */
export const runMap: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  const columns =
    columnsOf(args) ?? (context.stdout.isTerminal ? context.stdout.columns : FileColumns);
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
            mapText(tracks, geometry.segmentsPerTrack, columns),
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
  columns: number,
): string {
  const room = Math.max(1, columns - MarginColumns);
  const perCharacter = Math.ceil(segmentsPerTrack / room);
  const lines = tracks.map(({ track, direction, segments }) => {
    const arrow = direction === "forward" ? ">" : "<";
    return `${String(track).padStart(3)} ${arrow} ${squeeze(segments, perCharacter)}\n`;
  });
  const scale =
    perCharacter > 1
      ? `Each character is ${perCharacter} segments and shows the worst of them.\n`
      : "";
  return `${lines.join("")}\n${mapLegend(columns)}${scale}`;
}

/** `NNN > ` in front of a track. */
const MarginColumns = 6;
/** Widest picture: 150 characters a track. Longer tracks are shown with several segments a character. */
const FileColumns = MarginColumns + 150;
const LeastColumns = 20;

function columnsOf(args: Arguments): number | undefined {
  const text = args.value("columns");
  if (text === undefined) return undefined;
  if (!/^[0-9]{1,5}$/.test(text) || Number(text) < LeastColumns)
    throw new UsageError(`--columns: '${text}' is not a number of columns from ${LeastColumns} on`);
  return Number(text);
}

function squeeze(segments: string, perCharacter: number): string {
  if (perCharacter === 1) return segments;
  const groups = segments.match(new RegExp(`.{1,${perCharacter}}`, "g")) ?? [];
  return groups.map(worstOf).join("");
}

function worstOf(group: string): string {
  const order = [MapSymbol.Lost, MapSymbol.Corrected, MapSymbol.Read, MapSymbol.Unused];
  return order.find((symbol) => group.includes(symbol)) ?? MapSymbol.NoData;
}
