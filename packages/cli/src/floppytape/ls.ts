import type { LogicalVolume } from "@floppytape/qic-format";
import type { Handler } from "../command-table.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { dateText, printable } from "../tape-text.js";
import { alignColumns } from "./align-columns.js";

/** Runs `floppytape ls IMAGE`. */
export const runLs: Handler = async (context, args) => {
  const device = args.operands[0] ?? "";
  const volumes = await usingTape(context, args, { device, mode: "r" }, ({ unit }) =>
    unit.volumes(),
  );
  await context.stdout.write(
    args.has("json")
      ? `${JSON.stringify({ volumes: volumes.map(volumeJson) })}\n`
      : alignColumns(
          ["Volume", "First", "Last", "Block size", "Bytes", "Date", "Kind", "Label"],
          volumes.map(volumeCells),
          { leftFrom: 5 },
        ),
  );
  return ExitStatus.Done;
};

function volumeJson(volume: LogicalVolume): object {
  const { index, firstSegment, lastSegment, dataBytes, blockSize, compressed, zftape } = volume;
  return {
    volume: index,
    firstSegment,
    lastSegment,
    bytes: dataBytes,
    blockSize: blockSize === 1 ? 0 : blockSize,
    compressed,
    kind: kindOf(volume),
    zftape,
    date: dateText(volume.date),
    label: volume.description,
  };
}

function volumeCells(volume: LogicalVolume): string[] {
  return [
    String(volume.index),
    String(volume.firstSegment),
    String(volume.lastSegment),
    volume.blockSize === 1 ? "variable" : String(volume.blockSize),
    String(volume.dataBytes),
    dateText(volume.date) ?? "-",
    kindOf(volume),
    printable(volume.description),
  ];
}

function kindOf(volume: LogicalVolume): string {
  if (!volume.zftape) return "foreign";
  return volume.compressed ? "compressed" : "plain";
}
