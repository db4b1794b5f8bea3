import { describe, expect, test } from "vitest";
import {
  DefaultTimeouts,
  formatGap3,
  motionTimeouts,
  precompensationNs,
  ratesOf,
  tapeSpeed,
} from "../../src/index.js";

const standards = ["QIC-40", "QIC-80", "QIC-3010", "QIC-3020", "Ditto Max"] as const;

describe("tape speed", () => {
  test.each([
    ["QIC-40", 250, 25, 42.2, 36.14, 1445.8],
    ["QIC-40", 500, 50, 21.1, 36.14, 722.9],
    ["QIC-80", 500, 34, 21.1, 24.59, 723.2],
    ["QIC-80", 1000, 68, 10.6, 24.59, 361.6],
    ["QIC-3010", 500, 22.6, 21.2, 16.44, 727.4],
    ["QIC-3010", 1000, 45.2, 10.6, 16.44, 363.7],
    ["QIC-3020", 1000, 22.6, 10.8, 8.39, 371.3],
    ["QIC-3020", 2000, 45.2, 5.4, 8.39, 185.7],
  ] as const)("%s at %i kbit/s", (standard, rate, ips, sectorMs, pitch, segmentMs) => {
    const speed = tapeSpeed(standard, rate);
    expect(speed?.inchesPerSecond).toBe(ips);
    expect(speed?.sectorMs).toBeCloseTo(sectorMs, 1);
    expect(speed?.pitchInches).toBeCloseTo(pitch, 2);
    expect(speed?.segmentMs).toBeCloseTo(segmentMs, 1);
  });

  test("there is none at other rates", () => {
    expect(tapeSpeed("QIC-80", 250)).toBeUndefined();
    expect(tapeSpeed("QIC-80", 2000)).toBeUndefined();
    expect(tapeSpeed("Ditto Max", 4000)?.inchesPerSecond).toBe(68);
  });

  test("rates of the standards, fast ones first", () => {
    expect(standards.map(ratesOf)).toEqual([
      [500, 250],
      [1000, 500],
      [1000, 500],
      [2000, 1000],
      [4000, 3000, 2000],
    ]);
    expect(standards.map(formatGap3)).toEqual([233, 233, 241, 248, 248]);
  });

  test("32 sectors and the preamble leave 4 to 7 % of a segment's pitch", () => {
    for (const standard of standards)
      for (const rate of ratesOf(standard)) {
        const speed = tapeSpeed(standard, rate);
        if (speed === undefined) throw new Error(`${standard} at ${rate}`);
        const recordedMs = 32 * speed.sectorMs + (146 * 8) / rate;
        const slack = 1 - recordedMs / speed.segmentMs;
        expect(slack, `${standard} at ${rate}`).toBeGreaterThan(0.04);
        expect(slack, `${standard} at ${rate}`).toBeLessThan(0.07);
      }
  });

  test("write precompensation", () => {
    expect([250, 500, 1000].map((rate) => precompensationNs("QIC-80", rate))).toEqual([
      250, 125, 42,
    ]);
    expect([500, 1000, 2000].map((rate) => precompensationNs("QIC-3020", rate))).toEqual([0, 0, 0]);
  });
});

describe("time-outs of motions", () => {
  test.each([
    ["QIC-80", 500, 307, 119.2, 49.1, 69.1],
    ["QIC-80", 500, undefined, 582, 240, 260],
    ["QIC-40", 250, 205, 108.2, 32.8, 52.8],
    ["QIC-3020", 2000, 1000, 292, 160, 180],
  ] as const)("%s at %i, %i ft", (standard, rate, feet, seek, rewind, reset) => {
    const timeouts = motionTimeouts({ standard, rate, feet, windIps: 90 });
    expect(Math.abs(timeouts.seekMs / 1000 - seek)).toBeLessThan(0.4);
    expect(timeouts.rewindMs / 1000).toBeCloseTo(rewind, 1);
    expect(timeouts.resetMs / 1000).toBeCloseTo(reset, 1);
  });

  test("an unknown winding speed makes the rewind time-out longer, not ten times shorter", () => {
    const facts = { standard: "QIC-80", rate: 500, feet: 307 } as const;
    const known = motionTimeouts({ ...facts, windIps: 64 });
    expect(motionTimeouts(facts).rewindMs).toBeGreaterThan(known.rewindMs);
  });

  test("a rate that the standard lacks counts as its slowest", () => {
    const at = (rate: number) => motionTimeouts({ standard: "QIC-80", rate, feet: 307 }).seekMs;
    expect(at(123)).toBe(at(500));
    expect(at(1000)).toBe(at(500) / 2);
  });

  test("before a tape is known", () => {
    expect(DefaultTimeouts).toEqual({ seekMs: 650_000, rewindMs: 650_000, resetMs: 670_000 });
  });
});
