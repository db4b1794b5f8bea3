import { readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type BagPayload, formatManifestLine } from "@floppytape/rescue/report";
import type { Context } from "../context.js";
import { createProgressMeter } from "../progress.js";
import { digestFile } from "./file-digests.js";

/**
 * Writes `KIND-sha256.txt` and `KIND-sha512.txt` over files of a bag, and all files of its folders, read
 * as they stand there. Says what they come to.
 */
export async function writeManifests(
  context: Context,
  root: string,
  kind: "manifest" | "tagmanifest",
  paths: readonly string[],
): Promise<BagPayload> {
  const meter = createProgressMeter(context, { label: "hash", unit: "bytes" });
  const sha256: string[] = [];
  const sha512: string[] = [];
  let byteCount = 0;
  try {
    for await (const path of filesBelow(root, paths)) {
      const digests = await digestFile(join(root, ...path.split("/")), context.signal, (bytes) =>
        meter.update((byteCount += bytes.length)),
      );
      sha256.push(formatManifestLine(digests.sha256, path));
      sha512.push(formatManifestLine(digests.sha512, path));
    }
  } finally {
    await meter.finish();
  }
  await writeFile(join(root, `${kind}-sha256.txt`), sha256.join(""));
  await writeFile(join(root, `${kind}-sha512.txt`), sha512.join(""));
  return { byteCount, fileCount: sha256.length };
}

/** Paths of files, in the order of their names, folders opened on the way. */
async function* filesBelow(root: string, paths: readonly string[]): AsyncGenerator<string> {
  for (const path of paths) {
    const full = join(root, ...path.split("/"));
    if (!(await stat(full)).isDirectory()) yield path;
    else {
      const names = (await readdir(full)).sort();
      yield* filesBelow(
        root,
        names.map((name) => `${path}/${name}`),
      );
    }
  }
}
