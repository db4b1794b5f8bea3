import { open, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { systemMessage } from "../system-message.js";
import { CommandError } from "../usage-error.js";
import type { BatchImage } from "./batch-images.js";

/**
 * What became of an image. `whole`: nothing is lost; `lost`: some bytes are; `skipped`: it is nothing that
 * is known; `failed`: it could not be done.
 */
export type BatchStatus = "whole" | "lost" | "skipped" | "failed";

/** How images are done: what was done otherwise is done again. */
export interface BatchManner {
  readonly extracts: boolean;
  readonly private: boolean;
}

/** One image in the log, and in the summary. */
export interface BatchRow extends BatchManner {
  readonly image: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly status: BatchStatus;
  /** Folder with the results, from the output folder on. */
  readonly output: string | undefined;
  readonly kind: string;
  readonly volumes: number;
  readonly files: number;
  readonly read: number;
  readonly corrected: number;
  readonly lost: number;
  readonly unverified: number;
  /** Why it failed. */
  readonly error: string | undefined;
}

/** Name of the log in the output folder: one JSON object a line, the last one of an image counts. */
export const batchLogName = "batch.jsonl";

/** Remembers which images are done. */
export interface BatchLog {
  /** The row of an image that is done, in this manner and since it changed last. */
  done(image: BatchImage, manner: BatchManner): BatchRow | undefined;
  /** After it resolves, the row outlives a crash. */
  append(row: BatchRow): Promise<void>;
}

/**
 * Opens the log of an output folder; of one that is empty a new one. With `restart` nothing is done yet.
 * @throws {CommandError} when the folder has other things in it.
 */
export async function openBatchLog(folder: string, restart: boolean): Promise<BatchLog> {
  const path = join(folder, batchLogName);
  const names = await readdir(folder);
  if (names.length > 0 && !names.includes(batchLogName))
    throw new CommandError(
      `${folder}: is not empty and has no ${batchLogName} of an earlier run; name another folder`,
    );
  const text = names.length === 0 ? "" : await readFile(path, "utf8");
  const rows = restart ? new Map<string, BatchRow>() : rowsOf(text);
  // A line that was cut off by a crash must not swallow the next one.
  let pending = text === "" || text.endsWith("\n") ? "" : "\n";
  await append(path, "");
  return {
    done(image, manner) {
      const row = rows.get(image.name);
      const same =
        row?.sizeBytes === image.sizeBytes &&
        row.modifiedMs === image.modifiedMs &&
        row.extracts === manner.extracts &&
        row.private === manner.private;
      return same && row.status !== "failed" ? row : undefined;
    },
    async append(row) {
      await append(path, `${pending}${JSON.stringify(row)}\n`);
      pending = "";
    },
  };
}

async function append(path: string, text: string): Promise<void> {
  try {
    const file = await open(path, "a");
    try {
      await file.appendFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new CommandError(`${path}: ${systemMessage(error)}`, { cause: error });
  }
}

function rowsOf(text: string): Map<string, BatchRow> {
  const rows = new Map<string, BatchRow>();
  for (const line of text.split("\n")) {
    const row = parsed(line);
    if (row) rows.set(row.image, row);
  }
  return rows;
}

/** Undefined for lines that are no rows, such as one that was cut off. */
function parsed(line: string): BatchRow | undefined {
  try {
    const row = JSON.parse(line);
    return typeof row?.image === "string" ? row : undefined;
  } catch {
    return undefined; // that image is done once more
  }
}
