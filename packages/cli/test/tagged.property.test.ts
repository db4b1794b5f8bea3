import fc from "fast-check";
import { expect, test } from "vitest";
import { CommandError } from "../src/usage-error.js";
import { createEntry, type TableBounds, type TableEntry } from "../src/vtblc/table-model.js";
import { parseTagged } from "../src/vtblc/tagged-syntax.js";
import { applyTags, taggedText } from "../src/vtblc/tagged-text.js";

const ascii = (text: string) => new TextEncoder().encode(text);

const anyEntry = fc
  .record({
    signature: fc.constantFrom("VTBL", "VTBL", "XTBL", "UTID", "EXVT"),
    layout: fc.constantFrom("rev-k" as const, "qic113" as const, "big" as const),
    bytes: fc.uint8Array({ minLength: 128, maxLength: 128 }),
  })
  .map((entry): TableEntry => {
    entry.bytes.set(ascii(entry.signature));
    return entry;
  });

const bounds: TableBounds = {
  formatCode: 4,
  firstDataSegment: 2,
  lastDataSegment: 999,
  capacity: 232,
};

test("a printed entry, read back over itself or over another one, is the same 128 bytes", () => {
  fc.assert(
    fc.property(anyEntry, anyEntry, (entry, other) => {
      const [read] = parseTagged(taggedText([entry], bounds));
      const over = { ...other, layout: entry.layout };
      expect(applyTags(entry, read?.tags ?? [], 77).bytes).toEqual(entry.bytes);
      expect(applyTags(over, read?.tags ?? [], 77).bytes).toEqual(entry.bytes);
    }),
  );
});

test("whatever stands on standard input, it is read or refused with the line", () => {
  const words = fc.constantFrom(
    "VTBL START 2 99",
    "VTBL END",
    "ENTRY 0",
    "ENTRY",
    "ENTRY END",
    'SIGNATURE "VTBL"',
    'SIGNATURE "XTBL"',
    "START 3",
    "END 9999999",
    "DATE",
    'DATE "x"',
    'DESCRIPTION "a\\',
    "FLAG_NOT_VERIFIED 2",
    "# remark",
    "",
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(words, fc.string())), (lines) => {
      try {
        for (const entry of parseTagged(["VTBL START", "ENTRY 0", ...lines].join("\n")))
          applyTags(createEntry(2, 0), entry.tags, 0);
      } catch (error) {
        expect(error).toBeInstanceOf(CommandError);
        expect((error as Error).message).toMatch(/^standard input, line \d+: /);
      }
    }),
  );
});
