import { describe, expect, test } from "vitest";
import { dialogue, join, record, type Step } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";
import { data, invalid, notOpen, openBoth, openRead, openWrite, overflow, write } from "./steps.js";

test.each([
  ["C\n", notOpen],
  ["R10\n", notOpen],
  [join("W3\n", "abc"), notOpen],
  ["I6\n1\n", notOpen],
  ["i4\n1\n", notOpen],
  ["L0\n0\n", notOpen],
  ["S", notOpen],
  ["sT", notOpen],
] as Step[])("%j needs an open tape", async (request, reply) => {
  // A version query behind it shows that the server takes the next request for what it is.
  const steps: Step[] = [
    [request, reply],
    ["v\n", "A1\n"],
  ];
  expect(await dialogue(createMemoryTape(), steps)).toBe(0);
});

test.each([
  "R\n",
  "R-1\n",
  "Rten\n",
  "R1 0\n",
  `R${"9".repeat(100)}\n`,
  "R99999999999\n",
  "I6\n-1\n",
  "I6\nx\n",
  "I6\n2147483648\n",
  "I\n1\n",
  "I99\n1\n",
  "I-2\n1\n",
  "i6\n1\n",
  "i99\n1\n",
  "i117\n1\n",
  "L\n0\n",
  "L5\n9\n",
  "LSET\nCUR\n",
  "sX",
  "V\n",
  "V-1\n",
])("%j means nothing, and the tape stays as it is", async (request) => {
  const tape = createMemoryTape();
  const steps: Step[] = [openBoth, write, [request, invalid], write, ["C\n", "A0\n"]];
  expect(await dialogue(tape, steps)).toBe(0);
  expect(tape.layout()).toBe("100 100 |");
});

test.each([["x"], ["A0\n"], ["GET / HTTP/1.1\r\n\r\n"], ["\0"], ["\xff"]])(
  "%j is garbage: status 3, and the tape is closed",
  async (garbage) => {
    const tape = createMemoryTape();
    const steps: Step[] = [openWrite, write, [garbage, "E22\nGarbage command\n"]];
    expect(await dialogue(tape, steps)).toBe(3);
    expect([tape.layout(), tape.isOpen]).toEqual(["100 |", false]);
  },
);

test.each(["W\n", "W-5\n", "Wx\n"])("behind %j nothing is taken for a request", async (request) => {
  const tape = createMemoryTape();
  expect(await dialogue(tape, [openWrite, [join(request, "I5\n9\n"), invalid]])).toBe(3);
  expect(tape.layout()).toBe("");
});

test("line feeds and carriage returns between requests are skipped", async () => {
  const steps: Step[] = [["\n\r\n", ""], openRead, ["\r\nC\r\n\n", "A0\n"]];
  expect(await dialogue(createMemoryTape(), steps)).toBe(0);
});

describe("records", () => {
  test("longer than the limit: read and write are refused, the data of the write is taken", async () => {
    const tape = createMemoryTape();
    const steps: Step[] = [
      openBoth,
      [join("W101\n", record(101)), overflow],
      write,
      ["R101\n", overflow],
      ["I6\n1\n", "A1\n"],
      ["R100\n", join("A100\n", data)],
    ];
    expect(await dialogue(tape, steps, { maxRecordBytes: 100, pieceBytes: 64 })).toBe(0);
    expect(tape.layout()).toBe("100 |");
  });

  test("a limit that is none is the caller's mistake", async () => {
    for (const maxRecordBytes of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])
      await expect(dialogue(createMemoryTape(), [], { maxRecordBytes })).rejects.toThrow(
        RangeError,
      );
  });

  test("no bytes are read and written as no bytes", async () => {
    const tape = createMemoryTape();
    const steps: Step[] = [
      openBoth,
      write,
      ["W0\n", "A0\n"],
      ["I6\n1\n", "A1\n"],
      ["R0\n", "A0\n"],
      ["R100\n", join("A100\n", data)],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
  });

  test("at the end of data: twice nothing, then an error", async () => {
    const tape = createMemoryTape();
    await dialogue(tape, [openWrite, write, ["C\n", "A0\n"]]);
    const steps: Step[] = [
      openRead,
      ["I4\n1\n", "E5\nInput/output error\n"],
      ["R100\n", "A0\n"],
      ["R100\n", "A0\n"],
      ["R100\n", "E5\nInput/output error\n"],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
  });

  test("a tape that is open for reading is not written", async () => {
    const tape = createMemoryTape();
    const steps: Step[] = [
      openRead,
      [join("W100\n", data), notOpen],
      ["I5\n1\n", notOpen],
      ["I13\n1\n", notOpen],
      ["i3\n1\n", notOpen],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
    expect(tape.layout()).toBe("");
  });

  test("a write that was only begun on the tape is the end of the tape", async () => {
    const unit = await createMemoryTape().open("w");
    const open = async () => ({ ...unit, write: async () => 60 });
    const steps: Step[] = [openWrite, [join("W100\n", data), "E28\nNo space left on device\n"]];
    expect(await dialogue(createMemoryTape(), steps, { open })).toBe(0);
  });
});
