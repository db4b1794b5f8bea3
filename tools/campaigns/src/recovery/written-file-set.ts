import { buildSegment, openCartridge, type SegmentStore } from "@floppytape/cartridge";
import { eccEngine, SegmentBytes } from "@floppytape/ecc";
import { VolumeEntryBytes } from "@floppytape/qic-format";
import { type SegmentToWrite, type WrittenFileSet, writeFileSet } from "@floppytape/qic113";
import { createZftape } from "@floppytape/zftape";
import type { Random } from "../seeded-random.js";
import { randomFiles, treeOf } from "./file-tree.js";
import type { TrueFile, TrueVolume } from "./true-cartridge.js";

/** So few bytes at the end of a segment hold no frame. */
const fillBytes = 18;

/** Adds a file set behind the last volume, and its entry to the table, as a DOS program does. */
export async function writeFileSetVolume(random: Random, store: SegmentStore): Promise<TrueVolume> {
  const cartridge = await openCartridge(store);
  const unit = await createZftape(store).open("nqft", "r");
  const before = await unit.volumes();
  await unit.close();
  const firstSegment = (before.at(-1)?.lastSegment ?? cartridge.firstDataSegment) + 1;

  const extended = random.oneIn(2);
  const files = randomFiles(random, before.length);
  const options = {
    format: extended ? "extended" : "basic",
    firstSegment,
    lastSegment: cartridge.lastDataSegment,
    dataBytes: (segment: number) => cartridge.dataBytes(segment),
    spanning: random.oneIn(2),
    description: "CAMPAIGN",
  } as const;
  const plain = await collect(writeFileSet(treeOf(files), options));
  const compressed = random.oneIn(2);
  const made = compressed
    ? await collect(writeFileSet(treeOf(files), { ...options, compressed }))
    : plain;

  const engine = eccEngine();
  const sectors = new Uint8Array(SegmentBytes);
  for (const { segment, data } of made.segments) {
    const bad = cartridge.badSectors.get(segment);
    buildSegment(data, bad, engine, sectors);
    await store.writeSegment(segment, sectors, { skip: bad });
  }
  await store.flush();
  const table = (await cartridge.readTable()).data.slice();
  table.set(made.written.entryBytes, before.length * VolumeEntryBytes);
  await cartridge.writeTable(table);

  const content = Buffer.concat(plain.segments.map(({ data }) => data));
  const { directoryBytes, dataBytes } = plain.written;
  const behindData = compressed ? dataBytes : endOfSegment(plain.segments, dataBytes);
  const directoryStart = extended ? behindData : 0;
  return {
    kind: extended ? "qic113-extended" : "qic113-basic",
    content,
    directory: [directoryStart, directoryStart + directoryBytes],
    files: files.map(({ path, contents }): TrueFile => {
      return { path, contents, from: content.indexOf(contents), header: undefined };
    }),
    blockSize: 1,
    compressed,
    firstSegment,
    lastSegment: made.written.lastSegment,
    extents: compressed
      ? made.segments.map(({ data }) => extentPosition(data, options.spanning))
      : undefined,
  };
}

/** Where the first segment ends that holds the byte in front of a position. */
function endOfSegment(segments: readonly SegmentToWrite[], position: number): number {
  let end = 0;
  for (const { data } of segments) {
    end += data.length;
    if (end >= position) break;
  }
  return end;
}

/** Where the bytes of a compressed segment begin in the volume; undefined when nothing begins there. */
function extentPosition(data: Uint8Array, spanning: boolean): number | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  const head = spanning && data.length > 0 ? view.getUint16(0, true) : 0;
  const begins = data.length - head > fillBytes && (head > 0 || !spanning);
  return begins ? Number(view.getBigUint64(head, true)) : undefined;
}

interface MadeVolume {
  readonly segments: readonly SegmentToWrite[];
  readonly written: WrittenFileSet;
}

async function collect(
  writing: AsyncGenerator<SegmentToWrite, WrittenFileSet, undefined>,
): Promise<MadeVolume> {
  const segments: SegmentToWrite[] = [];
  for (;;) {
    const { done, value } = await writing.next();
    if (done) return { segments, written: value };
    segments.push(value);
  }
}
