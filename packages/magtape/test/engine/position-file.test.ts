import fc from "fast-check";
import { expect, test } from "vitest";
import {
  createPositionMemory,
  formatPositionFile,
  parsePositionFile,
  unknownDescriptor,
} from "../../src/engine/index.js";

const heading = "Magtape unit mta status Fri 10:15:02 20-Nov-98 user joe";
const atEnd = `# ${heading}
file = 4 (EOT)
record = 1
nfiles = 3
tapeused = 1234
pflags = 6
`;

test("a position file is read and written as IRAF does", () => {
  const descriptor = { file: 4, record: 1, files: 3, usedKb: 1234, flags: 6 };
  expect(parsePositionFile(atEnd)).toEqual({ descriptor, comments: [heading] });
  expect(formatPositionFile(descriptor, [heading])).toBe(atEnd);
});

test("an unknown position is written as a new file is", () => {
  const fresh = "file = -1\nrecord = -1\nnfiles = 0\ntapeused = 0 Kb\npflags = 0\n";
  expect(formatPositionFile(unknownDescriptor)).toBe(fresh);
  expect(parsePositionFile(fresh)?.descriptor).toEqual(unknownDescriptor);
  const lost = formatPositionFile({ ...unknownDescriptor, file: -1, record: 7, files: 3 });
  expect(lost).toContain("file = -1\nrecord = -1\nnfiles = 3\n");
});

test("(EOT) is where the files were counted and end", () => {
  const at = (file: number, record: number, files: number) =>
    formatPositionFile({ file, record, files, usedKb: 0, flags: 0 }).split("\n")[0];
  expect(at(4, 1, 3)).toBe("file = 4 (EOT)");
  expect(at(4, 2, 3)).toBe("file = 4");
  expect(at(3, 1, 3)).toBe("file = 3");
  expect(at(1, 1, 0)).toBe("file = 1");
});

test("text behind a number and lines behind the values mean nothing", () => {
  const text = "#a\n# b\nfile = 2 of many\nrecord=3\nnfiles =4x\ntapeused = 5 Kb\npflags = 1\nrest";
  expect(parsePositionFile(text)).toEqual({
    descriptor: { file: 2, record: 3, files: 4, usedKb: 5, flags: 1 },
    comments: ["a", "b"],
  });
});

test.each([
  ["", "nothing"],
  ["record = 1\n", "no file"],
  [atEnd.replace("record = 1\n", ""), "a line is missing"],
  [atEnd.replace("record = 1\nnfiles = 3", "nfiles = 3\nrecord = 1"), "the order is another"],
  [atEnd.replace("nfiles = 3", "nfiles = many"), "no number"],
  [atEnd.replace("= 1234", "1234"), "no ="],
  [atEnd.replace("record = 1", "record = 99999999999999999999"), "no number that can be"],
  [atEnd.slice(0, atEnd.indexOf("pflags")), "cut off"],
])("a defect is an unknown position: %j, %s", (text) => {
  expect(parsePositionFile(text)).toBeUndefined();
});

test("any text is a position or none", () => {
  const line = fc.oneof(
    fc.string(),
    fc.constantFrom("file = 1", "record = 1", "nfiles = 0", "tapeused = 0 Kb", "pflags = 0", "# x"),
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const found = parsePositionFile(lines.join("\n"));
      if (found === undefined) return;
      expect(Object.values(found.descriptor).every(Number.isSafeInteger)).toBe(true);
    }),
  );
});

test("a position is kept in a text, under the lines that it begins with", async () => {
  let text: string | undefined;
  const memory = createPositionMemory({
    heading,
    load: async () => text,
    save: async (saved) => {
      text = saved;
    },
  });
  expect(await memory.recall()).toEqual(unknownDescriptor);
  await memory.keep({ file: 4, record: 1, files: 3, usedKb: 1234, flags: 6 });
  expect(text).toBe(atEnd);
  text = `# mine\n${text}`;
  await memory.keep({ file: 2, record: 1, files: 0, usedKb: 0, flags: 0 });
  expect(text).toBe(
    `# mine\n# ${heading}\nfile = 2\nrecord = 1\nnfiles = 0\ntapeused = 0\npflags = 0\n`,
  );
  expect((await memory.recall()).file).toBe(2);
  text = "nonsense";
  expect(await memory.recall()).toEqual(unknownDescriptor);
  await memory.keep(unknownDescriptor);
  expect(text.startsWith(`# ${heading}\nfile = -1\n`)).toBe(true);
});
