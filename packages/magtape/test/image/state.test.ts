import fc from "fast-check";
import { expect, test } from "vitest";
import { memoryRecordFile, openRecordImage, type RecordImageState } from "../../src/image/index.js";
import { MtOp } from "../../src/index.js";
import { readText } from "./drive.js";
import { hex } from "./listing.js";

const tape = hex("02000000 4142 02000000 00000000 03000000 434445 00 03000000 00000000");
const mount = (bytes = tape) => openRecordImage({ file: memoryRecordFile(bytes), format: "tap" });

async function stateBehindMark(): Promise<RecordImageState> {
  const image = await mount();
  const unit = await image.open("r");
  await unit.operation(MtOp.Fsf, 1);
  await unit.operation(MtOp.SetDensity, 7);
  await unit.close();
  return JSON.parse(JSON.stringify(image.state()));
}

test("head, counters and settings come back", async () => {
  const image = await mount();
  expect(await image.restore(await stateBehindMark())).toEqual({ applied: true });
  const unit = await image.open("r");
  const { fileno, blkno, dsreg } = await unit.status();
  expect([fileno, blkno, dsreg, await unit.position()]).toEqual([1, 0, 0x07000000, 2]);
  expect(await readText(unit)).toBe("CDE");
});

test.each([
  [
    "another size",
    (s: RecordImageState) => ({ ...s, sizeBytes: 99 }),
    "the image had 99 bytes, now it has 30",
  ],
  [
    "another format",
    (s: RecordImageState) => ({ ...s, format: "aws" }),
    "it is of a aws image, this is read as tap",
  ],
  [
    "a place within a record",
    (s: RecordImageState) => withOffset(s, 16),
    "record of 71499776 bytes, 71499770 bytes missing",
  ],
  [
    "a place behind the image",
    (s: RecordImageState) => withOffset(s, 31),
    "offset 31 lies behind the image",
  ],
  [
    "a place where no object ends",
    (s: RecordImageState) => withOffset(s, 22),
    "no record of 4539459 bytes ends here",
  ],
  ["no state", () => "[]", "it is damaged"],
  [
    "a number missing",
    (s: RecordImageState) => ({ ...s, head: { ...s.head, file: undefined } }),
    "it is damaged",
  ],
  [
    "a negative number",
    (s: RecordImageState) => ({ ...s, head: { ...s.head, block: -2 } }),
    "it is damaged",
  ],
  [
    "a wrong flag",
    (s: RecordImageState) => ({ ...s, settings: { ...s.settings, twoMarks: 1 } }),
    "it is damaged",
  ],
])("%s is not applied", async (_name, damage, why) => {
  const image = await mount();
  const outcome = await image.restore(damage(await stateBehindMark()));
  expect(outcome).toMatchObject({ applied: false });
  if (!outcome.applied) expect(outcome.why).toBe(why);
  expect(image.state()).toEqual((await mount()).state());
});

function withOffset(state: RecordImageState, offset: number): RecordImageState {
  return { ...state, head: { ...state.head, place: { offset, link: 0 } } };
}

test("what is asked for at the open holds against what was set before", async () => {
  const stored = await stateBehindMark();
  const settings = { ...stored.settings, twoMarks: true };
  for (const [doubleMark, holds] of [
    [undefined, true],
    [false, false],
  ] as const) {
    const options = doubleMark === undefined ? {} : { doubleMark };
    const image = await openRecordImage({
      file: memoryRecordFile(tape),
      format: "tap",
      ...options,
    });
    expect(await image.restore({ ...stored, settings })).toEqual({ applied: true });
    expect(image.state().settings.twoMarks).toBe(holds);
  }
});

test("any JSON is either applied or refused, and then nothing changed", async () => {
  const image = await mount();
  const before = image.state();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), async (value) => {
      const outcome = await image.restore(value);
      if (!outcome.applied) expect(image.state()).toEqual(before);
    }),
  );
});
