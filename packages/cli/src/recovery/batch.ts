import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Handler } from "../command-table.js";
import { say } from "../context.js";
import { ExitStatus } from "../exit-status.js";
import { fileSink } from "../floppytape/byte-sink.js";
import { systemMessage } from "../system-message.js";
import { CommandError, UsageError } from "../usage-error.js";
import { doImage } from "./batch-image.js";
import { findImages } from "./batch-images.js";
import { type BatchManner, type BatchRow, batchLogName, openBatchLog } from "./batch-log.js";
import { summaryCsv, summaryJson, summaryText } from "./batch-summary.js";
import { nameMaskOf } from "./recording-operands.js";
import { createSafePaths } from "./safe-paths.js";
import { visible } from "./visible-text.js";

const summaryNames = { csv: "summary.csv", json: "summary.json" } as const;

/** Runs `floppytape batch FOLDER`. */
export const runBatch: Handler = async (context, args) => {
  const [folder = ""] = args.operands;
  const root = args.value("output");
  if (root === undefined) throw new UsageError("--output is missing: the folder for the results");
  await made(root);
  const log = await openBatchLog(root, args.has("restart"));
  const manner: BatchManner = { extracts: !args.has("report-only"), private: args.has("private") };
  const mask = await nameMaskOf(args);
  const outputs = createSafePaths();
  for (const name of [batchLogName, ...Object.values(summaryNames)]) outputs.file(name);

  const images = findImages(folder, root);
  const rows: BatchRow[] = [];
  for (const [at, image] of images.entries()) {
    context.signal.throwIfAborted();
    const output = outputs.file(image.name);
    const before = log.done(image, manner);
    // Where results go depends on the names before: another image may have the folder now.
    const isThere = before?.output === output && existsSync(join(root, output));
    if (before && (before.output === undefined || isThere)) {
      rows.push(before);
      continue;
    }
    const name = visible(mask?.source(image.name) ?? image.name);
    await say(context, `${at + 1} of ${images.length}: ${name}`);
    const row = await doImage(context, args, { image, root, output, manner });
    await log.append(row);
    rows.push(row);
  }

  const shown = rows.map((row) =>
    mask
      ? {
          ...row,
          image: mask.source(row.image),
          output: undefined,
          error: row.error && "see the log",
        }
      : row,
  );
  const json = `${JSON.stringify(summaryJson(shown))}\n`;
  await writeWhole(join(root, summaryNames.csv), summaryCsv(shown));
  await writeWhole(join(root, summaryNames.json), json);
  await context.stdout.write(args.has("json") ? json : summaryText(shown));
  if (rows.some(({ status }) => status === "failed")) return ExitStatus.Failed;
  return rows.some(({ status }) => status === "lost") ? ExitStatus.BytesLost : ExitStatus.Done;
};

async function made(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    throw new CommandError(`${folder}: ${systemMessage(error)}`, { cause: error });
  }
}

async function writeWhole(path: string, text: string): Promise<void> {
  const sink = await fileSink(path, { replace: true });
  try {
    await sink.write(new TextEncoder().encode(text));
    await sink.complete();
  } finally {
    await sink.discard();
  }
}
