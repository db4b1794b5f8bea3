/** Raw images made for a run, in a folder that goes away with it. */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SegmentBytes } from "@floppytape/ecc";
import { fillWithSegments } from "./segments.js";

/** Segments written at a time: 1 MiB. */
const ChunkSegments = 32;

/** Runs `work` with a folder of its own, in FLOPPYTAPE_TMP or where the system puts such things. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(process.env.FLOPPYTAPE_TMP ?? tmpdir(), "floppytape-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes an image of sound random segments, a multiple of 32 of them. */
export function writeImage(path: string, segmentCount: number): void {
  const chunk = new Uint8Array(ChunkSegments * SegmentBytes);
  fillWithSegments(chunk, 5);
  const file = openSync(path, "w");
  try {
    for (let segment = 0; segment < segmentCount; segment += ChunkSegments) writeSync(file, chunk);
  } finally {
    closeSync(file);
  }
}
