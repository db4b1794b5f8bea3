import type { OpenTape } from "@floppytape/devices";
import { MtOp, TapeError } from "@floppytape/magtape";
import type { Arguments, Handler } from "../command-table.js";
import { type Context, say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { labelOption } from "../label-option.js";
import { usingTape } from "../open-tape.js";
import { createProgressMeter } from "../progress.js";
import { CommandError, UsageError } from "../usage-error.js";
import { DefaultBlockBytes, parseBlockSize } from "./block-size.js";
import { type BlockWriter, createBlockWriter } from "./block-writer.js";
import { describeVolume } from "./describe-volume.js";

/** What the options of `floppytape write` ask for. */
interface WriteRequest {
  readonly device: string;
  /** Bytes, 0 for variable. */
  readonly blockBytes: number;
  /** The block size was asked for: a volume of another one would be a surprise. */
  readonly strict: boolean;
  readonly compress: boolean;
  readonly pad: boolean;
  readonly overwrite: boolean;
  readonly consent: boolean;
  readonly dryRun: boolean;
  readonly label: string | undefined;
}

/** Runs `floppytape write IMAGE`. */
export const runWrite: Handler = async (context, args) => {
  const request = requestOf(args);
  const { device, compress, dryRun } = request;
  const options = {
    device,
    mode: dryRun ? "r" : "rw",
    node: compress ? "nzqft" : "nqft",
    force: args.has("force"),
  } as const;
  if (dryRun)
    return usingTape(context, args, options, (tape) => tellPlan(context, args, tape, request));
  const result = await usingTape(context, args, options, (tape) =>
    writeVolume(context, tape, request),
  );
  if (args.has("json")) await context.stdout.write(`${JSON.stringify(result)}\n`);
  else if (result.volume === null)
    await say(context, `${device}: nothing came from standard input, so there is no new volume`);
  else await say(context, `${device}: ${resultText(result)}`);
  if (!context.signal.aborted) return ExitStatus.Done;
  await say(context, "interrupted; the volume holds what was read until then");
  return ExitStatus.Interrupted;
};

function requestOf(args: Arguments): WriteRequest {
  const blockSize = args.value("block-size");
  const request: WriteRequest = {
    device: args.operands[0] ?? "",
    blockBytes: blockSize === undefined ? DefaultBlockBytes : parseBlockSize(blockSize),
    strict: blockSize !== undefined,
    compress: args.has("compress"),
    pad: args.has("pad"),
    overwrite: args.has("overwrite"),
    consent: args.has("yes"),
    dryRun: args.has("dry-run"),
    label: labelOption(args),
  };
  if (request.compress && request.blockBytes === 0)
    throw new UsageError("--compress: a compressed volume needs a block size, not 'variable'");
  return request;
}

/** What was written. */
interface WrittenVolume {
  /** Null when the input was empty: the tape has no volumes without bytes. */
  readonly volume: number | null;
  readonly bytes: number;
  /** Bytes, 0 for variable. */
  readonly blockSize: number;
  readonly compressed: boolean;
  /** Zero bytes behind the input that make its last block whole. */
  readonly padding: number;
  /** How often the tape had to stop and back up: for want of input, or to try again; 0 for an image. */
  readonly tapeStops: number;
}

function resultText(written: WrittenVolume): string {
  const { volume, bytes, blockSize, compressed, padding, tapeStops } = written;
  const blocks = blockSize === 0 ? "variable block size" : `blocks of ${blockSize}`;
  const zeros = padding === 0 ? "" : `, the last one filled with ${padding} zero bytes`;
  const stops =
    tapeStops === 0
      ? ""
      : `; the tape had to stop and back up ${tapeStops === 1 ? "once" : `${tapeStops} times`}`;
  return `volume ${volume}: ${bytes} bytes, ${blocks}${compressed ? ", compressed" : ""}${zeros}${stops}`;
}

/** Says what would be done. */
async function tellPlan(
  context: Context,
  args: Arguments,
  { unit }: OpenTape,
  { device, overwrite }: WriteRequest,
): Promise<ExitStatus> {
  const present = (await unit.volumes()).length;
  const volume = overwrite ? 0 : present;
  const volumesLost = overwrite ? present : 0;
  const lost =
    volumesLost > 0 ? `, losing ${volumesLost} volume${volumesLost === 1 ? "" : "s"}` : "";
  if (args.has("json"))
    await context.stdout.write(`${JSON.stringify({ dryRun: true, volume, volumesLost })}\n`);
  else await say(context, `${device}: would write volume ${volume}${lost}`);
  return ExitStatus.Done;
}

async function writeVolume(
  context: Context,
  tape: OpenTape,
  request: WriteRequest,
): Promise<WrittenVolume> {
  const { unit } = tape;
  const present = (await unit.volumes()).length;
  if (request.overwrite && present > 0 && !request.consent)
    throw new CommandError(
      `${request.device}: --overwrite would lose ${present} volume${present === 1 ? "" : "s"}; say --yes to go ahead`,
    );
  const volume = request.overwrite ? 0 : present;
  await unit.operation(request.overwrite ? MtOp.Rewind : MtOp.Eom, 1);
  const unitBlockBytes = blockBytesOf(tape.zftape.state());
  await unit.operation(MtOp.SetBlockSize, request.blockBytes);
  const writer = createBlockWriter(tape, request.blockBytes);
  const stopsBefore = tape.drive?.counters.repositions ?? 0;
  let ending: Ending;
  try {
    ending = await copyInput(context, writer, request);
  } finally {
    // The volume ends here whatever happened; other programs find the block size they had set.
    await unit.operation(MtOp.SetBlockSize, unitBlockBytes);
  }
  // That left the tape in front of the volume's file mark, where nothing can be appended.
  await unit.operation(MtOp.Eom, 1);
  if (writer.written > 0)
    await describeVolume(tape, volume, { label: request.label, exactBytes: ending.exactBytes });
  return {
    volume: writer.written > 0 ? volume : null,
    bytes: ending.exactBytes ?? writer.written,
    blockSize: ending.exactBytes === undefined ? request.blockBytes : 0,
    compressed: request.compress,
    padding: ending.exactBytes === undefined ? ending.padding : 0,
    tapeStops: (tape.drive?.counters.repositions ?? 0) - stopsBefore,
  };
}

/** Bytes, 0 for variable, as MTSETBLK takes it. */
function blockBytesOf({ blockSize }: { readonly blockSize: number }): number {
  return blockSize === 1 ? 0 : blockSize;
}

/** How the input ended. */
interface Ending {
  readonly padding: number;
  /** Length of the input, where the volume is to have just that and a variable block size. */
  readonly exactBytes: number | undefined;
}

async function copyInput(
  context: Context,
  writer: BlockWriter,
  request: WriteRequest,
): Promise<Ending> {
  const meter = createProgressMeter(context, { label: "write", unit: "bytes" });
  const total = context.stdinBytes();
  try {
    for await (const piece of context.stdin()) {
      await writer.write(piece);
      meter.update(writer.written + writer.pending, total);
    }
    return await endInput(writer, request);
  } catch (error) {
    // With a cause it is not the cartridge that is full but the disk below it.
    const full = error instanceof TapeError && error.code === "ENOSPC" && !error.cause;
    if (!full) throw error;
    throw new TapeError(
      "ENOSPC",
      `the cartridge is full: the volume holds the first ${writer.written} bytes of standard input`,
      { written: writer.written },
      error,
    );
  } finally {
    await meter.finish();
  }
}

async function endInput(writer: BlockWriter, request: WriteRequest): Promise<Ending> {
  const { blockBytes, strict, pad, compress } = request;
  const short = blockBytes === 0 ? 0 : (writer.written + writer.pending) % blockBytes;
  const length = writer.written + writer.pending;
  if (short !== 0 && strict && !pad) {
    await writer.flushBlocks();
    throw new TapeError(
      "EINVAL",
      `the last record of standard input has ${short} bytes and the block size is ${blockBytes}: ` +
        `volume written without it; --pad fills it with zeros, --block-size=variable takes it as it is`,
      { requested: short, blockSize: blockBytes },
    );
  }
  const padding = await writer.pad();
  const exact = short !== 0 && !pad && !compress;
  return { padding, exactBytes: exact ? length : undefined };
}
