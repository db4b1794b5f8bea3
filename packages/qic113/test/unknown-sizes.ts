import fc from "fast-check";
import { expect } from "vitest";
import { openFileSet, readVolumeEntry } from "../src/index.js";
import { memorySegments } from "./segments.js";
import { anyTree, pathOf, readItem, withContents, writeAll } from "./trees.js";

const bounds = { firstSegment: 3, lastSegment: 100_000 };
const segmentBytes = 1024;

/** Writes over a volume as if its segments were one. */
function patch(segments: readonly Uint8Array[], at: number, bytes: readonly number[]): void {
  bytes.forEach((byte, i) => {
    const segment = segments[Math.floor((at + i) / segmentBytes)]!;
    segment[(at + i) % segmentBytes] = byte;
  });
}

/** Offsets of the size fields of every item of a Basic volume: in the directory and in front of its data. */
function sizeFields(segments: readonly Uint8Array[], directoryBytes: number): number[][] {
  const byteAt = (at: number) => segments[Math.floor(at / segmentBytes)]![at % segmentBytes]!;
  const u32 = (at: number) => [0, 1, 2, 3].reduce((sum, i) => sum + byteAt(at + i) * 256 ** i, 0);
  const fields: number[][] = [];
  let data = directoryBytes;
  for (let at = 0; at < directoryBytes; ) {
    const size = u32(at + 6);
    if (size > 0) fields.push([at + 6, data + 4 + 6]);
    data += size;
    at += 2 + byteAt(at) + byteAt(at + 1 + byteAt(at));
  }
  return fields;
}

/** Files of unknown size, with losses besides: no byte that is delivered is wrong. */
export async function survivesUnknownSizes(numRuns: number): Promise<void> {
  const lost = fc.array(
    fc.tuple(fc.nat(), fc.nat(segmentBytes - 1), fc.integer({ min: 1, max: segmentBytes })),
    { maxLength: 3 },
  );
  const cases = [anyTree("basic"), fc.array(fc.nat(), { maxLength: 6 }), lost] as const;
  await fc.assert(
    fc.asyncProperty(...cases, async (tree, unknown, losses) => {
      const { items, files } = withContents(tree);
      const options = { ...bounds, format: "basic", dataBytes: () => segmentBytes } as const;
      const { segments, written } = await writeAll(items, options);
      const fields = sizeFields(segments, written.directoryBytes);
      for (const pick of fields.length > 0 ? unknown : [])
        for (const at of fields[pick % fields.length]!) patch(segments, at, [255, 255, 255, 255]);
      const source = memorySegments(segments);
      for (const [pick, start, length] of losses)
        source.lostParts.set(3 + (pick % segments.length), [
          { start, end: Math.min(start + length, segmentBytes) },
        ]);
      const fileSet = await openFileSet(readVolumeEntry(written.entryBytes, bounds)!, source);
      for (const item of fileSet.items) {
        if (item.kind !== "file") continue;
        const expected = files.get(pathOf(item))!;
        const { bytes, report } = await readItem(fileSet, item);
        bytes.forEach((byte, at) => {
          if (report.holes.some(({ start, end }) => start <= at && at < end)) return;
          if (byte !== expected[at])
            expect.fail(`byte ${at} of ${pathOf(item)} is ${byte}, not ${expected[at]}`);
        });
        if (losses.length > 0) continue;
        expect(report).toMatchObject({ grade: "whole", sizeBytes: expected.length });
      }
    }),
    { numRuns },
  );
}
