/** Random faults while segments are read and written: what was said to be good must be good. */
import { CartridgeError, type WriteOutcome } from "@floppytape/cartridge";
import fc from "fast-check";
import { expect } from "vitest";
import type { FaultEntry, FaultKind } from "../../src/sim/index.js";
import { openStream, patternOf, record, recorded, type StreamBench } from "./stream-bench.js";

/** All but those that change bytes behind the controller's back: only error correction finds these. */
const sectorKinds = ["dataCrc", "idCrc", "idLost", "dataMarkLost", "weak"] as const;
const segmentKinds = ["erasedHole", "lostIndex", "extraIndex"] as const;
const chipKinds = [
  "overrun",
  "dmaLatency",
  "irqLost",
  "irqSpurious",
  "dmaResidue",
  "fdcStuck",
  "resultShort",
  "rateMismatch",
] as const;
const motionKinds = [
  "motorStall",
  "tapeSlip",
  "notReadyStuck",
  "brokenTape",
  "ejectDuring",
] as const;
const commandKinds = [
  "silentDrive",
  "missingStopBit",
  "dropPulse",
  "addPulse",
  "headOffTrack",
] as const;
const statusKinds = ["noCartridge", "writeProtect", "newCartridge"] as const;

const segment = fc.integer({ min: 20, max: 75 });
const anyWhen = fc.oneof(
  fc.constantFrom("once" as const, "always" as const),
  fc.integer({ min: 1, max: 40 }).map((nth) => ({ nth })),
  fc.integer({ min: 1, max: 6 }).map((first) => ({ first })),
  fc.integer({ min: 2, max: 60 }).map((every) => ({ every })),
  fc.double({ min: 0.001, max: 0.1, noNaN: true }).map((probability) => ({ probability })),
);
/** What would make every call fail is let happen a few times only. */
const soonOver = fc.oneof(
  fc.constant("once" as const),
  fc.integer({ min: 2, max: 60 }).map((nth) => ({ nth })),
);
const entry = (kind: FaultKind, where: object | undefined, when: object | string, args?: object) =>
  ({ kind, when, ...(where ? { where } : {}), ...(args ? { args } : {}) }) as FaultEntry;

const anyEntry: fc.Arbitrary<FaultEntry> = fc.oneof(
  fc
    .tuple(fc.constantFrom(...sectorKinds), segment, fc.integer({ min: 0, max: 31 }), anyWhen)
    .map(([kind, segment, sector, when]) => entry(kind, { segment, sector }, when)),
  fc
    .tuple(fc.constantFrom(...sectorKinds, ...segmentKinds), segment, anyWhen)
    .map(([kind, segment, when]) => entry(kind, { segment }, when)),
  fc
    .tuple(fc.constantFrom(...chipKinds), fc.constantFrom("read", "write", "read-id"), anyWhen)
    .filter(
      ([kind, operation]) => operation !== "read-id" || kind === "irqLost" || kind === "fdcStuck",
    )
    .map(([kind, operation, when]) => entry(kind, { operation }, when)),
  fc
    .tuple(
      fc.constantFrom(...motionKinds),
      fc.constantFrom("forward", "skip", "pause", "head"),
      anyWhen,
    )
    .map(([kind, motion, when]) =>
      entry(kind, { motion }, when, kind === "notReadyStuck" ? { ms: 2500 } : undefined),
    ),
  fc
    .tuple(fc.constantFrom(...commandKinds), soonOver)
    .map(([kind, when]) =>
      entry(kind, undefined, when, kind === "silentDrive" ? { ms: 800 } : undefined),
    ),
  fc
    .tuple(fc.constantFrom(...statusKinds), soonOver)
    .map(([kind, when]) => entry(kind, undefined, when)),
);

export const anyScript = fc.array(anyEntry, { minLength: 1, maxLength: 3 });

/** No call on a few segments may take longer, whatever goes wrong: milliseconds of virtual time. */
const patienceMs = 1_800_000;
const first = 44;
const count = 24;

/** Sectors of a segment that differ. */
function differences(found: Uint8Array, expected: Uint8Array): number {
  let map = 0;
  for (let sector = 0; sector < 32; sector++) {
    const [from, to] = [sector * 1024, (sector + 1) * 1024];
    if (Buffer.compare(found.subarray(from, to), expected.subarray(from, to)) !== 0)
      map |= 1 << sector;
  }
  return map >>> 0;
}

/** Reads and writes over the end of a track while the faults of a script strike. */
export async function survive(script: readonly FaultEntry[]): Promise<void> {
  let bench: StreamBench;
  try {
    bench = await openStream({ script });
  } catch {
    return; // faults at start-up: another test's
  }
  const { store, medium, simulator, now } = bench;
  const { geometry } = medium.type;
  for (let segment = first; segment < first + count; segment++)
    record(medium, segment, patternOf(segment));
  /** A call that may fail, but only in the store's words, and in time. */
  const attempt = async (call: () => Promise<void>) => {
    const from = now();
    try {
      await call();
    } catch (error) {
      if (!(error instanceof CartridgeError)) throw error;
      // Whoever got a new cartridge reads its header again.
      store.useGeometry(geometry);
      if (!simulator.drive.medium) simulator.drive.insert(medium);
      await store.motion("load").catch(() => undefined);
      store.useGeometry(geometry);
    }
    expect(now() - from).toBeLessThan(patienceMs);
  };
  const read = async () => {
    const into = new Uint8Array(count * 32768);
    const { unreadable } = await store.readRun(first, count, into);
    for (let index = 0; index < count; index++) {
      const bytes = into.subarray(index * 32768, (index + 1) * 32768);
      // Writes that failed before may have been done first: what counts is what the medium holds.
      const wrong = differences(bytes, recorded(medium, first + index));
      expect((wrong & ~unreadable[index]!) >>> 0).toBe(0);
    }
  };
  const write = async (seed: number) => {
    const outcomes: WriteOutcome[] = [];
    const remove = store.onOutcome((outcome) => void outcomes.push(outcome));
    let complete = false;
    try {
      for (let segment = first; segment < first + count; segment++)
        await store.writeSegment(segment, patternOf(segment, seed), { skip: 0 });
      await store.flush();
      complete = true;
    } finally {
      remove();
      if (complete) expect(outcomes.length).toBe(count);
      outcomes.forEach(({ segment, failed }, index) => {
        expect(segment).toBe(first + index);
        const wrong = differences(recorded(medium, segment), patternOf(segment, seed));
        expect((wrong & ~failed) >>> 0).toBe(0);
      });
    }
  };
  await attempt(read);
  await attempt(() => write(11));
  await attempt(read);
  await attempt(() => write(12));
  await attempt(() => store.motion("rewind"));
  await attempt(read);
}
