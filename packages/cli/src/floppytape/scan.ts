import { type Cartridge, type SegmentReport, scanCartridge } from "@floppytape/cartridge";
import { ParallelScanBytes } from "@floppytape/cartridge/node";
import { locateDevice, type OpenTape } from "@floppytape/devices";
import { segmentCountOf } from "@floppytape/qic-format";
import type { Context } from "../context.js";
import { createProgressMeter } from "../progress.js";
import { type RecordedSegments, recordedSegments } from "./recorded-segments.js";

/** What a scan of a whole cartridge is about. */
export interface Scan {
  readonly cartridge: Cartridge;
  readonly recorded: RecordedSegments;
  /** Reads every recorded segment, with a progress bar; ascending. */
  reports(): AsyncGenerator<SegmentReport>;
}

/** Prepares to read everything that is recorded on the cartridge in `device`. */
export async function createScan(context: Context, device: string, tape: OpenTape): Promise<Scan> {
  const cartridge = await tape.unit.cartridge();
  const volumes = await tape.unit.volumes();
  const recorded = recordedSegments(cartridge, volumes, segmentCountOf(cartridge.geometry));
  return { cartridge, recorded, reports: () => scanRecorded(context, device, cartridge, recorded) };
}

async function* scanRecorded(
  context: Context,
  device: string,
  cartridge: Cartridge,
  recorded: RecordedSegments,
): AsyncGenerator<SegmentReport> {
  const meter = createProgressMeter(context, { label: "verify", unit: "segments" });
  const range = { lastSegment: recorded.last, signal: context.signal };
  const scan =
    (await inThreads(context, device, cartridge, range)) ?? scanCartridge(cartridge, range);
  try {
    for await (const report of scan) {
      context.signal.throwIfAborted();
      meter.update(report.segment + 1, recorded.last + 1);
      if (recorded.has(report.segment)) yield report;
    }
  } finally {
    await meter.finish();
  }
}

const SegmentBytes = 32768;

/** A scan with several threads, where there is an image file large enough to gain from them. */
async function inThreads(
  { env }: Context,
  device: string,
  cartridge: Cartridge,
  range: { readonly lastSegment: number; readonly signal: AbortSignal },
): Promise<AsyncGenerator<SegmentReport> | undefined> {
  const { target } = (await locateDevice(device, { env })).spec;
  if (target.kind !== "image" || (range.lastSegment + 1) * SegmentBytes < ParallelScanBytes)
    return undefined;
  const { scanInThreads } = await import("./parallel-scan.js");
  return scanInThreads(target.path, cartridge, range);
}
