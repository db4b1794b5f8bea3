import assert from "node:assert/strict";
import { MtOp, TapeError } from "@floppytape/magtape";
import type { ZftapeUnit } from "@floppytape/zftape";
import type { Tally } from "../campaign.js";
import type { Random } from "../seeded-random.js";
import { segmentsOfBlocks } from "./expected-blocks.js";
import type { WrittenImage, WrittenVolume } from "./written-image.js";

/** What a segment turned out to be worth: `doubtful` ones may hold anything. */
export type SegmentWorth = "exact" | "lost" | "doubtful";

/** The truth, segment by segment. */
export interface SegmentTruth {
  readonly worth: (segment: number) => SegmentWorth;
  /** Data bytes as they were written. */
  readonly data: (segment: number) => Uint8Array;
}

/** Reads every volume and holds each byte, and each refusal, against the truth. */
export async function checkVolumes(
  unit: ZftapeUnit,
  written: WrittenImage,
  truth: SegmentTruth,
  random: Random,
  tally: Tally,
): Promise<void> {
  let address = 0;
  for (const [index, volume] of written.volumes.entries()) {
    await unit.operation(MtOp.Rewind, 1);
    if (index > 0) await unit.operation(MtOp.Fsf, index);
    if (volume.compressed) await checkBlocks(unit, written, volume, truth, address, tally);
    else await checkPlain(unit, volume, truth, address, random, tally);
    address += blocksIn(volume) + 1;
  }
}

function blocksIn({ content, blockSize }: WrittenVolume): number {
  return Math.ceil(content.length / blockSize);
}

/** Where the data of a segment lies in its volume; segments without room are left out. */
function pieces({ firstSegment, lastSegment, content }: WrittenVolume, truth: SegmentTruth) {
  const list: { segment: number; from: number; to: number }[] = [];
  let from = 0;
  for (let segment = firstSegment; segment <= lastSegment; segment++) {
    const to = Math.min(content.length, from + truth.data(segment).length);
    if (to > from) list.push({ segment, from, to });
    from = to;
  }
  assert.equal(from, content.length, "the volume is as long as its segments");
  return list;
}

async function checkPlain(
  unit: ZftapeUnit,
  volume: WrittenVolume,
  truth: SegmentTruth,
  address: number,
  random: Random,
  tally: Tally,
): Promise<void> {
  const { content, blockSize } = volume;
  const parts = pieces(volume, truth);
  const lost = parts.filter(({ segment }) => truth.worth(segment) === "lost");
  const doubtful = parts.filter(({ segment }) => truth.worth(segment) === "doubtful");
  let at = 0;
  while (at < content.length) {
    const length = blockSize * (1 + random.below(blockSize === 1 ? 90_000 : 4));
    const into = new Uint8Array(length);
    const barrier = lost.find(({ to }) => to > at);
    const readable = Math.min(
      length,
      content.length - at,
      Math.max(0, (barrier?.from ?? Infinity) - at),
    );
    if (readable === 0) {
      await assert.rejects(unit.read(into), (error) => {
        assert(error instanceof TapeError && error.code === "EIO", String(error));
        assert.equal(error.details.segment, barrier!.segment);
        return true;
      });
      const block = Math.ceil(barrier!.to / blockSize);
      tally.add("bytes refused", barrier!.to - at);
      at = block * blockSize;
      if (at >= content.length) return;
      await unit.operation(MtOp.Seek, address + block);
      continue;
    }
    assert.equal(await unit.read(into), readable, `bytes read at ${at} of ${content.length}`);
    // What is in doubt is no help to find differences elsewhere: take the truth for it.
    for (const { from, to } of doubtful) {
      const [first, end] = [Math.max(from, at), Math.min(to, at + readable)];
      if (first < end) into.set(content.subarray(first, end), first - at);
    }
    assertSame(into.subarray(0, readable), content.subarray(at, at + readable), `at ${at}`);
    at += readable;
    tally.add("bytes read", readable);
  }
  assert.equal(await unit.read(new Uint8Array(blockSize)), 0, "the file mark");
}

async function checkBlocks(
  unit: ZftapeUnit,
  written: WrittenImage,
  volume: WrittenVolume,
  truth: SegmentTruth,
  address: number,
  tally: Tally,
): Promise<void> {
  const { content, blockSize } = volume;
  const needs = segmentsOfBlocks(volume, written, truth.data);
  assert.equal(needs.length, blocksIn(volume), "clusters on the tape");
  const anyDoubt = needs.flat().some((segment) => truth.worth(segment) === "doubtful");
  for (const [block, segments] of needs.entries()) {
    const into = new Uint8Array(blockSize);
    const worths = segments.map(truth.worth);
    const result = await unit.read(into).catch((error: unknown) => {
      assert(error instanceof TapeError && error.code === "EIO", String(error));
      return error;
    });
    if (typeof result === "number") {
      assert.equal(result, blockSize, `bytes of block ${block}`);
      const from = block * blockSize;
      if (!worths.includes("doubtful"))
        assertSame(into, content.subarray(from, from + blockSize), `block ${block}`);
      tally.add("bytes read", blockSize);
      continue;
    }
    const readable = worths.every((worth) => worth === "exact");
    assert(!readable || anyDoubt, `block ${block} in segments ${segments}: ${result.message}`);
    tally.add("bytes refused", blockSize);
    await unit.operation(MtOp.Seek, address + block + 1);
  }
}

export function assertSame(found: Uint8Array, truth: Uint8Array, where: string): void {
  if (Buffer.compare(found, truth) === 0) return;
  const first = found.findIndex((byte, i) => byte !== truth[i]);
  assert.fail(`${where}: ${found.length} bytes for ${truth.length}, other from byte ${first} on`);
}
