import type { SegmentReport } from "@floppytape/cartridge";
import { sectorCount, sectorsOf } from "@floppytape/qic-format";
import { createSegmentAccounts } from "@floppytape/rescue";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { accountText } from "../recovery/account-text.js";
import { lostHeaderText } from "./recorded-segments.js";
import { createScan } from "./scan.js";
import { countSegment, createSegmentCounts, rangesText } from "./segment-counts.js";

/** Runs `floppytape verify IMAGE`. */
export const runVerify: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  return usingTape(context, args, { device, mode: "r" }, async (tape) => {
    const { cartridge, recorded, reports } = await createScan(context, tape);
    const counts = createSegmentCounts();
    const odd: SegmentReport[] = [];
    const accounts = createSegmentAccounts(cartridge);
    for await (const report of reports()) {
      countSegment(counts, report);
      // When a header copy is lost the other one serves, and no data is.
      if (!recorded.isHeader(report.segment)) accounts.add(report);
      if (report.how !== "read" && report.how !== "empty") odd.push(report);
    }
    const bytes = accounts.total;
    const parityStored = cartridge.store.parityStored !== false;
    const { read, corrected, lost, correctedSectors, unverifiable, lostSegments } = counts;
    const text = [
      `Segments: ${recorded.segmentCount}, with something recorded: ${read + corrected + lost}\n`,
      `  read       ${read}\n`,
      `  corrected  ${corrected} (${correctedSectors} sectors)\n`,
      `  lost       ${lost} (${bytes.lost} bytes)\n`,
      accountText(bytes),
      ...(parityStored ? [] : ["The image holds no parity: nothing checks what was read\n"]),
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
        ? `${JSON.stringify({ segments: recorded.segmentCount, ...counts, lostBytes: bytes.lost, bytes, parityStored })}\n`
        : text.join(""),
    );
    return bytes.lost > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

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
