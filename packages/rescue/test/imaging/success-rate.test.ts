import { describe, expect, test } from "vitest";
import { imageCartridge } from "../../src/index.js";
import { expectSame, faults, image, sectorsWith, segmentCount } from "./imaged-cartridge.js";
import { emptyDisk, expectedImage, faultyStore, recordedStore, targetOn } from "./imaging-bench.js";

describe("too few segments that succeed", () => {
  const bad = (from: number, count: number, sectors = [0, 1, 2, 3]) =>
    faults(...Array.from({ length: count }, (_, i) => [from + i, sectors] as const));

  test("end it as soon as the last 200 cannot be good enough any more", async () => {
    const { result, source, disk } = await image(bad(20, 30));
    expect(result.outcome).toBe("success-rate");
    expect(result.latest.failures).toBeGreaterThan(20);
    expect(source.calls.at(-1)!.first).toBeLessThan(50);
    expect(result.sectors.untried).toBeGreaterThan(32 * 60);
    expect(result.segments.untried).toBeGreaterThan(60);
    expect(sectorsWith(result.map, "-")).toEqual([]);
    expect(disk.mapText).toContain("?               1\n");
  });

  test("are 21 of 200, not 20, with 90 percent", async () => {
    expect((await image(bad(20, 20))).result.outcome).toBe("done");
    expect((await image(bad(20, 21))).result.outcome).toBe("success-rate");
  });

  test("are fewer than were asked for", async () => {
    expect((await image(bad(20, 40), { minSuccess: 80 })).result.outcome).toBe("done");
    expect((await image(bad(20, 90), { minSuccess: 0 })).result.outcome).toBe("done");
  });

  test("are none that error correction restores", async () => {
    expect((await image(bad(20, 90, [0, 1, 2]))).result.outcome).toBe("done");
  });

  test("go on from there when asked again, with a clean head", async () => {
    const store = await recordedStore();
    const disk = emptyDisk();
    await imageCartridge(faultyStore(store, bad(20, 60)), targetOn(disk));
    const result = await imageCartridge(faultyStore(store, new Map()), targetOn(disk));
    expect(result).toMatchObject({ outcome: "done", sectors: { failed: 0, untried: 0 } });
    expectSame(disk.image, expectedImage(store, segmentCount));
  });
});
