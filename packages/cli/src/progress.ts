import type { Context } from "./context.js";

/** Shows how far long work has come. */
export interface ProgressMeter {
  /** Reports the units done; `total` is for work whose size is known. */
  update(done: number, total?: number): void;
  /** Leaves the last state standing, or takes it away when nothing was shown. */
  finish(): Promise<void>;
}

/** What a meter counts. */
export interface ProgressSubject {
  /** A verb: `verify`, `write`. */
  readonly label: string;
  readonly unit: "bytes" | "segments";
}

const SegmentBytes = 32768;
const RedrawMs = 100;
const LineMs = 5000;
const BarColumns = 24;

/**
 * A meter on standard error: a bar that is redrawn on a terminal, elsewhere a line every five
 * seconds. Rates count whole segments of 32 KiB or bytes.
 */
export function createProgressMeter(context: Context, subject: ProgressSubject): ProgressMeter {
  const { stderr } = context;
  const began = context.elapsed();
  const live = stderr.isTerminal;
  let shownAt = began;
  let last: { done: number; total: number | undefined } | undefined;
  let drawn = false;
  let writing: Promise<void> = Promise.resolve();

  // A progress line that can't be shown must not end the work that it tells about.
  const put = (text: string): void => {
    writing = writing.then(() => stderr.write(text)).catch(() => {});
  };
  const draw = (): void => {
    if (!last) return;
    const text = progressText(subject, last.done, last.total, context.elapsed() - began);
    put(live ? `\r${text.slice(0, stderr.columns - 1)}\u001b[K` : `${text}\n`);
    drawn = true;
  };

  return {
    update(done, total) {
      last = { done, total };
      const now = context.elapsed();
      if (now - shownAt < (live ? RedrawMs : LineMs)) return;
      shownAt = now;
      draw();
    },
    async finish() {
      if (drawn) {
        draw();
        if (live) put("\n");
      }
      await writing;
    },
  };
}

/** One state in words: `verify  [#######-----]  58%  41.2 MB/s  0:07 left`. */
export function progressText(
  { label, unit }: ProgressSubject,
  done: number,
  total: number | undefined,
  elapsedMs: number,
): string {
  const bytes = unit === "segments" ? done * SegmentBytes : done;
  const rate = elapsedMs > 0 ? bytes / elapsedMs / 1000 : 0;
  const rateText = `${rate.toFixed(1)} MB/s`;
  if (total === undefined || total === 0)
    return `${label}  ${unit === "bytes" ? `${(done / 1e6).toFixed(1)} MB` : `${done} ${unit}`}  ${rateText}`;
  const part = Math.min(1, done / total);
  const filled = Math.round(part * BarColumns);
  const bar = "#".repeat(filled) + "-".repeat(BarColumns - filled);
  const left = part > 0 ? `  ${clock((elapsedMs * (1 - part)) / part)} left` : "";
  return `${label}  [${bar}] ${String(Math.floor(part * 100)).padStart(3)}%  ${rateText}${left}`;
}

function clock(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60].map((n) =>
    String(n).padStart(2, "0"),
  );
  const hours = Math.floor(seconds / 3600);
  return hours > 0 ? `${hours}:${parts.join(":")}` : parts.join(":").replace(/^0/, "");
}
