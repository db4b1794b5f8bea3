import { expect, test } from "vitest";
import { addHole, type Hole, holeText, lostByteCount } from "../src/floppytape/lost-bytes.js";

const joined = (...holes: Hole[]): Hole[] => {
  const result: Hole[] = [];
  for (const hole of holes) addHole(result, hole);
  return result;
};

test("a dead stretch of tape is one hole", () => {
  const holes = joined(
    { firstByte: 100, byteCount: 50, segments: [7, 7] },
    { firstByte: 150, byteCount: 50, segments: [8, 8] },
    { firstByte: 300, byteCount: 10, segments: [10, 10] },
  );
  expect(holes.map(holeText)).toEqual([
    "lost: bytes 100 to 199, 100 bytes (segments 7 to 8)\n",
    "lost: bytes 300 to 309, 10 bytes (segment 10)\n",
  ]);
  expect(lostByteCount(holes)).toBe(110);
});

test("compressed blocks name no segments", () => {
  const holes = joined(
    { firstByte: 0, byteCount: 5, segments: undefined },
    { firstByte: 5, byteCount: 5, segments: undefined },
  );
  expect(holes.map(holeText)).toEqual(["lost: bytes 0 to 9, 10 bytes\n"]);
});
