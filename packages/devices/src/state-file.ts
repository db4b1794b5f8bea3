import { closeSync, fstatSync, openSync, promises, readFileSync } from "node:fs";
import type { ZftapeState } from "@floppytape/zftape";
import { replaceFile } from "./atomic-file.js";
import { codeOf, naming } from "./file-error.js";
import { type ImageName, statePath } from "./image-file.js";

/** A state file that is there. */
export interface StoredState {
  /** The file's text, to tell whether it is still the same. */
  readonly text: string;
  /** Absent: the text is no state. Whether one fits the image is for the unit to judge. */
  readonly unit?: ZftapeState;
}

/** A header, a table and a few segments in base64 come to a tenth of this. */
const maxStateBytes = 8 * 1024 * 1024;

const format = "floppytape unit state";

/**
 * Reads the state beside an image; undefined when there is none.
 * @throws {TapeError} what the file system says.
 */
export async function readState(image: ImageName): Promise<StoredState | undefined> {
  const text = await readStateText(image);
  if (text === undefined) return undefined;
  try {
    const stored = JSON.parse(text) as { format?: unknown; unit?: ZftapeState } | null;
    if (stored?.format === format && typeof stored.unit === "object" && stored.unit !== null)
      return { text, unit: stored.unit };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { text };
}

/** Whether a state holds something that has to get onto the tape. Anything may be in the file. */
export function isPending(state: StoredState | undefined): boolean {
  const cartridge = state?.unit?.cartridge;
  if (typeof cartridge !== "object" || cartridge === null) return false;
  const { headerBytes, tableBytes, tail } = cartridge;
  return headerBytes !== undefined || tableBytes !== undefined || tail?.length > 0;
}

/** The text of the state file; undefined when there is none, empty when it is too long to be one. */
export async function readStateText(image: ImageName): Promise<string | undefined> {
  const path = statePath(image);
  return naming(path, "cannot be read", async () => {
    let file: number;
    try {
      file = openSync(path, "r");
    } catch (error) {
      if (codeOf(error) === "ENOENT") return undefined;
      throw error;
    }
    try {
      return fstatSync(file).size > maxStateBytes ? "" : readFileSync(file, "utf8");
    } finally {
      closeSync(file);
    }
  });
}

/** Stores a state, in place of the one before; a crash leaves one or the other. */
export async function writeState(image: ImageName, unit: ZftapeState): Promise<void> {
  const path = statePath(image);
  await naming(path, "the unit's state cannot be stored", () =>
    replaceFile(path, `${JSON.stringify({ format, unit })}\n`),
  );
}

/** Forgets the state. */
export async function removeState(image: ImageName): Promise<void> {
  await naming(statePath(image), "cannot be removed", () =>
    promises.rm(statePath(image), { force: true }),
  );
}
