import type { Arguments } from "../command-table.js";
import type { Context } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { alignColumns } from "../floppytape/align-columns.js";
import { closing } from "./closing.js";
import { countsText, type FileCounts, totalOf } from "./file-counts.js";
import { openSource } from "./open-records.js";
import { readTape } from "./read-tape.js";
import { longestOf } from "./tape-options.js";

/** `floppytape tape ls DEVICE`: what each file has, found out by reading all of them. */
export async function listTape(
  context: Context,
  args: Arguments,
  device: string,
): Promise<ExitStatus> {
  const source = await openSource(context, args, device, longestOf(args));
  const files = await closing(source, () => readTape(context, device, "ls", source));
  const total = totalOf(files);
  await context.stdout.write(
    args.has("json") ? `${JSON.stringify({ files, total })}\n` : listText(files),
  );
  return total.lost > 0 ? ExitStatus.BytesLost : ExitStatus.Done;
}

function listText(files: readonly FileCounts[]): string {
  const rows = files.map(({ records, bytes, shortestBytes, longestBytes, lost }, file) => [
    ...[file, records, bytes].map(String),
    shortestBytes === longestBytes ? String(longestBytes) : `${shortestBytes}-${longestBytes}`,
    String(lost),
  ]);
  const headings = ["File", "Records", "Bytes", "Record size", "Lost"];
  return `${alignColumns(headings, rows, { leftFrom: headings.length })}${countsText(totalOf(files))}\n`;
}
