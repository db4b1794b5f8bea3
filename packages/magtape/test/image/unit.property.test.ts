import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type MemoryRecordFile,
  memoryRecordFile,
  openRecordImage,
  type RecordImage,
} from "../../src/image/index.js";
import { MtOp, type TapeUnit } from "../../src/index.js";
import { bytesOf, outcome, readText } from "./drive.js";
import { listing } from "./listing.js";
import { createModelTape } from "./model-tape.js";

type Action =
  | { readonly kind: "read" | "reopen" }
  | { readonly kind: "write"; readonly text: string }
  | { readonly kind: "op"; readonly op: number; readonly count: number };

const spacing = [MtOp.Fsf, MtOp.Bsf, MtOp.Fsr, MtOp.Bsr, MtOp.Fsfm, MtOp.Bsfm];
const others = [MtOp.Rewind, MtOp.Eom, MtOp.Weof, MtOp.Seek, MtOp.Erase];

const anyAction: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant("write" as const),
      text: fc.stringMatching(/^[A-Z]{1,9}$/),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constantFrom("read" as const, "reopen" as const) }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant("op" as const),
      op: fc.constantFrom(...spacing, ...spacing, ...others),
      count: fc.nat(3),
    }),
  },
);

test.each(["tap", "e11", "aws"] as const)(
  "whatever is done, %s is the list of records and marks that it stands for",
  async (format) => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyAction, { maxLength: 60 }), async (actions) => {
        const file: MemoryRecordFile = memoryRecordFile();
        const model = createModelTape();
        let image: RecordImage = await openRecordImage({ file, format });
        let unit: TapeUnit = await image.open("rw");
        for (const action of actions) {
          if (action.kind === "read") expect(await readText(unit, 9)).toBe(model.read());
          else if (action.kind === "write") {
            await unit.write(bytesOf(action.text));
            model.write(action.text);
          } else if (action.kind === "op") {
            const { op, count } = action;
            const result = await outcome(unit.operation(op, count));
            expect(result ?? "done").toBe(model.operation(op, count));
          } else {
            await unit.close();
            model.close();
            const state = JSON.parse(JSON.stringify(image.state()));
            image = await openRecordImage({ file, format });
            expect(await image.restore(state)).toEqual({ applied: true });
            unit = await image.open("rw");
          }
          const { fileno } = await unit.status();
          expect([await unit.position(), fileno]).toEqual(model.where());
        }
        await unit.close();
        model.close();
        const found = (await listing(file.contents(), format)).slice(0, -1);
        expect(found.map((line) => line.replace(/^\d+ /, ""))).toEqual(model.contents());
      }),
      { numRuns: 120 },
    );
  },
);
