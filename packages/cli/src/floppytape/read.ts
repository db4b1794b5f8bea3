import type { OpenTape } from "@floppytape/devices";
import type { LogicalVolume } from "@floppytape/qic-format";
import type { Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { usingTape } from "../open-tape.js";
import { createProgressMeter } from "../progress.js";
import { sourceFiles } from "../source-files.js";
import { CommandError } from "../usage-error.js";
import { type ByteSink, fileSink, outputSink } from "./byte-sink.js";
import { addHole, type Hole, holeText, lostByteCount } from "./lost-bytes.js";
import {
  countSegment,
  countsText,
  createSegmentCounts,
  rangesText,
  type SegmentCounts,
} from "./segment-counts.js";
import { expandedContent, plainContent } from "./volume-content.js";
import { checkVolumeOperand, volumeNamed } from "./volume-operand.js";

/** What is done about lost bytes. */
type LostPolicy = "fill" | "keep" | "stop";

/** Runs `floppytape read IMAGE [VOLUME]`. */
export const runRead: Handler = async (context, args) => {
  const [device = "", operand] = args.operands;
  const output = args.value("output");
  const policy = (args.value("lost") ?? "fill") as LostPolicy;
  const node = args.has("raw") ? "nqft" : "nzqft";
  checkVolumeOperand(operand);
  return usingTape(context, args, { device, mode: "r", node }, async (tape) => {
    const volumes = await tape.unit.volumes();
    const here = operand === "." ? String((await tape.unit.volumeInfo()).volno) : operand;
    const volume = volumeNamed(volumes, here, device);
    if (operand === undefined && volumes.length > 1)
      await say(context, `note: reading volume 0 of ${volumes.length}; name another one as VOLUME`);
    const sink =
      output === undefined
        ? outputSink(context.stdout)
        : await fileSink(output, {
            replace: args.has("overwrite"),
            sources: await sourceFiles(context, [device]),
          });
    try {
      const result = await copyVolume(context, tape, volume, sink, {
        policy,
        raw: args.has("raw"),
      });
      await sink.complete();
      const account = args.has("json") ? jsonAccount : textAccount;
      const text = account(context, device, volume, result);
      await (args.has("json") && output !== undefined ? context.stdout : context.stderr).write(
        text,
      );
      return result.holes.length > 0 || result.missing > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
    } catch (error) {
      await sink.discard();
      throw error;
    }
  });
};

interface Copied {
  readonly bytes: number;
  /** Bytes that the table says the volume has besides. */
  readonly missing: number;
  readonly holes: readonly Hole[];
  readonly counts: SegmentCounts;
}

async function copyVolume(
  context: Context,
  tape: OpenTape,
  volume: LogicalVolume,
  sink: ByteSink,
  options: { policy: LostPolicy; raw: boolean },
): Promise<Copied> {
  const { signal } = context;
  const cartridge = await tape.unit.cartridge();
  const pieces =
    volume.compressed && !options.raw
      ? expandedContent(tape, volume, signal)
      : plainContent(cartridge, rawVolume(volume, options.raw), {
          keepLost: options.policy === "keep",
          signal,
        });
  const meter = createProgressMeter(context, { label: "read", unit: "bytes" });
  const holes: Hole[] = [];
  const counts = createSegmentCounts();
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      signal.throwIfAborted();
      const [hole] = piece.holes;
      if (hole && options.policy === "stop") {
        await sink.write(piece.bytes.subarray(0, hole.firstByte - bytes));
        throw new CommandError(`byte ${hole.firstByte} of volume ${volume.index} is lost`, {
          status: ExitStatus.BytesLost,
        });
      }
      await sink.write(piece.bytes);
      bytes += piece.bytes.length;
      for (const one of piece.holes) addHole(holes, one);
      for (const one of piece.reports) countSegment(counts, one);
      meter.update(bytes, volume.dataBytes);
    }
  } finally {
    await meter.finish();
  }
  const asItLies = options.raw && volume.compressed;
  return { bytes, missing: asItLies ? 0 : volume.dataBytes - bytes, holes, counts };
}

/** The volume as it lies on the tape: every byte of its segments. */
function rawVolume(volume: LogicalVolume, raw: boolean): LogicalVolume {
  return raw && volume.compressed ? { ...volume, dataBytes: Number.MAX_SAFE_INTEGER } : volume;
}

type Account = (context: Context, device: string, volume: LogicalVolume, copied: Copied) => string;

const jsonAccount: Account = (_context, _device, volume, { bytes, missing, holes, counts }) =>
  `${JSON.stringify({ volume: volume.index, bytes, lostBytes: lostByteCount(holes), missingBytes: missing, holes, ...counts })}\n`;

/** Nothing for a volume without any trouble, unless somebody watches. */
const textAccount: Account = (context, device, volume, { bytes, missing, holes, counts }) => {
  const lines = [`${device}: volume ${volume.index}: ${bytes} bytes: ${countsText(counts)}\n`];
  if (counts.unverifiable.length > 0)
    lines.push(
      `corrected with all three parity sectors used up, so that nothing checks it: segments ${rangesText(counts.unverifiable)}\n`,
    );
  lines.push(...holes.map(holeText));
  if (holes.length > 0) lines.push(`${lostByteCount(holes)} of ${bytes} bytes are lost\n`);
  if (missing > 0)
    lines.push(
      `volume ${volume.index} ends ${missing} bytes early: they are on another cartridge, or the volume table is wrong\n`,
    );
  const talkative =
    context.stderr.isTerminal || counts.corrected + counts.lost + holes.length > 0 || missing > 0;
  return talkative ? lines.map((line) => `${context.program}: ${line}`).join("") : "";
};
