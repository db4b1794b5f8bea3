import { expect, test } from "vitest";
import {
  FloppyTapeTraits,
  ScsiTapeTraits,
  type TapeUnitTraits,
  tapeUnitConformance,
} from "../src/conformance/index.js";
import { createMemoryTape, type Defect } from "./memory-tape.js";

const drives: readonly (readonly [name: string, traits: TapeUnitTraits])[] = [
  ["floppy tape in memory", FloppyTapeTraits],
  ["SCSI tape in memory", ScsiTapeTraits],
];

for (const [name, traits] of drives)
  tapeUnitConformance({ test, expect }, name, {
    traits,
    fresh: async () => createMemoryTape(traits),
  });

/** Names of the duties that a drive with this mistake fails. */
async function failedDuties(traits: TapeUnitTraits, defect: Defect): Promise<string[]> {
  const bodies: (readonly [name: string, body: () => Promise<void>])[] = [];
  const runner = {
    test: (name: string, body: () => Promise<void>) => void bodies.push([name, body]),
    expect,
  };
  tapeUnitConformance(runner, "it", {
    traits,
    fresh: async () => createMemoryTape(traits, defect),
  });
  const failed: string[] = [];
  for (const [name, body] of bodies)
    await body().catch(() => failed.push(name.replace("it: ", "")));
  return failed;
}

const noticed: readonly (readonly [defect: Defect, duty: string])[] = [
  ["keeps the buffer", "a buffer may be changed once its write is done"],
  ["no mark at close", "close writes one file mark behind what was written"],
  [
    "third zero at end of data",
    "behind the last file mark reads give 0, then EIO and nothing else",
  ],
  ["status moves", "asking for status and position moves nothing"],
  [
    "read of nothing crosses the mark",
    "a read of no bytes does nothing, in front of a file mark either",
  ],
  ["forgets the position", "the position survives close and open"],
  ["opens twice", "a unit is open once at a time"],
  ["writes anywhere", "writing between the files is refused where the drive can't"],
  ["fsf off by one", "fsf goes behind the n-th mark"],
  ["no resid", "spacing beyond the recorded files fails, stops at the end and says what is left"],
  ["overfills", "a full tape says ENOSPC each time, and all that was taken is read back"],
  ["works after close", "after close every call is EBADF, but a second close does nothing"],
];

test.each(noticed)("a drive that %s is noticed", async (defect, duty) => {
  expect(await failedDuties(FloppyTapeTraits, defect)).toContain(duty);
});
