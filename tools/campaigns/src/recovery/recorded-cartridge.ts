import { openCartridge, type SegmentStore } from "@floppytape/cartridge";
import { MtOp } from "@floppytape/magtape";
import { createZftape } from "@floppytape/zftape";
import { formatImage, randomPlan } from "../fresh-cartridge.js";
import type { Random } from "../seeded-random.js";
import { type Archive, cpioArchive, tarArchive } from "./archives.js";
import { randomContents, randomFiles } from "./file-tree.js";
import type { TrueCartridge, TrueVolume } from "./true-cartridge.js";
import { writeFileSetVolume } from "./written-file-set.js";

const segmentsPerTrack = 10;
/** All of them have to fit whatever the defects. */
const mostVolumes = 3;

/** Formats an image and records one to three volumes of Linux and DOS programs on it. */
export async function recordCartridge(random: Random): Promise<TrueCartridge> {
  const plan = randomPlan(random, segmentsPerTrack);
  const { bytes, store } = await formatImage(plan);
  // The standard has no entry for file sets with 4-byte segment numbers.
  const fileSets = plan.geometry.formatCode !== 6;
  const volumes: TrueVolume[] = [];
  for (let count = 1 + random.below(mostVolumes); count > 0; count--)
    volumes.push(
      fileSets && random.oneIn(2)
        ? await writeFileSetVolume(random, store)
        : await writeStream(random, store, volumes.length),
    );
  const { firstDataSegment, header, badSectors } = await openCartridge(store);
  return {
    bytes: bytes.bytes(),
    segmentCount: badSectors.segmentCount,
    wide: plan.geometry.formatCode === 4 || plan.geometry.formatCode === 6,
    badSectors: (segment) => plan.badSectors.get(segment) ?? 0,
    headerSegments: header.headerSegments,
    tableSegment: firstDataSegment,
    volumes,
  };
}

const blockSizes = [10240, 10240, 1024, 32768];

/** What a Linux program writes to the tape: an archive, or anything. */
async function writeStream(
  random: Random,
  store: SegmentStore,
  index: number,
): Promise<TrueVolume> {
  const kind = random.pick(["tar", "tar", "cpio", "raw"] as const);
  const blockSize = random.pick(blockSizes);
  const { content, files } =
    kind === "raw" ? rawContent(random, blockSize) : archived(random, kind, blockSize, index);
  const compressed = random.oneIn(3);
  const zftape = createZftape(store);
  const unit = await zftape.open(compressed ? "nzqft" : "nqft", "rw");
  await unit.operation(MtOp.SetBlockSize, blockSize);
  await unit.operation(MtOp.Eom, 1);
  await unit.write(content);
  await unit.close();
  await zftape.commit();
  await store.flush();
  const reader = await zftape.open("nqft", "r");
  const { firstSegment, lastSegment } = (await reader.volumes())[index]!;
  await reader.close();
  return {
    kind,
    content,
    files,
    blockSize,
    compressed,
    firstSegment,
    lastSegment,
    directory: undefined,
    extents: undefined,
  };
}

type Stream = Pick<TrueVolume, "content" | "files">;

function archived(random: Random, kind: "tar" | "cpio", blockSize: number, index: number): Stream {
  const files = randomFiles(random, index);
  const archive: Archive = kind === "tar" ? tarArchive(files) : cpioArchive(files);
  return {
    content: inBlocks(archive.bytes, blockSize),
    files: archive.files.map(({ path, from, header }, index) => {
      const { contents } = files[index]!;
      return { path, contents, from, header };
    }),
  };
}

/** Begins like nothing that has a name. */
function rawContent(random: Random, blockSize: number): Stream {
  const content = inBlocks(Buffer.concat([random.bytes(4096), randomContents(random)]), blockSize);
  return { content, files: [{ path: "", contents: content, from: 0, header: undefined }] };
}

function inBlocks(bytes: Uint8Array, blockSize: number): Uint8Array {
  const content = new Uint8Array(Math.ceil(bytes.length / blockSize) * blockSize);
  content.set(bytes);
  return content;
}
