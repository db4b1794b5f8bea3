import type { Progress } from "@floppytape/cartridge";
import type { DriveTraceRecord } from "@floppytape/fdc";
import type { Output } from "../context.js";
import type { FormatParameters } from "./format-parameters.js";

/** Prints how far formatting is, in the words of the original. */
export interface FormatProgress {
  update(progress: Progress): void;
  /** Takes note of what a drive does before the first segment. */
  hear(record: DriveTraceRecord): void;
  /** Ends the last line; resolves when all was printed. */
  finish(): Promise<void>;
}

/**
 * On a terminal a line is rewritten in place. Elsewhere there is a line for every track with
 * `parsable`, else only the last one of each pass.
 */
export function createFormatProgress(
  output: Output,
  { geometry }: FormatParameters,
  options: { parsable: boolean },
): FormatProgress {
  const { segmentsPerTrack } = geometry;
  const live = output.isTerminal && !options.parsable;
  let phase = "";
  let line = "";
  let track = -1;
  let writing: Promise<void> = Promise.resolve();
  // Formatting goes on when nobody listens any more.
  const put = (text: string): void => {
    writing = writing.then(() => output.write(text)).catch(() => {});
  };
  const endLine = (): void => {
    if (line === "") return;
    if (live) put("\n");
    else if (!options.parsable) put(`${line}\n`);
    line = "";
  };
  let burst = false;
  return {
    hear({ event, values }) {
      if (event !== "format.begins") return;
      const measured = values?.measured;
      if (measured !== undefined) put(`Calibrating tape length ... got ${measured} segments\n`);
      put("Writing reference bursts ... ");
      burst = true;
    },
    update(progress) {
      if (burst) put("done.\n");
      burst = false;
      const segment = Math.max(0, progress.done - 1);
      if (progress.phase !== phase) {
        endLine();
        phase = progress.phase;
        track = -1;
      }
      const verb = phase === "verify" ? "Verifying" : "Formatting";
      const nextTrack = Math.floor(segment / segmentsPerTrack);
      line = `${verb} track ${nextTrack}, segment ${segment}`;
      if (live) put(`\r${line}\u001b[K`);
      else if (options.parsable && nextTrack !== track) put(`${line}\n`);
      track = nextTrack;
    },
    async finish() {
      if (burst) put("\n");
      endLine();
      await writing;
    },
  };
}
