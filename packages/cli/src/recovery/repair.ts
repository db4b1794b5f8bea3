import { openCartridge } from "@floppytape/cartridge";
import { type RepairResult, repairCartridge } from "@floppytape/rescue";
import type { Handler } from "../command-table.js";
import { say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { createProgressMeter } from "../progress.js";
import { sourceFiles } from "../source-files.js";
import { segmentRangesText } from "./account-text.js";
import { openImageOutput } from "./image-output.js";

/** Runs `floppytape repair IMAGE OUTPUT`. */
export const runRepair: Handler = async (context, args) => {
  const [device = "", name = ""] = args.operands;
  const sources = await sourceFiles(context, [device]);
  return usingTape(context, args, { device, mode: "r" }, async ({ store }) => {
    const cartridge = await openCartridge(store); // the unit would want a volume table
    const replace = args.has("overwrite");
    const output = await openImageOutput(name, { replace, sources });
    const meter = createProgressMeter(context, { label: "repair", unit: "segments" });
    let result: RepairResult;
    try {
      result = await repairCartridge(cartridge, output.target, {
        signal: context.signal,
        onProgress: ({ done, total }) => meter.update(done, total),
      });
      await output.complete(result.map);
    } finally {
      await meter.finish();
      await output.discard();
    }
    const { map: _, ...rest } = result;
    await context.stdout.write(args.has("json") ? `${JSON.stringify(rest)}\n` : resultText(result));
    if (store.parityStored === false)
      await say(
        context,
        "warning: the image holds no parity, so that there is nothing to correct with",
      );
    for (const { severity, message } of result.findings)
      await say(context, `${severity}: ${message}`);
    const { headerSegments } = cartridge.header;
    const dataLost = result.lost.some(([first, last]) => {
      for (let segment = first; segment <= last; segment++)
        if (!headerSegments.includes(segment)) return true;
      return false;
    });
    return dataLost ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

function resultText({
  corrected,
  correctedSectors,
  headers,
  unverifiable,
  lost,
}: RepairResult): string {
  return [
    `Corrected: segments ${segmentRangesText(corrected)} (${correctedSectors} sectors)\n`,
    ...(headers.length > 0 ? [`Header written: segments ${headers.join(" and ")}\n`] : []),
    ...(unverifiable.length > 0
      ? [
          `Left as they are, since nothing would check the correction: segments ${segmentRangesText(unverifiable)}\n`,
        ]
      : []),
    `Lost, left as they are: segments ${segmentRangesText(lost)}\n`,
  ].join("");
}
