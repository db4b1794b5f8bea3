import { cartridgeTypeNamed, createGeometry, sectorIdOf } from "@floppytape/qic-format";
import { describe, expect, test } from "vitest";
import {
  createFaults,
  createMemoryMedium,
  driveModels,
  type TapeType,
} from "../../src/sim/index.js";
import { createStepHost, ms, type StepHost, second } from "./step-host.js";

const { geometry } = cartridgeTypeNamed("qic80-307")!;
const pitchUm = (12_000 / 488) * 25_400;
const formatted = () => createMemoryMedium({ formatted: true });
const toy: TapeType = {
  standard: "QIC-80",
  wide: false,
  feet: 30,
  geometry: createGeometry({ formatCode: 4, segmentsPerTrack: 12, tracksPerCartridge: 4 }),
};
const toyTape = () => createMemoryMedium({ type: toy, formatted: true });

/** The segment of the next sector that the head sees. */
function segmentHere(host: StepHost, g = geometry): number {
  const mark = host.readId();
  if (mark === undefined) return -1;
  const perSide = 4 * (g.floppyTrackMax + 1);
  return mark.id.head * perSide + mark.id.cylinder * 4 + Math.floor((mark.id.record - 1) / 32);
}

describe("passes", () => {
  test("a track of 150 segments takes its time to the microsecond", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(10);
    const marks = host.marks(Number.POSITIVE_INFINITY, 500);
    const starts = marks.filter(({ kind }) => kind === "index").map(({ atNs }) => atNs);
    expect(starts).toHaveLength(150);
    expect(marks).toHaveLength(150 * 33);
    const segmentMs = (starts[149]! - starts[0]!) / 149 / ms;
    expect(segmentMs).toBeCloseTo(723.2, 0);
    const sectors = marks.filter((mark) => mark.kind === "sector");
    expect((sectors[1]!.atNs - sectors[0]!.atNs) / ms).toBeCloseTo(21.104, 6);
    expect((sectors[0]!.endNs - sectors[0]!.dataNs) / ms).toBeCloseTo(1026 * 0.016, 6);
    expect(sectors[0]!.atNs - starts[0]!).toBe((146 + 22) * 16_000);
    expect(sectors.map(({ id }) => id)).toEqual(
      Array.from({ length: 4800 }, (_, i) => sectorIdOf(i >> 5, i & 31, geometry)),
    );
  });

  test("the drive is not ready until after the last segment, then at the end", () => {
    const host = createStepHost({ medium: toyTape() });
    host.command(10);
    const last = host.marks(Number.POSITIVE_INFINITY, 500).at(-1)!;
    host.clock.advance(last.atNs + 100 * ms - host.clock.nowNs);
    expect(host.status()).toBe(0x24);
    const took = host.ready();
    expect(took).toBeGreaterThan(200);
    expect(took).toBeLessThan(1000);
    expect(host.status()).toBe(0xa5);
  });

  test("odd tracks run back", () => {
    const host = createStepHost({ medium: toyTape() });
    host.command(10);
    host.ready();
    host.command(13, 1);
    host.ready();
    host.command(10);
    expect(segmentHere(host, toy.geometry)).toBe(12);
    host.ready();
    expect(host.status()).toBe(0x65);
    expect(host.drive.counters).toMatchObject({ forwards: 2, repositions: 0, headSeeks: 1 });
  });

  test("nothing is read at another rate than the tape's, but index pulses come", () => {
    const host = createStepHost({ medium: toyTape() });
    host.command(10);
    const marks = host.marks(Number.POSITIVE_INFINITY, 1000);
    expect(marks).toHaveLength(12);
    expect(new Set(marks.map(({ kind }) => kind))).toEqual(new Set(["index"]));
  });

  test("a search jumps to the wanted sector and ends at the second index", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(10);
    host.wait(4000);
    const here = segmentHere(host);
    const wanted = sectorIdOf(here + 1, 17, geometry);
    expect(host.find(wanted)).toMatchObject({ id: wanted, place: (here + 1) * 32 + 17 });
    const from = host.clock.nowNs;
    expect(host.find(sectorIdOf(here, 3, geometry))).toBeUndefined();
    const took = (host.clock.nowNs - from) / ms;
    expect(took).toBeGreaterThan(723);
    expect(took).toBeLessThan(2 * 723);
    expect(host.drive.next(host.clock.nowNs, 500, wanted)?.kind).toBe("index");
  });

  test("at twice the rate the tape runs twice as fast", () => {
    const host = createStepHost({ medium: toyTape() });
    host.command(27, 3);
    host.command(10);
    const starts = host
      .marks(Number.POSITIVE_INFINITY, 1000)
      .filter(({ kind }) => kind === "index");
    expect((starts[1]!.atNs - starts[0]!.atNs) / ms).toBeCloseTo(361.6, 0);
  });
});

describe("stopping and starting", () => {
  test("a pause backs up, so that the next segment can be started again", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(10);
    host.wait(20_000);
    const before = segmentHere(host);
    host.command(3);
    expect(host.status()).toBe(0x24);
    expect(host.ready()).toBeLessThan(2000);
    host.command(10);
    expect(before - segmentHere(host)).toBe(2);
    expect(host.drive.counters).toMatchObject({ forwards: 2, repositions: 1, pauses: 1 });
  });

  test("a stop stays where it is", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(10);
    host.wait(20_000);
    const before = segmentHere(host);
    host.command(18);
    host.ready();
    expect(host.drive.next(host.clock.nowNs, 500)).toBeUndefined();
    host.command(10);
    expect(segmentHere(host) - before).toBeLessThanOrEqual(1);
  });

  test("micro step pauses go round", () => {
    const host = createStepHost({ medium: formatted() });
    const steps = [1, 2, 3].map(() => {
      host.command(10);
      host.wait(5000);
      host.command(4);
      host.ready();
      return host.drive.microStep;
    });
    expect(steps).toEqual([1, -1, 0]);
  });

  test("a forward while moving is error 1; a wind may break into a pass", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(10);
    host.wait(1000);
    host.command(10);
    expect(host.drive.error).toBe(1);
    host.command(12);
    expect(host.drive.motion).toBe("forward"); // an error is pending
    host.command(18);
    host.ready();
    host.error();
    host.command(10);
    host.wait(1000);
    host.command(12);
    expect(host.drive.motion).toBe("wind");
  });
});

describe("interrupting", () => {
  test("a pause works with an error pending, so does a seek to the load point in mid-pass", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(10);
    host.wait(5000);
    host.command(20);
    host.command(3);
    expect(host.drive.motion).toBe("pause");
    host.ready();
    host.error();
    host.command(10);
    host.wait(2000);
    host.command(20);
    host.command(14);
    expect(host.drive.motion).toBe("load");
    host.ready();
    expect(host.drive.position).toBe(0);
  });

  test("a skip must not be stopped, a wind can be", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(35, 15, 3, 0);
    host.command(18);
    expect(host.drive.motion).toBe("skip");
    host.ready();
    expect(host.error()).toEqual([30, 18]);
    host.command(12);
    host.wait(2000);
    host.command(18);
    expect(host.drive.motion).toBe("stop");
    host.ready();
    expect(host.error()).toEqual([0, 0]);
    expect(host.drive.position).toBeLessThan(1);
  });
});

describe("positioning", () => {
  test("a skip back from the logical end counts the blank tape as two gaps more", () => {
    const host = createStepHost({ medium: toyTape() });
    host.command(10);
    host.ready();
    host.command(25, 5, 0);
    host.ready();
    const here = (host.drive.positionUm - 2 * pitchUm) / pitchUm;
    expect(here).toBeCloseTo(12 - 1 + 2 + 1 - 6 - 1, 6);
  });

  test.each([1, 5, 40])("skipping %i forward passes so many gaps and coasts one more", (gaps) => {
    const host = createStepHost({ medium: formatted() });
    host.command(10);
    host.wait(20_000);
    host.command(18);
    host.ready();
    const here = Math.floor((host.drive.positionUm - 2 * pitchUm) / pitchUm);
    host.command(26, (gaps - 1) & 15, (gaps - 1) >> 4);
    host.ready();
    host.command(10);
    expect(segmentHere(host)).toBe(here + gaps + 1);
  });

  test.each([1, 9, 20])("skipping %i back", (gaps) => {
    const host = createStepHost({ medium: formatted() });
    host.command(10);
    host.wait(30_000);
    host.command(18);
    host.ready();
    const here = Math.floor((host.drive.positionUm - 2 * pitchUm) / pitchUm);
    host.command(34, gaps - 1, 0, 0);
    host.ready();
    host.command(10);
    const reached = segmentHere(host);
    expect(here - gaps - reached).toBeGreaterThanOrEqual(-1);
    expect(here - gaps - reached).toBeLessThanOrEqual(1);
  });

  test("skips end at the ends of the track", () => {
    const host = createStepHost({ medium: toyTape() });
    host.command(35, 15, 15, 15);
    host.ready();
    expect(host.status()).toBe(0xa5);
    host.command(25, 15, 15);
    host.ready();
    expect(host.status()).toBe(0x65);
  });

  test("winding a tape takes its length over the winding speed", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(12);
    const took = host.ready();
    expect(took / 1000).toBeCloseTo((154 * pitchUm) / 25_400 / 84, 0);
    expect(host.drive.position).toBe(1);
    expect(host.status()).toBe(0xa5);
    host.command(11);
    host.ready();
    expect(host.drive.position).toBe(0);
    expect(host.drive.counters.winds).toBe(2);
    expect(host.drive.counters.metres).toBeCloseTo((2 * 154 * pitchUm) / 1e6, 3);
  });

  test("illegal tracks are error 7, without a movement", () => {
    const host = createStepHost({ medium: formatted() });
    host.command(13, 28);
    expect(host.drive.counters.headSeeks).toBe(0);
    expect(host.error()).toEqual([7, 13]);
    host.command(13, 27);
    expect(host.drive.head).toBe(27);
    expect(host.ready()).toBeCloseTo(400 + 27 * 20 + 100 - 0.5, 0);
  });
});

describe("mishaps", () => {
  const tried = (kind: string, args: Record<string, number>, where = {}) => {
    const faults = createFaults(JSON.stringify([{ kind, where, when: "once", args }]));
    const host = createStepHost({ medium: formatted(), faults });
    host.command(10);
    host.wait(10_000);
    return host;
  };

  test("a stalled motor stops the tape with its error", () => {
    const host = tried("motorStall", { afterMs: 3000, error: 4 });
    expect(host.drive.motion).toBe("none");
    expect(host.readId()).toBeUndefined();
    expect(host.error()).toEqual([4, 10]);
  });

  test("a broken tape stays broken", () => {
    const host = tried("brokenTape", {});
    expect(host.error()).toEqual([10, 10]);
    host.command(11);
    host.ready();
    expect(host.error()).toEqual([10, 11]);
  });

  test("a cartridge that is taken out while it runs", () => {
    const host = tried("ejectDuring", { afterMs: 2000 });
    expect(host.status()).toBe(0x03);
    expect(host.error()).toEqual([2, 10]);
  });

  test("a slip moves the tape against the head", () => {
    const host = tried("tapeSlip", { um: 700_000 });
    const straight = createStepHost({ medium: formatted() });
    straight.command(10);
    straight.wait(10_000);
    expect(host.drive.positionUm - straight.drive.positionUm).toBeCloseTo(700_000, -1);
  });

  test("a stretched tape is read up to six percent", () => {
    expect(tried("stretch", { ppm: 50_000 }).readId()).toBeDefined();
    expect(tried("stretch", { ppm: 70_000 }).readId()).toBeUndefined();
  });

  test("a drive that stays not ready", () => {
    const faults = createFaults([{ kind: "notReadyStuck", when: "once", args: { ms: 5000 } }]);
    const host = createStepHost({ medium: toyTape(), faults });
    host.command(12);
    expect(host.ready()).toBeGreaterThan(5000);
    expect(host.status()).toBe(0xa5);
  });

  test("a head that misses its track shows another one", () => {
    const faults = createFaults([{ kind: "headOffTrack", when: "once", args: { tracks: 2 } }]);
    const host = createStepHost({ medium: toyTape(), faults });
    host.command(13, 2);
    host.ready();
    host.command(10);
    expect(segmentHere(host, toy.geometry)).toBe(-1); // track 4 has no recording
    host.ready();
    host.command(13, 0);
    host.ready();
    host.command(11);
    host.ready();
    host.command(10);
    expect(segmentHere(host, toy.geometry)).toBe(0);
  });

  test("a head that misses its track finds track 0 at the load point", () => {
    const faults = createFaults([{ kind: "headOffTrack", when: "once", args: { tracks: 2 } }]);
    const host = createStepHost({ medium: toyTape(), faults });
    host.command(13, 2);
    host.ready();
    host.command(14);
    host.ready();
    host.command(10);
    expect(segmentHere(host, toy.geometry)).toBe(0);
  });

  test("silence, a line that stands still, and an error out of the blue", () => {
    const faults = createFaults([
      { kind: "silentDrive", where: { command: 9 }, when: "once", args: { ms: 500 } },
      { kind: "stuckTrackZero", where: { command: 8 }, when: "once", args: { level: 1, ms: 1000 } },
      { kind: "driveError", where: { command: 27 }, when: "once", args: { error: 22 } },
    ]);
    const host = createStepHost({ faults });
    expect(host.report(9, 8)).toBeUndefined();
    host.wait(600);
    expect(host.report(9, 8)).toBe(0x58);
    expect(host.report(8, 8)).toBe(0xff);
    host.wait(1100);
    expect(host.report(8, 8)).toBe(0x90);
    host.command(27, 3);
    expect(host.error()).toEqual([22, 27]);
  });
});

test("the speeds of all models and standards", () => {
  for (const model of Object.values(driveModels))
    for (const standard of model.standards) {
      const [track, segments] = standard === "Ditto Max" ? [72, 20] : [4, 20];
      const type: TapeType = {
        standard,
        wide: false,
        feet: 40,
        geometry: createGeometry({
          formatCode: 4,
          segmentsPerTrack: segments,
          tracksPerCartridge: track,
        }),
      };
      const host = createStepHost({ model, medium: createMemoryMedium({ type, formatted: true }) });
      expect(host.drive.error, model.name).toBe(0);
      host.command(10);
      if (host.drive.error === 31) continue;
      const marks = host.marks(Number.POSITIVE_INFINITY, host.drive.rate);
      expect(marks, `${model.name} ${standard}`).toHaveLength(20 * 33);
      expect(host.ready(), model.name).toBeLessThan((20 * 2 * second) / ms);
    }
});
