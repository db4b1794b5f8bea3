import assert from "node:assert/strict";
import { correctSegment } from "@floppytape/cartridge";
import { eccEngine, SectorBytes, SegmentBytes } from "@floppytape/ecc";
import type { DriveStore } from "@floppytape/fdc";
import type { TapeMedium } from "@floppytape/fdc/sim";
import { MtOp } from "@floppytape/magtape";
import type { Zftape, ZftapeUnit } from "@floppytape/zftape";
import type { Tally } from "../campaign.js";
import { BlockBytes, geometry, segmentCount } from "./prepared-cartridge.js";

/** A volume that was, or may have been, written. */
export interface ExpectedVolume {
  readonly data: Uint8Array;
  /** So many bytes nobody may lose; with 0 the volume need not be there. */
  readonly acknowledged: number;
}

/** What a cartridge may hold: one of these lists. */
export type ExpectedVolumes = readonly (readonly ExpectedVolume[])[];

/** Reads all volumes through a unit, with no fault at work. */
export async function checkVolumes(
  zftape: Zftape,
  expected: ExpectedVolumes,
  tally: Tally,
): Promise<void> {
  // offline: it missed the cartridge at some time
  if (zftape.state().offline) await withUnit(zftape, "r", (unit) => unit.operation(MtOp.Load, 1));
  const contents: Uint8Array[] = [];
  await withUnit(zftape, "rw", async (unit) => {
    await unit.operation(MtOp.Rewind, 1);
    for (const { dataBytes } of await unit.volumes()) {
      const content = new Uint8Array(dataBytes + BlockBytes);
      let count = 0;
      for (;;) {
        const got = await unit.read(content.subarray(count, count + BlockBytes));
        if (got === 0) break;
        count += got;
      }
      contents.push(content.subarray(0, count));
      tally.add("bytes read", count);
    }
  });
  const complaints = expected.map((list) => complaintOf(list, contents));
  assert.ok(complaints.includes(undefined), complaints[0]);
}

/** Opens the non-rewinding node for `body`, and closes it whatever happens. */
export async function withUnit(
  zftape: Zftape,
  mode: "r" | "rw",
  body: (unit: ZftapeUnit) => Promise<void>,
): Promise<void> {
  const unit = await zftape.open("nqft", mode);
  try {
    await body(unit);
  } finally {
    await unit.close();
  }
}

function complaintOf(
  expected: readonly ExpectedVolume[],
  contents: readonly Uint8Array[],
): string | undefined {
  for (const [index, { data, acknowledged }] of expected.entries()) {
    const content = contents[index] ?? new Uint8Array(0);
    const what = `volume ${index} of ${contents.length}`;
    if (content.length < acknowledged)
      return `${what}: ${acknowledged} bytes acknowledged, ${content.length} read`;
    if (content.length > data.length)
      return `${what}: ${data.length} bytes written, ${content.length} read`;
    const at = content.findIndex((byte, i) => byte !== data[i]);
    if (at >= 0) return `${what}: byte ${at} of ${content.length} is wrong`;
  }
  if (contents.length <= expected.length) return undefined;
  return `${contents.length} volumes, ${expected.length} expected`;
}

/** Reads all volumes while things go wrong: what is delivered has to be right. */
export async function readVolumes(
  zftape: Zftape,
  volumes: readonly Uint8Array[],
  tally: Tally,
): Promise<void> {
  await withUnit(zftape, "r", async (unit) => {
    const into = new Uint8Array(BlockBytes);
    for (const [index, volume] of volumes.entries()) {
      for (let at = 0; ; ) {
        const got = await unit.read(into);
        if (got === 0) break;
        // what used up the whole parity proves nothing
        if (unit.reports().some(({ unverifiable }) => unverifiable !== 0)) return;
        assertEqual(into.subarray(0, got), volume.subarray(at, at + got), `volume ${index}`);
        at += got;
        tally.add("bytes read", got);
      }
    }
  });
}

/** Bytes go wrong on their way to memory, with good checksums: only the parity can tell. */
const silent: ReadonlySet<string> = new Set(["silentCorrupt", "busFault", "dmaBoundary"]);

/** Reads every segment while things go wrong: what is not called unreadable or lost has to be right. */
export async function readSegments(
  kind: string,
  drive: DriveStore,
  medium: TapeMedium,
  tally: Tally,
): Promise<void> {
  drive.useGeometry(geometry);
  const into = new Uint8Array(SegmentBytes);
  const truth = new Uint8Array(SegmentBytes);
  for (const segment of [...Array(segmentCount).keys(), 3, 12, 7]) {
    const { unreadable, deleted } = await drive.readRun(segment, 1, into);
    if (deleted[0] !== 0) continue;
    for (let sector = 0; sector < 32; sector++) {
      const at = sector * SectorBytes;
      medium.readSector(segment, sector, truth, at);
      if (silent.has(kind) || (unreadable[0]! >>> sector) & 1) continue;
      const end = at + SectorBytes;
      assertEqual(into.subarray(at, end), truth.subarray(at, end), `segment ${segment}, ${sector}`);
      tally.add("sectors compared");
    }
    checkCorrection(segment, into, unreadable[0]!, truth, tally);
  }
}

function checkCorrection(
  segment: number,
  read: Uint8Array,
  unreadable: number,
  truth: Uint8Array,
  tally: Tally,
): void {
  const right = correctSegment(truth, 0, 0, eccEngine());
  const { report, data } = correctSegment(read, 0, unreadable, eccEngine());
  if (right.report.how !== "read") return; // formatted, and never written
  tally.add(`segments ${report.how}`);
  if (report.how === "lost" || report.unverifiable !== 0) return;
  assertEqual(data, right.data, `segment ${segment}, reported ${report.how}`);
}

function assertEqual(actual: Uint8Array, expected: Uint8Array, what: string): void {
  if (Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, i) => byte !== expected[i]);
  assert.fail(`${what}: byte ${at} of ${actual.length} (${expected.length} expected) is wrong`);
}
