import { EmptyRescueMap, openCartridge } from "@floppytape/cartridge";
import { type ExportKind, type ExportResult, exportImage } from "@floppytape/cartridge/image";
import type { OpenTape } from "@floppytape/devices";
import { TapeError } from "@floppytape/magtape";
import {
  dataBytesOf,
  packSectorMap,
  type SectorMap,
  sectorsOf,
  segmentCountOf,
} from "@floppytape/qic-format";
import type { Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { type RecordedSegments, recordedSegments } from "../floppytape/recorded-segments.js";
import { rangesText } from "../floppytape/segment-counts.js";
import { usingTape } from "../open-tape.js";
import { createProgressMeter } from "../progress.js";
import { sourceFiles } from "../source-files.js";
import { openImageOutput } from "./image-output.js";
import { nameMaskOf } from "./recording-operands.js";

const SectorBytes = 1024;

/** Runs `floppytape convert IMAGE OUTPUT`. */
export const runConvert: Handler = async (context, args) => {
  const [device = "", name = ""] = args.operands;
  const kind = (args.value("to") ?? "segments") as ExportKind;
  const sources = await sourceFiles(context, [device]);
  return usingTape(context, args, { device, mode: "r" }, async (tape) => {
    const output = await openImageOutput(name, {
      replace: args.has("overwrite"),
      sources,
    });
    let converted: Converted;
    try {
      converted = await convert(context, tape, kind, output.target);
      await output.complete(converted.result.map ?? EmptyRescueMap);
    } finally {
      await output.discard();
    }
    const written = (await nameMaskOf(args))?.source(name) ?? name;
    const { result, lostSegments } = converted;
    await context.stdout.write(
      args.has("json")
        ? `${JSON.stringify(resultJson(converted, written))}\n`
        : resultText(converted, written),
    );
    if (tape.store.parityStored === false && hasParity(result))
      await say(
        context,
        "warning: the parity in the new image was computed from the data: it vouches for nothing before",
      );
    if (kind === "volume-data" && converted.hasBadSectors)
      await say(
        context,
        `warning: an image of this kind has no header, and the bad sectors that stand there put its data out of place: keep the original, or a dump of its header segment for ${written},header=FILE`,
      );
    return lostSegments.length > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
  });
};

interface Converted {
  readonly result: ExportResult;
  /** Of the lost segments those that something was recorded in, but for header copies. */
  readonly lostSegments: readonly number[];
  /** Data bytes that are lost in them. */
  readonly lostBytes: number;
  readonly hasBadSectors: boolean;
}

async function convert(
  context: Context,
  { unit, store }: OpenTape,
  kind: ExportKind,
  target: { write(position: number, bytes: Uint8Array): Promise<void> },
): Promise<Converted> {
  const cartridge = await openCartridge(store); // the unit would want a volume table
  const listed = await unit.volumes().catch(withoutTable);
  const volumes = listed.filter(({ dataBytes }) => dataBytes > 0);
  const recorded = recordedSegments(cartridge, volumes, segmentCountOf(cartridge.geometry));
  const hasBadSectors = [...cartridge.badSectors.entries()].some(([, map]) => map !== 0);
  const meter = createProgressMeter(context, { label: "convert", unit: "segments" });
  try {
    const chunks = exportImage(cartridge, kind, {
      created: new Date(context.now()).toISOString(),
      signal: context.signal,
      onProgress: ({ done, total }) => meter.update(done, total),
    });
    for (let position = 0; ; ) {
      const { done, value } = await chunks.next();
      if (done) {
        const lostSegments = dataLost(value, recorded, volumes.length);
        const lostBytes = lostSegments.reduce(
          (sum, segment) =>
            sum + lostDataBytes(cartridge.badSectors.get(segment), value.lost.get(segment) ?? 0),
          0,
        );
        return { result: value, lostSegments, lostBytes, hasBadSectors };
      }
      await target.write(position, value);
      position += value.length;
    }
  } finally {
    await meter.finish();
  }
}

/** A volume table that is lost or makes no sense keeps nobody from the segments. */
function withoutTable(error: unknown): readonly [] {
  if (error instanceof TapeError) return [];
  throw error;
}

/** Without a volume nobody knows where something was recorded. */
function dataLost(
  { lost }: ExportResult,
  recorded: RecordedSegments,
  volumeCount: number,
): number[] {
  return [...lost.keys()].filter(
    (segment) => !recorded.isHeader(segment) && (volumeCount === 0 || recorded.has(segment)),
  );
}

/** Data bytes of a segment that are in lost sectors; parity is no data. */
function lostDataBytes(bad: SectorMap, lost: SectorMap): number {
  const end = dataBytesOf(bad) / SectorBytes;
  const sectors = sectorsOf(packSectorMap(bad, (lost & ~bad) >>> 0));
  return sectors.filter((sector) => sector < end).length * SectorBytes;
}

const hasParity = ({ kind }: ExportResult) => kind === "segments" || kind === "packed-segments";

function resultJson(
  { result, lostSegments, lostBytes: lostBytesInUse }: Converted,
  output: string,
) {
  const { kind, sizeBytes, segments, corrected, lost, unverifiable, lostBytes, map } = result;
  return {
    output,
    kind,
    sizeBytes,
    segments,
    corrected,
    unverifiable: [...unverifiable.keys()],
    lost: [...lost].map(([segment, sectors]) => ({ segment, sectors })),
    lostBytes,
    lostSegmentsInUse: lostSegments,
    lostBytesInUse,
    map: map === undefined ? null : `${output}.map`,
  };
}

function resultText({ result, lostSegments, lostBytes }: Converted, output: string): string {
  const { kind, sizeBytes, segments, corrected, unverifiable, lost, map } = result;
  const inUse = new Set(lostSegments);
  const unused = [...lost.keys()].filter((segment) => !inUse.has(segment));
  return [
    `${output}: ${kind}, ${sizeBytes} bytes${kind === "twtz" ? " before compression" : ""}\n`,
    `Segments: ${segments}, ${corrected} corrected\n`,
    ...(unverifiable.size > 0
      ? [
          `Corrected with all three parity sectors used up, so that nothing checks it: segments ${rangesText([...unverifiable.keys()])}\n`,
        ]
      : []),
    ...(lostSegments.length > 0
      ? [`Lost: segments ${rangesText(lostSegments)} (${lostBytes} bytes)\n`]
      : []),
    ...(unused.length > 0
      ? [`Cannot be read, but hold no data of a volume: segments ${rangesText(unused)}\n`]
      : []),
    ...(map === undefined ? [] : [`What is missing stands in ${output}.map\n`]),
  ].join("");
}
