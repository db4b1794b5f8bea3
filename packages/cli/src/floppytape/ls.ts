import type { OpenTape } from "@floppytape/devices";
import type { LogicalVolume } from "@floppytape/qic-format";
import type { Arguments, Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { DeviceError } from "../device-error.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { dateText, printable } from "../tape-text.js";
import { withholdTalk } from "../withheld-talk.js";
import { alignColumns } from "./align-columns.js";

/** Runs `floppytape ls IMAGE [VOLUME]`. What looks deeper than a volume table is loaded only then. */
export const runLs: Handler = async (context, args) => {
  const [device = "", operand] = args.operands;
  const options = ["files", "check", "with", "cartridge", "private"];
  const deeper = operand !== undefined || options.some((option) => args.has(option));
  const volumes = deeper ? undefined : await volumesOnTape(context, args, device);
  if (volumes === undefined) {
    const { runListFiles } = await import("../recovery/list-files.js");
    return runListFiles(context, args);
  }
  if (volumes.length === 0)
    await say(
      context,
      `${device}: the volume table lists nothing; 'floppytape ls --files' looks whether there are data all the same`,
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

/** A volume and what it is, in words. */
type ShownVolume = LogicalVolume & { readonly kind: string };

/** What the tape's unit knows; undefined where it finds no cartridge, or no table that says anything. */
async function volumesOnTape(
  context: Context,
  args: Arguments,
  device: string,
): Promise<readonly ShownVolume[] | undefined> {
  // What is said of a cartridge image is wrong of what turns out to be none.
  const talk = withholdTalk(context);
  try {
    return await usingTape(talk.context, args, { device, mode: "r" }, async ({ unit }) => {
      const volumes = await unit.volumes();
      if (volumes.length === 0 && (await tableIsDamaged(unit))) return undefined;
      await talk.tell();
      const kinds = await foreignKinds(unit, volumes);
      return volumes.map((volume, at) => ({ ...volume, kind: kinds[at] ?? kindOf(volume) }));
    });
  } catch (error) {
    const isThere =
      error instanceof DeviceError && (error.step === "use" || error.code === "ENXIO");
    if (isThere) return undefined;
    await talk.tell();
    throw error;
  }
}

/** A table without volumes is all zeros. */
async function tableIsDamaged(unit: OpenTape["unit"]): Promise<boolean> {
  const { data, report } = await (await unit.cartridge()).readTable();
  return report.how === "lost" || report.how === "deleted" || data.some((byte) => byte !== 0);
}

/** Of tapes with volumes of other systems: what all volumes are, as far as their entries tell. */
async function foreignKinds(
  unit: OpenTape["unit"],
  volumes: readonly LogicalVolume[],
): Promise<readonly string[]> {
  if (volumes.every(({ zftape }) => zftape)) return [];
  const { recordingOf } = await import("@floppytape/rescue/contents");
  const { kindOfVolume } = await import("../recovery/kind-of-volume.js");
  const recording = await recordingOf({ cartridge: await unit.cartridge(), volumes });
  return recording.volumes.map(kindOfVolume);
}

function kindOf({ zftape, compressed }: LogicalVolume): string {
  if (!zftape) return "foreign";
  return compressed ? "compressed" : "plain";
}

function volumeJson(volume: ShownVolume): object {
  const { index, firstSegment, lastSegment, dataBytes, blockSize, compressed, zftape } = volume;
  return {
    volume: index,
    firstSegment,
    lastSegment,
    bytes: dataBytes,
    blockSize: blockSize === 1 ? 0 : blockSize,
    compressed,
    kind: volume.kind,
    zftape,
    date: dateText(volume.date),
    label: volume.description,
  };
}

function volumeCells(volume: ShownVolume): string[] {
  return [
    String(volume.index),
    String(volume.firstSegment),
    String(volume.lastSegment),
    volume.blockSize === 1 ? "variable" : String(volume.blockSize),
    String(volume.dataBytes),
    dateText(volume.date) ?? "-",
    volume.kind,
    printable(volume.description),
  ];
}
