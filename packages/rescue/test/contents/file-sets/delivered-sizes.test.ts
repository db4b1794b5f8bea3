import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { type ContentEntry, openRecording } from "../../../src/contents/index.js";
import { createReport } from "../../../src/report/index.js";
import { readEntries } from "./check-volume.js";
import { cartridgeWith, rewrite } from "./file-set-cartridge.js";
import { treeOf } from "./trees.js";

const segmentBytes = 29696;

/** A Basic set in which the paths in front of the contents are of other lengths than in the directory. */
async function setWithOtherPaths() {
  const tree = treeOf([
    { name: "A.TXT", size: 3000 },
    { name: "SUB", items: [{ name: "B.TXT", size: 500 }] },
    { name: "Z.TXT", size: 100 },
  ]);
  const { store, sets } = await cartridgeWith([{ format: "basic", items: tree.items }]);
  const { firstSegment, lastSegment, stream } = sets[0]!;
  const changed = Buffer.from(stream);
  const startOf = (path: string) => changed.indexOf(tree.contents.get(path)!);
  changed[startOf("A.TXT") - 1] = 4; // was 0: takes the first bytes of the contents for a path
  changed[startOf("SUB/B.TXT") - 4] = 0; // was 3: takes "SUB" for contents
  for (let segment = firstSegment; segment <= lastSegment; segment++) {
    const at = (segment - firstSegment) * segmentBytes;
    const data = Buffer.alloc(segmentBytes);
    changed.copy(data, 0, at, at + segmentBytes);
    await rewrite(store, segment, data);
  }
  return store;
}

const sizes = async (entry: ContentEntry) => [
  entry.path,
  entry.sizeBytes,
  await entry.deliveredBytes?.(),
];

test("where header and directory differ, the size that will be delivered is told before", async () => {
  const { volumes } = await openRecording(await setWithOtherPaths());
  const entries = await readEntries(volumes[0]!);
  const files = entries.filter(({ entry }) => entry.type === "file");
  expect(files.map(({ bytes }) => bytes.length)).toEqual([2996, 100, 503]);
  const told = [];
  for (const { entry } of files) told.push(await sizes(entry));
  expect(told).toEqual([
    ["A.TXT", 3000, 2996],
    ["Z.TXT", 100, 100],
    ["SUB/B.TXT", 500, 503],
  ]);
});

test("a report has the sizes of what its digests are of", async () => {
  const recording = await openRecording(await setWithOtherPaths());
  const report = await createReport(
    {
      source: {
        name: "x.img",
        sizeBytes: 0,
        kind: "cartridge image",
        parityStored: true,
        sha256: undefined,
        sha512: undefined,
      },
      recording,
      cartridge: recording.cartridge,
    },
    {
      program: "test 1",
      now: 0,
      createHash: () => {
        const hash = createHash("sha256");
        return { update: (bytes) => void hash.update(bytes), digest: () => hash.digest("hex") };
      },
    },
  );
  const files = report.volumes[0]!.entries.filter(({ type }) => type === "file");
  expect(files.map(({ sizeBytes }) => sizeBytes)).toEqual([2996, 100, 503]);
});
