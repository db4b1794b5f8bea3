import { type Cartridge, type SegmentReport, scanCartridge } from "@floppytape/cartridge";
import type { OpenTape } from "@floppytape/devices";
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

/** Prepares to read everything that is recorded on a cartridge. */
export async function createScan(context: Context, tape: OpenTape): Promise<Scan> {
  const cartridge = await tape.unit.cartridge();
  const volumes = await tape.unit.volumes();
  const recorded = recordedSegments(cartridge, volumes, segmentCountOf(cartridge.geometry));
  return { cartridge, recorded, reports: () => scanRecorded(context, cartridge, recorded) };
}

async function* scanRecorded(
  context: Context,
  cartridge: Cartridge,
  recorded: RecordedSegments,
): AsyncGenerator<SegmentReport> {
  const meter = createProgressMeter(context, { label: "verify", unit: "segments" });
  const scan = scanCartridge(cartridge, {
    firstSegment: 0,
    lastSegment: recorded.last,
    signal: context.signal,
  });
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
