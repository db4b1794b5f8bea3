import fc from "fast-check";
import { expect } from "vitest";
import type { TapeProfile } from "../../src/index.js";
import { anyCommand, anyFiles, DeviceUnderTest } from "./commands.js";
import { endMarks } from "./quirks.js";

/** A device whose profile says `told`, on a drive that is `truth`, and what is done with it. */
function anyUse(told: TapeProfile, truth: TapeProfile, marks: readonly (1 | 2)[]) {
  const commands = fc.array(anyCommand, { minLength: 1, maxLength: 14 });
  return fc.asyncProperty(
    anyFiles,
    fc.constantFrom(...marks),
    commands,
    async (files, end, sequence) => {
      const device = new DeviceUnderTest(told, files, end, truth);
      for (const command of sequence) {
        const came = await device.run(command);
        if (came !== undefined) expect(came.device).toBe(came.model);
      }
      expect(await device.recorded()).toEqual(device.model.files);
    },
  );
}

/** Any sequence of calls comes to the same as on a tape that has no quirks, and leaves the same tape. */
export async function behavesAsItShould(profile: TapeProfile, numRuns: number): Promise<void> {
  await fc.assert(anyUse(profile, profile, endMarks(profile)), { numRuns });
}

/** Whether a device goes wrong on some tape when its profile says `told` and the drive is `truth`. */
export async function goesWrong(
  told: TapeProfile,
  truth: TapeProfile,
  numRuns: number,
): Promise<boolean> {
  const found = await fc.check(anyUse(told, truth, [2]), {
    numRuns,
    seed: 1998,
    endOnFailure: true,
  });
  return found.failed;
}
