import { describe, expect, test } from "vitest";
import { driveModels } from "../../src/sim/index.js";
import { openStream, patternOf, record, type StreamBench } from "./stream-bench.js";

const usual = driveModels["colorado-dj20"];
const into = new Uint8Array(32768);

function commandsOf({ records }: StreamBench): string[] {
  return records
    .splice(0)
    .filter(({ event, text }) => event === "drive.command" && !text.startsWith("report"))
    .map(({ text }) => text);
}

describe("positioning", () => {
  test("overshoot is learned: later skips end where they should, in both directions", async () => {
    const timings = { ...usual.timings, overshootForward: 6, overshootReverse: 5 };
    const machine = { drive: { ...usual, timings } };
    const bench = await openStream({ segmentsPerTrack: 400, machine, traceLevel: 5 });
    const { store } = bench;
    const skips: number[] = [];
    for (const segment of [50, 300, 100, 250, 60, 350, 150, 380, 20, 200]) {
      commandsOf(bench);
      expect((await store.readRun(segment, 1, into)).unreadable[0]).toBe(0);
      skips.push(commandsOf(bench).filter((command) => command.startsWith("skip")).length);
    }
    expect(skips.slice(0, 3).some((count) => count > 1)).toBe(true);
    expect(skips.slice(4)).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test("long ways need the longer command, or several short ones where a drive does not have it", async () => {
    for (const extendedSkips of [true, false]) {
      const drive = { ...usual, extendedSkips, calibratesLength: extendedSkips };
      const bench = await openStream({ segmentsPerTrack: 700, machine: { drive }, traceLevel: 5 });
      const { store, medium } = bench;
      record(medium, 650, patternOf(650));
      for (const segment of [650, 30, 650]) {
        expect((await store.readRun(segment, 1, into)).unreadable[0]).toBe(0);
        const names = commandsOf(bench).map((command) => command.split(" ")[0]);
        if (extendedSkips) expect(names.join()).toMatch(/skip-extended/);
      }
      expect(Buffer.compare(into, patternOf(650))).toBe(0);
      await store.readRun(10, 1, into);
      const last = commandsOf(bench).filter((command) => command.startsWith("skip"));
      expect(last.every((command) => extendedSkips || command.startsWith("skip-n"))).toBe(true);
    }
  });

  test("a short way forward is run, not skipped", async () => {
    const bench = await openStream({ segmentsPerTrack: 100, traceLevel: 5 });
    await bench.store.readRun(20, 1, into);
    commandsOf(bench);
    await bench.store.readRun(27, 1, into);
    expect(commandsOf(bench)).toEqual([]);
  });

  test("the first segments of odd tracks are reached from the end of the tape", async () => {
    const bench = await openStream({ segmentsPerTrack: 100, traceLevel: 5 });
    const { store, medium } = bench;
    for (const segment of [100, 101]) record(medium, segment, patternOf(segment));
    await store.readRun(101, 1, into);
    expect(Buffer.compare(into, patternOf(101))).toBe(0);
    await store.readRun(100, 1, into);
    expect(Buffer.compare(into, patternOf(100))).toBe(0);
    expect(commandsOf(bench)).toContain("physical-forward");
  });

  test("a tape that is started behind its last segment is wound back to look for a header", async () => {
    const { store } = await openStream();
    expect((await store.readRun(59, 1, into)).unreadable[0]).toBe(0);
    store.useGeometry(undefined);
    expect((await store.readRun(0, 1, into)).unreadable[0]).toBe(0);
  });

  test("a head that ends up on another track is sent again", async () => {
    const astray = (tracks: number, first: number) =>
      [{ kind: "headOffTrack", where: { track: 2 }, when: { first }, args: { tracks } }] as const;
    for (const script of [astray(-2, 2), astray(-1, 1), astray(5, 1)]) {
      const { store, medium } = await openStream({ script });
      record(medium, 150, patternOf(150));
      expect((await store.readRun(150, 1, into)).unreadable[0]).toBe(0);
      expect(Buffer.compare(into, patternOf(150))).toBe(0);
    }
  });

  test("a head that never gets to its track is an error that says so, and other tracks are read", async () => {
    const script = [{ kind: "headOffTrack", where: { track: 2 }, args: { tracks: -2 } }] as const;
    const { store } = await openStream({ script });
    const failure = await store.readRun(150, 1, into).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "EIO", cause: { code: "HEAD_OFF_TRACK" } });
    expect((await store.readRun(5, 1, into)).unreadable[0]).toBe(0);
  });

  test("a motor that stalls now and then costs time and nothing else", async () => {
    const script = [
      {
        kind: "motorStall",
        where: { motion: "forward" },
        when: { every: 2 },
        args: { afterMs: 3000 },
      },
    ] as const;
    const { store, medium } = await openStream({ script });
    for (let segment = 30; segment < 75; segment++) {
      record(medium, segment, patternOf(segment));
      const { unreadable } = await store.readRun(segment, 1, into);
      expect(unreadable[0]).toBe(0);
      expect(Buffer.compare(into, patternOf(segment))).toBe(0);
    }
  });

  test("a tape that breaks is an error, again and again, and never hangs", async () => {
    const script = [{ kind: "brokenTape", where: { motion: "forward" } }] as const;
    const { store, now } = await openStream({ script });
    for (let tries = 0; tries < 3; tries++) {
      const from = now();
      const failure = await store.readRun(10, 1, into).catch((error: unknown) => error);
      expect(failure).toMatchObject({ code: "EIO" });
      expect(now() - from).toBeLessThan(120_000);
    }
  });
});
