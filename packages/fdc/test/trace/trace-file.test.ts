import { describe, expect, test } from "vitest";
import { FdcError } from "../../src/index.js";
import { createTraceReader, readTrace, traceLine } from "../../src/trace/index.js";

const begin = "0 begin 1 still irq 10000+1024";

const refused: [string, string, RegExp][] = [
  ["nothing", "\n# only talk\n", /^the trace holds no record$/],
  ["other text", "hello", /^line 1 is no record of a trace: "hello"/],
  ["a kind nobody knows", "0 peek 3f2 00", /^line 1 is no record/],
  ["another first record", "0 out 3f2 00", /^line 1: the first record must be begin$/],
  ["a version to come", "0 begin 2 still irq", /^line 1: version must be 1, got 2$/],
  ["two beginnings", `${begin}\n${begin}`, /^line 2: begin may only come first$/],
  ["time that goes back", `${begin}\n5 now\n4 now`, /^line 3: atMs goes back from 5 to 4$/],
  ["no time", `${begin}\nNaN now`, /^line 2 is no record/],
  ["endless time", `${begin}\n1e999 now`, /^line 2: atMs must be 0 to/],
  ["a port too many", `${begin}\n0 in 10000 00`, /^line 2 is no record/],
  [
    "an interrupt too many",
    `${begin}\n0 clear 16`,
    /^line 2: irq must be a whole number, 0 to 15, got 16$/,
  ],
  [
    "a buffer too many",
    `${begin}\n0 load 1 0+1 00000000`,
    /^line 2: buffer must be a whole number, 0 to 0/,
  ],
  ["an offset behind the buffer", `${begin}\n0 load 0 1025+0 00000000`, /^line 2: offset/],
  [
    "bytes behind the buffer",
    `${begin}\n0 load 0 1000+25 00000000`,
    /^line 2: sizeBytes .* 0 to 24, got 25/,
  ],
  ["bytes too few", `${begin}\n0 load 0 0+2 00000000:00`, /^line 2: bytes must be 2 bytes/],
  ["half a byte", `${begin}\n0 load 0 0+2 00000000:000`, /^line 2: bytes must be 2 bytes/],
  [
    "bytes with another hash",
    `${begin}\n0 store 0 0+1 00000000:00`,
    /^line 2: bytes do not have the hash/,
  ],
  ["a buffer too large", "0 begin 1 still irq 10000+65537", /^line 1: sizeBytes must be .* 65536/],
  [
    "a line without end",
    `${begin}\n0 ${"x".repeat(140_000)}`,
    /^line 2 has 140002 characters, more than/,
  ],
  ["broken JSON", `{"kind":`, /^line 1 is no record of a trace/],
  ["JSON without a kind", `${begin}\n{"atMs":0}`, /^line 2: kind undefined is not known$/],
  [
    "JSON of the wrong type",
    `${begin}\n{"kind":"out","atMs":0,"port":"3f2","value":0}`,
    /^line 2: port must/,
  ],
  [
    "a word for a truth",
    `${begin}\n{"kind":"wait","atMs":0,"irq":6,"timeoutMs":1,"rose":1}`,
    /^line 2: rose/,
  ],
  [
    "a list for buffers",
    `{"kind":"begin","atMs":0,"version":1,"standsStill":true,"interrupts":true}`,
    /^line 1: buffers/,
  ],
];

describe("a trace is refused with line and field:", () => {
  test.each(refused)("%s", (_, text, message) => {
    expect(() => readTrace(text)).toThrow(message);
    expect(() => readTrace(text)).toThrow(expect.objectContaining({ code: "BAD_TRACE" }));
    expect(() => readTrace(text)).toThrow(FdcError);
  });
});

test("comments, empty lines and carriage returns do not matter, and formats may be mixed", () => {
  const text = `# of a drive\r\n\r\n${begin}\r\n0 out 3f2 0c\r\n{"kind":"in","atMs":1,"port":1012,"value":128}`;
  expect(readTrace(text).map((record) => traceLine(record))).toEqual([
    begin,
    "0 out 3f2 0c",
    "1 in 3f4 80",
  ]);
});

test("a reader counts the lines it is given", () => {
  const reader = createTraceReader();
  reader.read("");
  reader.read(begin);
  expect(() => reader.read("?")).toThrow(expect.objectContaining({ details: { line: 3 } }));
});
