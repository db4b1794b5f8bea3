import { CartridgeError, type SegmentStore } from "@floppytape/cartridge";
import type { OpenTape } from "@floppytape/devices";
import {
  type Advice,
  adviseHeaders,
  adviseRereads,
  type HeadersAdvice,
  type RereadAdvice,
} from "@floppytape/rescue";
import type { Arguments, Handler } from "../command-table.js";
import type { Context } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { createScan } from "../floppytape/scan.js";
import { rangesText } from "../floppytape/segment-counts.js";
import { usingTape } from "../open-tape.js";

/** Runs `floppytape advise IMAGE`. */
export const runAdvise: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  return usingTape(context, args, { device, mode: "r" }, async (tape) => {
    if (!(await hasHeader(tape.unit))) return adviseOnHeaders(context, args, tape.store);
    const { cartridge, volumes, reports } = await createScan(context, tape);
    const advice = await adviseRereads(cartridge, { volumes, reports: reports() });
    await context.stdout.write(
      args.has("json") ? `${JSON.stringify(advice)}\n` : adviceText(advice),
    );
    return advice.lostBytes > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

async function hasHeader(unit: OpenTape["unit"]): Promise<boolean> {
  try {
    await unit.cartridge();
    return true;
  } catch (error) {
    const { cause } = error as Error;
    if (cause instanceof CartridgeError && cause.code === "NO_HEADER") return false;
    return true; // what else is wrong keeps nobody from looking
  }
}

/** Without a header everything is lost; with it, nobody knows how much. */
async function adviseOnHeaders(
  context: Context,
  args: Arguments,
  store: SegmentStore,
): Promise<ExitStatus> {
  const advice = await adviseHeaders(store, { signal: context.signal });
  await context.stdout.write(
    args.has("json") ? `${JSON.stringify({ headers: advice })}\n` : headersText(advice),
  );
  return ExitStatus.BytesLost;
}

function headersText({ copies, neededOfBoth, sectorsOfBoth }: HeadersAdvice): string {
  if (copies.length === 0)
    return "No header can be read, and none of the first 68 segments looks like a damaged one.\n";
  return [
    "No header can be read: without one everything is lost.\n",
    ...copies.map(
      ({ segment, needed, sectors }) =>
        `Segment ${segment}: saved by ${needed} more of sectors ${rangesText(sectors)}\n`,
    ),
    ...(neededOfBoth === undefined
      ? []
      : [
          `Segments ${copies[0]?.segment} and ${copies[1]?.segment} put together: saved by ${neededOfBoth} more of sectors ${rangesText(sectorsOfBoth)}, in either\n`,
        ]),
  ].join("");
}

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
