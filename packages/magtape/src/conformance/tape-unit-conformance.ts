import { accessConformance } from "./access.js";
import {
  blockContent,
  type DriveTest,
  type DriveUnderTest,
  describeBytes,
  readBlock,
} from "./drive-under-test.js";
import type { TapeUnitFixture } from "./fixture.js";
import { positioningConformance } from "./positioning.js";
import { readingConformance } from "./reading.js";
import type { ConformanceRunner } from "./runner.js";
import { writingConformance } from "./writing.js";

/**
 * The duties of a `TapeUnit` as tests, declared with `runner` for the drives that `fixture` makes. Each
 * test gets a drive of its own; `name` stands in front of its name.
 */
export function tapeUnitConformance(
  runner: ConformanceRunner,
  name: string,
  fixture: TapeUnitFixture,
): void {
  const { traits } = fixture;
  const expect: ConformanceRunner["expect"] = (actual) => runner.expect(actual);
  const expectBlock: DriveUnderTest["expectBlock"] = async (unit, file, block) =>
    expect(describeBytes(await readBlock(unit, traits.blockBytes))).toBe(
      describeBytes(blockContent(traits.blockBytes, file, block)),
    );
  const test: DriveTest = (duty, body) =>
    runner.test(`${name}: ${duty}`, async () => {
      const drive = await fixture.fresh();
      try {
        await body({ drive, traits, expect, expectBlock });
      } finally {
        await drive.dispose();
      }
    });
  readingConformance(test);
  writingConformance(test);
  positioningConformance(test);
  accessConformance(test);
}
