import { expect, test } from "vitest";
import { openFileSet } from "../src/index.js";
import { memorySegments } from "./segments.js";
import { codes, file, fileSetOf } from "./small-file-set.js";
import { contentsOf, readItem } from "./trees.js";

/** An Extended file set that begins two segments behind the beginning of its volume, one segment of which is lost. */
async function displaced(lost: number) {
  const items = [file("ONE.BIN", 2600), file("TWO.BIN", 5000), file("THREE.BIN", 1500)];
  const { segments, volume } = await fileSetOf(items, "extended");
  const noise = [0, 1].map((i) => contentsOf(`noise ${i}`, { name: "", size: 1024 }));
  const source = memorySegments([...noise, ...segments]);
  source.lostSegments.add(lost);
  const fileSet = await openFileSet({ ...volume, lastSegment: source.lastSegment }, source);
  return fileSet;
}

test.each([3, 4, 5, 6, 8])(
  "with segment %i lost nothing of another place is delivered",
  async (lost) => {
    const fileSet = await displaced(lost);
    expect(codes(fileSet.findings)).toContain("DIRECTORY_DISPLACED");
    for (const item of fileSet.items.filter(({ kind }) => kind === "file")) {
      const { bytes, report } = await readItem(fileSet, item);
      const written = (file(item.name, item.sizeBytes!).contents as Uint8Array).slice();
      for (const { start, end } of report.holes) written.fill(0, start, end);
      const there = written.subarray(0, bytes.length); // less where the end is a hole
      expect(Buffer.compare(bytes, there), item.name).toBe(0);
      expect(report.disagreements.length, item.name).toBeGreaterThan(0);
    }
  },
);
