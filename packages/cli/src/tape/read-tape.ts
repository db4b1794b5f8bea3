import { type Context, say } from "../context.js";
import { createProgressMeter } from "../progress.js";
import { countRecord, createFileCounts, type FileCounts } from "./file-counts.js";
import type { RecordSource, TapeStep } from "./record-stream.js";

/** Lost records that are told one by one; the counts have all of them. */
const MostTold = 20;

/**
 * Reads a tape to its end with a progress line, tells of records that are lost, and resolves with what each
 * file has. `onStep` gets every step in turn.
 */
export async function readTape(
  context: Context,
  device: string,
  label: string,
  source: RecordSource,
  onStep: (step: TapeStep, file: number) => Promise<void> = async () => {},
): Promise<FileCounts[]> {
  const meter = createProgressMeter(context, { label, unit: "bytes" });
  const files: FileCounts[] = [];
  let current: FileCounts | undefined;
  let [bytes, lost] = [0, 0];
  try {
    for (;;) {
      context.signal.throwIfAborted();
      const step = await source.next();
      if (step === undefined) return files;
      if (current === undefined) {
        current = createFileCounts();
        files.push(current);
      }
      const file = files.length - 1;
      if (step.kind === "record") {
        countRecord(current, step.data.length);
        bytes += step.data.length;
        meter.update(bytes);
      } else if (step.kind === "lost") {
        const record = current.records + current.lost;
        current.lost++;
        if (++lost <= MostTold)
          await say(context, `${device}: file ${file}, record ${record} is lost: ${step.reason}`);
      }
      await onStep(step, file);
      if (step.kind !== "filemark") continue;
      current.marked = true;
      current = undefined;
    }
  } finally {
    await meter.finish();
    if (lost > MostTold) await say(context, `${device}: ${lost - MostTold} more records are lost`);
  }
}
