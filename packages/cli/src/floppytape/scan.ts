import { type Cartridge, type SegmentReport, scanCartridge } from "@floppytape/cartridge";
import { ParallelScanBytes } from "@floppytape/cartridge/node";
import type { OpenTape } from "@floppytape/devices";
import { segmentCountOf } from "@floppytape/qic-format";
import type { Context } from "../context.js";
import { createProgressMeter } from "../progress.js";
import { type RecordedSegments, recordedSegments } from "./recorded-segments.js";
import { scannedVolumes, type VolumePlace } from "./scanned-volumes.js";

/** What a scan of a whole cartridge is about. */
export interface Scan {
  readonly cartridge: Cartridge;
  readonly volumes: readonly VolumePlace[];
  readonly recorded: RecordedSegments;
  /** Reads every recorded segment, with a progress bar; ascending. */
  reports(): AsyncGenerator<SegmentReport>;
}

/** Prepares to read everything that is recorded on the cartridge. */
export async function createScan(context: Context, tape: OpenTape): Promise<Scan> {
  const { cartridge, volumes } = await scannedVolumes(context, tape);
  const recorded = recordedSegments(cartridge, volumes, segmentCountOf(cartridge.geometry));
  return {
    cartridge,
    volumes,
    recorded,
    reports: () => scanRecorded(context, tape, cartridge, recorded),
  };
}

async function* scanRecorded(
  context: Context,
  tape: OpenTape,
  cartridge: Cartridge,
  recorded: RecordedSegments,
): AsyncGenerator<SegmentReport> {
  const meter = createProgressMeter(context, { label: "verify", unit: "segments" });
  const range = { lastSegment: recorded.last, signal: context.signal };
  const scan = (await inThreads(tape, cartridge, range)) ?? scanCartridge(cartridge, range);
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

/** A scan with several threads, where there is a raw image large enough to gain from them. */
async function inThreads(
  { rawPath }: OpenTape,
  cartridge: Cartridge,
  range: { readonly lastSegment: number; readonly signal: AbortSignal },
): Promise<AsyncGenerator<SegmentReport> | undefined> {
  if (rawPath === undefined || (range.lastSegment + 1) * SegmentBytes < ParallelScanBytes)
    return undefined;
  const { scanInThreads } = await import("./parallel-scan.js");
  return scanInThreads(rawPath, cartridge, range);
}
