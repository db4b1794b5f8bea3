import { expect, test } from "vitest";
import { type Campaign, HangError, runCampaign } from "../src/campaign.js";
import { expectedSegment } from "../src/damage/expected-segment.js";
import { seededRandom } from "../src/seeded-random.js";

const campaign = (run: Campaign["run"]): Campaign => ({ name: "of-a-test", run });

test("a failing seed is named with the command that repeats it, and its causes", async () => {
  const failing = campaign(async (seed) => {
    if (seed === 2) throw new Error("outside", { cause: new HangError("inside") });
  });
  const rejection = expect(runCampaign(failing, 4)).rejects;
  await rejection.toThrow(
    /FLOPPYTAPE_SEED=2 npm .* of-a-test[\s\S]*outside[\s\S]*caused by[\s\S]*inside/,
  );
});

test("many failing seeds end a campaign early", async () => {
  let runs = 0;
  const failing = campaign(async () => {
    runs++;
    throw new Error("always");
  });
  await expect(runCampaign(failing, 100)).rejects.toThrow("always");
  expect(runs).toBe(5);
});

test("a seed is a run", () => {
  const draw = (seed: number) => [...seededRandom(seed).bytes(8), seededRandom(seed).below(1000)];
  expect(draw(7)).toEqual(draw(7));
  expect(draw(7)).not.toEqual(draw(8));
  expect(seededRandom(1).some([1, 2, 3], 9).sort()).toEqual([1, 2, 3]);
});

/** The table of what three parity sectors guarantee: flagged sectors, wrong bytes of one column. */
test.each([
  [0, 0, "exact"],
  [0, 1, "exact"],
  [0, 2, "lost"],
  [0, 3, "beyond"],
  [1, 0, "exact"],
  [1, 1, "exact"],
  [1, 2, "beyond"],
  [2, 0, "exact"],
  [2, 1, "lost"],
  [2, 2, "beyond"],
  [3, 0, "exact"],
  [3, 1, "beyond"],
  [4, 0, "lost"],
] as const)("%i flagged sectors and %i wrong bytes are %s", (flagged, errors, kind) => {
  const truth = new Uint8Array(32768);
  const damaged = truth.slice();
  const unreadable = (1 << flagged) - 1;
  for (let sector = 0; sector < flagged + errors; sector++) damaged[sector * 1024 + 9] = 1;
  const expected = expectedSegment(truth, damaged, 0, unreadable);
  expect(expected.kind).toBe(kind);
  if (expected.kind === "exact")
    expect(expected.unverifiable !== 0).toBe(flagged === 3 || (flagged === 1 && errors === 1));
});
