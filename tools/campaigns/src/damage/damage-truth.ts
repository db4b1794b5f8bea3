import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CartridgeError,
  createMemoryBytes,
  createRawImageStore,
  formatRescueMap,
  openCartridge,
  rescueMapOf,
  type SegmentReport,
  type SegmentStore,
  scanCartridge,
} from "@floppytape/cartridge";
import { openTape } from "@floppytape/devices";
import { SegmentBytes } from "@floppytape/ecc";
import { TapeError } from "@floppytape/magtape";
import { createZftape, type ZftapeUnit } from "@floppytape/zftape";
import type { Campaign, Tally } from "../campaign.js";
import { type Random, seededRandom } from "../seeded-random.js";
import { type DamagedImage, damageImage } from "./damaged-image.js";
import { dataOf, type ExpectedSegment, expectedSegment } from "./expected-segment.js";
import { assertSame, checkVolumes, type SegmentTruth, type SegmentWorth } from "./read-volumes.js";
import { type WrittenImage, writeImage } from "./written-image.js";

/**
 * Known damage done to a known image. What can be restored has to come back, byte for byte; what cannot
 * has to be called lost; and what nobody could notice has to be of the kinds that theory names.
 */
export const damageTruth: Campaign = {
  name: "damage-truth",
  async run(seed, tally) {
    const random = seededRandom(seed);
    const written = await writeImage(random);
    const { image, headers } = damageImage(random, written);
    if (headers === "lost") {
      const hasCode = (error: unknown) =>
        error instanceof CartridgeError && error.code === "NO_HEADER";
      await assert.rejects(openCartridge(storeOf(image)), hasCode);
      tally.add("cartridges without a header");
      return;
    }
    const truth = await checkReports(written, image, tally);
    await withUnit(random, image, async (unit) => {
      if (truth.worth(written.tableSegment) === "exact") {
        assert.equal((await unit.volumes()).length, written.volumes.length);
        return checkVolumes(unit, written, truth, random, tally);
      }
      const isEio = (error: unknown) => error instanceof TapeError && error.code === "EIO";
      await assert.rejects(unit.volumes(), isEio);
      tally.add("volume tables lost");
    });
  },
};

function storeOf({ bytes, holes }: DamagedImage): SegmentStore {
  return createRawImageStore(createMemoryBytes(bytes), { map: rescueMapOf(holes, bytes.length) });
}

/** Half of the seeds go through a file and its rescue map. */
async function withUnit(
  random: Random,
  image: DamagedImage,
  body: (unit: ZftapeUnit) => Promise<void>,
): Promise<void> {
  if (random.oneIn(2)) return body(await createZftape(storeOf(image)).open("nzqft", "r"));
  const folder = mkdtempSync(join(tmpdir(), "floppytape-damage-"));
  try {
    const path = join(folder, "tape.img");
    writeFileSync(path, image.bytes);
    writeFileSync(`${path}.map`, formatRescueMap(rescueMapOf(image.holes, image.bytes.length)));
    const tape = await openTape(`nzqft:${path}`, { mode: "r" });
    try {
      await body(tape.unit);
    } finally {
      await tape.release();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Holds the report of every segment that was written against the damage that was done to it. */
async function checkReports(
  written: WrittenImage,
  image: DamagedImage,
  tally: Tally,
): Promise<SegmentTruth> {
  const cartridge = await openCartridge(storeOf(image));
  const scanned = new Map<number, SegmentReport>();
  for await (const report of scanCartridge(cartridge)) scanned.set(report.segment, report);
  assert.equal(scanned.size, written.segmentCount);

  const data = (segment: number) => {
    const at = segment * SegmentBytes;
    const bad = written.badSectors(segment);
    return dataOf(written.bytes.subarray(at, at + SegmentBytes), bad);
  };
  const worths = new Map<number, SegmentWorth>();
  for (const segment of segmentsInUse(written)) {
    const expected = expectedOf(written, image, segment);
    const contents = await cartridge.readSegment(segment);
    const report = scanned.get(segment)!;
    assert.deepEqual(contents.report, report, "reading and scanning say the same");
    const where = `segment ${segment}`;
    const worth = checkReport(report, expected, where);
    if (worth === "exact") assertSame(contents.data, data(segment), where);
    worths.set(segment, worth);
    tally.add(`segments ${worth}`);
  }
  return { worth: (segment) => worths.get(segment) ?? "exact", data };
}

function segmentsInUse({ headerSegments, tableSegment, volumes }: WrittenImage): Set<number> {
  const all = new Set([...headerSegments, tableSegment]);
  for (const { firstSegment, lastSegment } of volumes)
    for (let segment = firstSegment; segment <= lastSegment; segment++) all.add(segment);
  return all;
}

function expectedOf(written: WrittenImage, image: DamagedImage, segment: number): ExpectedSegment {
  const from = segment * SegmentBytes;
  const damaged = new Uint8Array(SegmentBytes);
  damaged.set(image.bytes.subarray(from, from + SegmentBytes));
  const truth = written.bytes.subarray(from, from + SegmentBytes);
  return expectedSegment(truth, damaged, written.badSectors(segment), image.unreadable(segment));
}

function checkReport(
  report: SegmentReport,
  expected: ExpectedSegment,
  where: string,
): SegmentWorth {
  const { how, corrected, silent, unverifiable, lost } = report;
  switch (expected.kind) {
    case "empty":
      assert.equal(how, "empty", where);
      return "exact";
    case "exact": {
      const { kind: _, ...maps } = expected;
      assert.equal(how, maps.corrected === 0 ? "read" : "corrected", where);
      assert.deepEqual({ corrected, silent, unverifiable }, maps, where);
      return "exact";
    }
    case "lost":
      assert.deepEqual({ how, lost }, { how: "lost", lost: expected.lost }, where);
      return "lost";
    case "beyond":
      if (how === "lost") return "lost";
      assert.equal(how, "corrected", where);
      if (expected.marked) assert.notEqual(unverifiable, 0, `${where} is called verifiable`);
      return "doubtful";
  }
}
