import { describe, expect, test } from "vitest";
import {
  endOfFileAtEndOfData,
  forcedExceptions,
  placesOf,
  randomExceptions,
  transcriptExceptions,
} from "./replay/exceptions.js";
import { type RecordedCase, vectors } from "./replay/recorded-cases.js";
import { type Difference, replay } from "./replay/replay.js";

function placeOf({ step, what }: Difference): string {
  return step === undefined ? what.replace("segment ", "s") : String(step);
}

const EndOfFile = 0x80000000;
const EndOfData = 0x08000000;

/** The status differs in the "end of file" bit alone, at the end of data. */
function isEndOfFileAtEndOfData({ what, recorded, actual }: Difference): boolean {
  if (what !== "st") return false;
  const [before, after] = [recorded, actual] as [(string | number)[], (string | number)[]];
  const bits = (words: (string | number)[]) => Number.parseInt(String(words[3]), 16);
  return (
    before.slice(0, 3).every((word, i) => word === after[i]) &&
    (bits(after) & EndOfData) !== 0 &&
    bits(before) - bits(after) === EndOfFile
  );
}

function expectOnlyExceptions(
  recorded: RecordedCase,
  differences: readonly Difference[],
  exceptions: Readonly<Record<string, Readonly<Record<string, string>>>>,
): void {
  const bits = differences.filter(isEndOfFileAtEndOfData).map(placeOf);
  const others = differences.filter((difference) => !isEndOfFileAtEndOfData(difference));
  const excepted = Object.values(exceptions).flatMap((cases) => {
    const places = cases[recorded.name];
    return places === undefined ? [] : placesOf(places);
  });
  expect(others.filter((difference) => !excepted.includes(placeOf(difference)))).toEqual([]);
  expect([...new Set(others.map(placeOf))].sort()).toEqual(excepted.sort());
  expect(bits).toEqual(placesOf(endOfFileAtEndOfData[recorded.name] ?? "").filter(Boolean));
}

const transcript = vectors("zftape-transcript");

describe("recorded sequences, zftape 4.04a", () => {
  // Compressing nodes are writable here; defects.test.ts has what they do.
  const cases = transcript.cases.filter(({ name }) => name !== "zip-write-refused");
  test.each(cases)("$name", async (recorded) => {
    expectOnlyExceptions(recorded, await replay(transcript, recorded), transcriptExceptions);
  });

  test.each(transcript.cases.filter(({ name }) => name in transcriptExceptions.D12!))(
    "$name, forced",
    async (recorded) => {
      const differences = await replay(transcript, recorded, { force: true });
      expectOnlyExceptions(recorded, differences, forcedExceptions);
    },
  );
});

const random = vectors("zftape-random");

describe("recorded random sequences, zftape 4.04a", () => {
  test.each(random.cases)("$name ($category)", async (recorded) => {
    expectOnlyExceptions(recorded, await replay(random, recorded), randomExceptions);
  });
});

const older = vectors("zftape304-transcript");

/** zftape 3.04d numbers blocks from each volume's beginning and seeks no further. */
const seeksPastVolume: Readonly<Record<string, string>> = { "zip-seek": "22" };

describe("recorded sequences with compressed volumes, zftape 3.04d", () => {
  test.each(older.cases.filter(({ name }) => name.startsWith("zip-")))(
    "$name",
    async (recorded) => {
      const comparable = (await replay(older, recorded)).filter(({ step, what }) =>
        step === undefined
          ? Number(what.replace("segment ", "")) > 2
          : ["ret", "errno", "sha256"].includes(what),
      );
      const seeks = placesOf(seeksPastVolume[recorded.name] ?? "");
      expect(comparable.filter((difference) => !seeks.includes(placeOf(difference)))).toEqual([]);
    },
  );
});
