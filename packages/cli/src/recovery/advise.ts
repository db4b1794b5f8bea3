import { type Advice, adviseRereads, type RereadAdvice } from "@floppytape/rescue";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { createScan } from "../floppytape/scan.js";
import { rangesText } from "../floppytape/segment-counts.js";
import { usingTape } from "../open-tape.js";

/** Runs `floppytape advise IMAGE`. */
export const runAdvise: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  return usingTape(context, args, { device, mode: "r" }, async (tape) => {
    const { cartridge, reports } = await createScan(context, tape);
    const volumes = (await tape.unit.volumes()).map((volume, index) => ({
      ...volume,
      index,
      label: "",
    }));
    const advice = await adviseRereads(cartridge, { volumes, reports: reports() });
    await context.stdout.write(
      args.has("json") ? `${JSON.stringify(advice)}\n` : adviceText(advice),
    );
    return advice.lostBytes > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

function adviceText({ rereads, lostBytes, lostBytesAfterOne }: Advice): string {
  if (rereads.length === 0) return "Nothing is lost or in doubt: there is nothing to read again.\n";
  const saved = lostBytes - lostBytesAfterOne;
  return [
    `Lost: ${lostBytes} bytes${saved > 0 ? `; one more sector in the right segments saves ${saved} of them` : ""}\n`,
    ...rereads.map(rereadText),
  ].join("");
}

function rereadText(reread: RereadAdvice): string {
  const { segment, track, position, direction, sectors, bytes, holds, volumes } = reread;
  const contents =
    holds === "data"
      ? `volume ${volumes.join(", ")}`
      : holds === "table"
        ? "the volume table"
        : "a header copy";
  const place = `track ${track}, ${direction}, place ${position}`;
  const worth = bytes > 0 ? `, ${bytes} bytes` : "";
  return `Segment ${segment} (${contents}${worth}; ${place}): ${purposeText(reread)} sectors ${rangesText(sectors)}\n`;
}

function purposeText({ purpose, needed }: RereadAdvice): string {
  if (purpose === "save") return `saved by ${needed} more of`;
  if (purpose === "verify") return "corrected but unproven; proven by one more of";
  return "damaged without notice; another reading may tell where, of";
}
