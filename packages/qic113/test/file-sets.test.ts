import { readFileSync } from "node:fs";
import { encodeVolumeEntry } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import { type FileSet, type FileSetItem, openFileSet, readVolumeEntry } from "../src/index.js";
import { concat, fromHex, memorySegments, segmentsOf } from "./segments.js";

interface Vectors {
  readonly fileSets: readonly {
    readonly name: string;
    readonly format: "basic" | "extended";
    readonly directoryHex: string;
    readonly dataHex: string;
    readonly entries: readonly {
      readonly path: string;
      readonly dir?: boolean;
      readonly root?: boolean;
      readonly size?: number;
      readonly textHex?: string;
      readonly dosName?: string;
    }[];
    readonly createdUnix?: number;
    readonly modifiedUnix?: number;
  }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL("./vectors/file-sets.json", import.meta.url), "utf8"),
);

/** A volume of the given sections, uncompressed, and its entry. */
function volumeOf(format: "basic" | "extended", directory: Uint8Array, data: Uint8Array) {
  const last = format === "extended";
  const size = 29696;
  const segments = last
    ? [...segmentsOf(data, size), ...segmentsOf(directory, size)]
    : segmentsOf(concat(directory, data), size);
  const vendor = new Uint8Array(26);
  if (last) vendor.set([113, 0, 7, 0]);
  const entry = encodeVolumeEntry({
    layout: "qic113",
    firstSegment: 3,
    lastSegment: 2 + segments.length,
    description: "VECTORS",
    date: 0x32df8efa,
    flags: last ? 0x21 : 0,
    cartridgeNumber: 1,
    vendor,
    password: new Uint8Array(8),
    directoryBytes: directory.length,
    dataBytes: data.length,
    osVersion: 0x0007,
    sourceDrive: "DRIVE C",
    logicalDevice: 3,
    compression: 0,
    osType: last ? 0 : 1,
  });
  return { entry, source: memorySegments(segments) };
}

const bounds = { firstSegment: 3, lastSegment: 1000 };

async function contentsOf(fileSet: FileSet, item: FileSetItem) {
  const chunks: Uint8Array[] = [];
  const reading = fileSet.read(item);
  for (;;) {
    const { done, value } = await reading.next();
    if (done) return { bytes: concat(...chunks), report: value };
    chunks.push(value.bytes);
  }
}

describe.each(vectors.fileSets)("$name", (vector) => {
  test("lists what it holds and delivers it", async () => {
    const { entry, source } = volumeOf(
      vector.format,
      fromHex(vector.directoryHex),
      fromHex(vector.dataHex),
    );
    const volume = readVolumeEntry(entry, bounds)!;
    expect(volume.contents).toBe(vector.format);
    const fileSet = await openFileSet(volume, source);
    expect(fileSet.findings).toEqual([]);
    expect(fileSet.items.map((item) => item.originalPath.join("/"))).toEqual(
      vector.entries.map(({ path }) => path),
    );
    for (const [index, expected] of vector.entries.entries()) {
      const item = fileSet.items[index]!;
      expect(item.kind).toBe(expected.root ? "root" : expected.dir ? "directory" : "file");
      const { bytes, report } = await contentsOf(fileSet, item);
      expect(report).toMatchObject({ grade: "whole", holes: [], disagreements: [] });
      expect(item.sizeBytes).toBe(expected.size ?? 0);
      expect(bytes).toEqual(fromHex(expected.textHex ?? ""));
      if (expected.dosName) expect(item.dosName).toBe(expected.dosName);
    }
  });
});
