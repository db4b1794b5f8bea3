import { join } from "node:path";
import { expect } from "vitest";
import { placeCartridge } from "./cartridge-fixture.js";
import { runInside } from "./run-inside.js";

const floppytape = (...args: string[]) => runInside("floppytape", args);

/** Merges a recorded cartridge with itself and repairs it: neither may add nor lose anything. */
export async function checkMergedAndRepaired(folder: string, name: string): Promise<void> {
  const at = (file: string) => join(folder, file);
  const image = at(placeCartridge(folder, name));
  const before = await floppytape("verify", image, "--json");
  if (before.status === 2) return; // not a cartridge to the original driver either
  const { lostSegments, lostBytes, unverifiable } = JSON.parse(before.stdout);
  const merged = at(`${name}.merged.img`);
  await floppytape("merge", image, image, "-o", merged);
  const mergedJson = (await floppytape("verify", merged, "--json")).stdout;
  expect(JSON.parse(mergedJson)).toMatchObject({ lostSegments, lostBytes, unverifiable });
  const repaired = at(`${name}.repaired.img`);
  await floppytape("repair", image, repaired);
  const after = JSON.parse((await floppytape("verify", repaired, "--json")).stdout);
  // Header copies, which are the first segments of all these, are written from each other.
  const lostData = lostSegments.filter((segment: number) => segment > 1);
  expect(after).toMatchObject({ lostSegments: lostData, lostBytes, unverifiable });
  expect(after.corrected).toBe(unverifiable.length);
}
