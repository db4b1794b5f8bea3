import { promises } from "node:fs";
import { replaceFile } from "./atomic-file.js";
import { naming } from "./file-error.js";
import { type ImageName, statePath } from "./image-file.js";
import { readStateText } from "./state-file.js";

const format = "floppytape record image state";

/** The state file beside a record image. */
export interface StoredRecordState {
  /** The file's text, to tell whether it is still the same; undefined: there is none. */
  readonly text: string | undefined;
  /** What was stored; undefined where nothing was, or something else. Whether it fits is for the image to judge. */
  readonly tape: unknown;
}

/**
 * Reads where the head of a record image was left.
 * @throws {TapeError} what the file system says.
 */
export async function readRecordState(image: ImageName): Promise<StoredRecordState> {
  const text = await readStateText(image);
  if (text === undefined) return { text, tape: undefined };
  try {
    const stored = JSON.parse(text) as { format?: unknown; tape?: unknown } | null;
    if (stored?.format === format) return { text, tape: stored.tape };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { text, tape: undefined };
}

/** Stores the state of a tape; one that a new tape has too needs no file. */
export async function storeRecordState(
  image: ImageName,
  tape: unknown,
  isFresh: boolean,
): Promise<void> {
  const path = statePath(image);
  await naming(path, "the tape's position cannot be stored", () =>
    isFresh
      ? promises.rm(path, { force: true })
      : replaceFile(path, `${JSON.stringify({ format, tape })}\n`),
  );
}
