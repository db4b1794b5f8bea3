import { expect, test } from "vitest";
import { plainProfile } from "../../src/index.js";
import { goesWrong } from "./behaves.js";
import { profileWith, type Quirk, quirkNames } from "./quirks.js";

// What these say is how the tape is to be used; or the drive can do more than was said; or a device never
// does what they are about: it counts for itself, and opens for writing only what it writes.
const harmless: readonly Quirk[] = [
  "slow BSF",
  "slow BSF beyond 1",
  "mf",
  "rr",
  "ro",
  "ue",
  "EOM",
  "status tells",
  "two marks at close",
  "BADFSR",
  "SOFTBOT",
  "sk",
  "wc",
];

test.each(quirkNames.filter((name) => !harmless.includes(name)))(
  "a quirk that the profile does not know makes it go wrong: %s",
  async (name) => {
    expect(await goesWrong(plainProfile, profileWith(name), 400)).toBe(true);
  },
);

test.each(harmless)("a quirk that the profile need not know: %s", async (name) => {
  expect(await goesWrong(plainProfile, profileWith(name), 60)).toBe(false);
});

test.each(["BADFSR", "STSKIP", "se", "re"] as const)(
  "what a drive says of its file makes up for a profile that is silent about %s",
  async (name) => {
    const told = profileWith("status tells");
    expect(await goesWrong(told, profileWith("status tells", name), 100)).toBe(false);
  },
);
