import type { SegmentReport } from "@floppytape/cartridge";
import { packSectorMap, sectorCount, sectorsOf } from "@floppytape/qic-format";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { lostHeaderText } from "./recorded-segments.js";
import { createScan } from "./scan.js";
import { countSegment, createSegmentCounts, rangesText } from "./segment-counts.js";

/** Runs `floppytape verify IMAGE`. */
export const runVerify: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  return usingTape(context, args, { device, mode: "r" }, async (tape) => {
    const { cartridge, recorded, reports } = await createScan(context, device, tape);
    const counts = createSegmentCounts();
    const odd: SegmentReport[] = [];
    let lostBytes = 0;
    for await (const report of reports()) {
      countSegment(counts, report);
      if (report.how === "read" || report.how === "empty") continue;
      odd.push(report);
      if (recorded.isHeader(report.segment)) continue;
      lostBytes += lostBytesOf(
        report,
        cartridge.badSectors.get(report.segment),
        cartridge.dataBytes(report.segment),
      );
    }
    const { read, corrected, lost, correctedSectors, unverifiable, lostSegments } = counts;
    const text = [
      `Segments: ${recorded.segmentCount}, with something recorded: ${read + corrected + lost}\n`,
      `  read       ${read}\n`,
      `  corrected  ${corrected} (${correctedSectors} sectors)\n`,
      `  lost       ${lost} (${lostBytes} bytes)\n`,
      ...(unverifiable.length > 0
        ? [
            `Corrected with all three parity sectors used up, so that nothing checks it: segments ${rangesText(unverifiable)}\n`,
          ]
        : []),
      ...(lostSegments.length > 0 ? [`Lost: segments ${rangesText(lostSegments)}\n`] : []),
      lostHeaderText(recorded, lostSegments),
      ...(args.has("verbose") ? odd.map(reportText) : []),
    ];
    await context.stdout.write(
      args.has("json")
        ? `${JSON.stringify({ segments: recorded.segmentCount, ...counts, lostBytes })}\n`
        : text.join(""),
    );
    return lostBytes > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

const SectorBytes = 1024;

/** Data bytes of a lost segment: its parity sectors hold none. */
function lostBytesOf({ how, lost }: SegmentReport, bad: number, dataBytes: number): number {
  if (how === "deleted") return dataBytes;
  const dataSectors = dataBytes / SectorBytes;
  return (
    sectorsOf(packSectorMap(bad, lost)).filter((sector) => sector < dataSectors).length *
    SectorBytes
  );
}

function reportText({ segment, how, corrected, unreadable, silent, lost }: SegmentReport): string {
  const parts = [
    ["corrected", corrected],
    ["unreadable", unreadable],
    ["wrong without notice", silent],
    ["lost", lost],
  ] as const;
  const text = parts
    .filter(([, map]) => sectorCount(map) > 0)
    .map(([name, map]) => `${name}: sectors ${rangesText(sectorsOf(map))}`);
  return `  segment ${segment}: ${[how, ...text].join("; ")}\n`;
}
