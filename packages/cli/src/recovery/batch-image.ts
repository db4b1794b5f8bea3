import { existsSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { hasLost, maskReport, renderHtmlReport } from "@floppytape/rescue/report";
import type { Arguments } from "../command-table.js";
import { BrokenPipeError, type Context } from "../context.js";
import { DeviceError } from "../device-error.js";
import { systemMessage } from "../system-message.js";
import { CommandError } from "../usage-error.js";
import type { BatchImage } from "./batch-images.js";
import type { BatchManner, BatchRow } from "./batch-log.js";
import { extractRecording } from "./extract-recording.js";
import { extractionText } from "./extraction-text.js";
import { makeReport } from "./make-report.js";
import { openRecordingOf, UnknownFileError } from "./open-recording.js";
import type { OpenedRecording } from "./opened-recording.js";
import { nameMaskOf } from "./recording-operands.js";
import { createFolderTarget } from "./target-folder.js";

/** An image of a batch and where its results go. */
export interface BatchTask {
  readonly image: BatchImage;
  /** The output folder of the batch. */
  readonly root: string;
  /** In it, parted by slashes. */
  readonly output: string;
  readonly manner: BatchManner;
}

/**
 * Does one image: its files and its report stand in their folder when all is complete. What goes wrong with
 * the image is in the row.
 * @throws what ends the whole batch: Ctrl-C, or nobody reading what is said.
 */
export async function doImage(
  context: Context,
  args: Arguments,
  task: BatchTask,
): Promise<BatchRow> {
  const { image, root, output, manner } = task;
  const final = join(root, ...output.split("/"));
  const work = `${final}.part`;
  try {
    const opened = await openRecordingOf(context, args, deviceOf(image.path));
    try {
      await prepare(work, final);
      const result = await fill(context, args, task, opened, work);
      await rename(work, final);
      return result;
    } finally {
      await opened.release();
    }
  } catch (error) {
    await rm(work, { recursive: true, force: true });
    if (context.signal.aborted || error instanceof BrokenPipeError) throw error;
    const isKnown = !isUnknown(error);
    return {
      ...rowOf(image, manner),
      status: isKnown ? "failed" : "skipped",
      error: isKnown ? messageOf(error) : undefined,
    };
  }
}

/** A file name as a device string: what has a meaning there is escaped. */
function deviceOf(path: string): string {
  const escaped = path.replace(
    /[%,:]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return escaped.includes("/") ? escaped : `./${escaped}`;
}

/** Removes what a run left that was stopped, and results that are to be made anew: only what is ours. */
async function prepare(work: string, final: string): Promise<void> {
  await rm(work, { recursive: true, force: true });
  if (existsSync(final)) {
    if (!existsSync(join(final, reportName)))
      throw new CommandError(`${final}: is there already and holds no results of an earlier run`);
    await rm(final, { recursive: true });
  }
  await mkdir(work, { recursive: true });
}

const reportName = "report.json";

async function fill(
  context: Context,
  args: Arguments,
  { image, output, manner }: BatchTask,
  opened: OpenedRecording,
  work: string,
): Promise<BatchRow> {
  const { volumes, findings } = opened.recording;
  if (manner.extracts) {
    const target = await createFolderTarget(join(work, "files"), { replace: false });
    const extraction = await extractRecording(target, {
      volumes,
      findings,
      signal: context.signal,
    });
    const mask = await nameMaskOf(args);
    await writeFile(join(work, "files.txt"), extractionText(extraction, "files", mask));
  }
  const made = await makeReport(context, image.name, opened);
  const report = manner.private ? maskReport(made) : made;
  await writeFile(join(work, "report.html"), renderHtmlReport(report));
  await writeFile(join(work, reportName), `${JSON.stringify(report)}\n`);
  const entries = report.volumes.flatMap((volume) => volume.entries);
  return {
    ...rowOf(image, manner),
    ...report.account,
    status: hasLost(report) ? "lost" : "whole",
    output,
    kind: report.source.kind,
    volumes: report.volumes.length,
    files: entries.filter(({ type }) => type === "file").length,
  };
}

function rowOf({ name, sizeBytes, modifiedMs }: BatchImage, manner: BatchManner): BatchRow {
  return {
    image: name,
    sizeBytes,
    modifiedMs,
    ...manner,
    status: "failed",
    output: undefined,
    kind: "",
    volumes: 0,
    files: 0,
    read: 0,
    corrected: 0,
    lost: 0,
    unverified: 0,
    error: undefined,
  };
}

/** Neither a cartridge nor anything else; nothing went wrong. */
function isUnknown(error: unknown): boolean {
  return (
    error instanceof UnknownFileError ||
    (error instanceof DeviceError && error.step === "open" && error.code === "ENXIO")
  );
}

function messageOf(error: unknown): string {
  if (error instanceof CommandError || error instanceof DeviceError) return error.message;
  return systemMessage(error);
}
