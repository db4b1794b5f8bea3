import fc from "fast-check";
import { expect, test } from "vitest";
import type { TapeProfile } from "../../src/index.js";
import { anyCommand, anyFiles, DeviceUnderTest } from "./commands.js";
import { consistent, endMarks, profileWith, quirkNames } from "./quirks.js";

/** Any sequence of calls comes to the same as on a tape that has no quirks, and leaves the same tape. */
async function behavesAsItShould(profile: TapeProfile, numRuns: number): Promise<void> {
  const commands = fc.array(anyCommand, { minLength: 1, maxLength: 14 });
  const ends = fc.constantFrom(...endMarks(profile));
  await fc.assert(
    fc.asyncProperty(anyFiles, ends, commands, async (files, marks, sequence) => {
      const device = new DeviceUnderTest(profile, files, marks);
      for (const command of sequence) {
        const came = await device.run(command);
        if (came !== undefined) expect(came.device).toBe(came.model);
      }
      expect(await device.recorded()).toEqual(device.model.files);
    }),
    { numRuns },
  );
}

test("a drive without quirks", () => behavesAsItShould(profileWith(), 300));

test.each(quirkNames)("a drive with one quirk: %s", (name) =>
  behavesAsItShould(profileWith(name), 150),
);

const pairs = quirkNames.flatMap((a, index) =>
  quirkNames.slice(index + 1).flatMap((b) => (consistent(a, b) ? [[a, b] as const] : [])),
);

test("a drive with any two quirks that agree with each other", async () => {
  expect(pairs.length).toBeGreaterThan(450);
  for (const [a, b] of pairs)
    await behavesAsItShould(profileWith(a, b), 12).catch((error) => {
      throw new Error(`${a} with ${b}: ${error.message}`, { cause: error });
    });
});
