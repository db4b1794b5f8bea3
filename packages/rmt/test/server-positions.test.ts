import { TapeError } from "@floppytape/magtape";
import { describe, expect, test } from "vitest";
import { dialogue, join, mtget, type Step } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";
import { data, openBoth, openRead, openWrite, write } from "./steps.js";

describe("positions", () => {
  const threeFiles: Step[] = [
    openWrite,
    write,
    ["I5\n1\n", "A1\n"],
    write,
    ["I5\n1\n", "A1\n"],
    write,
  ];

  test("a floppy tape's EINVAL at the end of a way is EIO, by which clients know it", async () => {
    const unit = await createMemoryTape().open("r");
    const operation = async () => {
      throw new TapeError("EINVAL", "bsf: 1 fewer than asked for", { resid: 1 });
    };
    const open = async () => ({ ...unit, operation });
    const steps: Step[] = [openRead, ["I2\n1\n", "E5\nInput/output error\n"]];
    expect(await dialogue(createMemoryTape(), steps, { open })).toBe(0);
  });

  test.each([
    [0, 4],
    [1, 2],
    [2, 0],
  ])("back to the beginning of the file %i files before", async (filesBack, head) => {
    const tape = createMemoryTape();
    const steps: Step[] = [...threeFiles, [`i5\n${filesBack}\n`, `A${filesBack}\n`]];
    await dialogue(tape, steps);
    expect([tape.head, tape.layout()]).toEqual([head, "100 | 100 | 100 |"]);
  });

  test("back over more files than there are fails at the beginning", async () => {
    const tape = createMemoryTape();
    await dialogue(tape, [...threeFiles, ["i5\n3\n", "E5\nInput/output error\n"]]);
    expect(tape.head).toBe(0);
  });

  test("seeking to 0 leads to where the open began, in the same file only", async () => {
    const tape = createMemoryTape();
    await dialogue(tape, [
      ...threeFiles,
      ["I2\n1\n", "A1\n"],
      ["I1\n1\n", "A1\n"],
      ["C\n", "A0\n"],
    ]);
    expect(tape.head).toBe(4);
    const illegal = "E29\nIllegal seek\n";
    const steps: Step[] = [
      openBoth,
      ["R200\n", join("A100\n", data)],
      ["L0\n0\n", "A0\n"],
      ["R200\n", join("A100\n", data)],
      ["L0\nSEEK_SET\n", "A0\n"],
      ["LSET\n0\n", "A0\n"],
      ["L1\n0\n", illegal],
      ["L0\n2\n", illegal],
      ["L100\n0\n", illegal],
      ["L0\n100\n", illegal],
      ["L3\n0\n", illegal],
      ["I2\n1\n", "A1\n"],
      ["L0\n0\n", illegal],
    ];
    expect(await dialogue(tape, steps)).toBe(0);
    expect(tape.head).toBe(3);
  });

  test("a tape that is open only for reading, or can't tell where it is, does not seek", async () => {
    const illegal: Step = ["L0\n0\n", "E29\nIllegal seek\n"];
    expect(await dialogue(createMemoryTape(), [openRead, illegal])).toBe(0);
    const lost = createMemoryTape();
    lost.failNext("status", new TapeError("ENXIO", "no cartridge"));
    expect(await dialogue(lost, [openBoth, illegal])).toBe(0);
  });
});

test.each([
  ["L500\n0\n", "SET 500"],
  ["L0\n500\n", "SET 500"],
  ["L500\n1\n", "CUR 500"],
  ["L1\n20480\n", "CUR 20480"],
  ["L-5\n2\n", "END -5"],
  ["L2\n-5\n", "END -5"],
  ["L0\n1\n", "CUR 0"],
  ["L1\n0\n", "CUR 0"],
  ["L0\n2\n", "END 0"],
  ["L2\n0\n", "END 0"],
  ["L3\n0\n", "SET 3"],
  ["L0\n3\n", "DATA 0"],
  ["L1\n2\n", "END 1"],
  ["L4\n4\n", "HOLE 4"],
  ["LSEEK_END\n3\n", "END 3"],
  ["L3\nEND\n", "END 3"],
  ["LSET\n1\n", "SET 1"],
])("%j is taken for %s, which a tape does not do", async (request, meaning) => {
  const lines: string[] = [];
  const log = (line: string) => void lines.push(line);
  const steps: Step[] = [openBoth, [request, "E29\nIllegal seek\n"]];
  await dialogue(createMemoryTape(), steps, { log });
  expect(lines).toContain(`seek failed: a tape does not seek (${meaning})`);
});

describe("status", () => {
  test.each(["linux64", "linux32", "bsd16", "short8"] as const)("layout %s", async (layout) => {
    const tape = createMemoryTape();
    const unit = await tape.open("r");
    const status = await mtget(unit, layout);
    await unit.close();
    expect(await dialogue(tape, [openRead, ["S", status]], { mtget: layout })).toBe(0);
  });

  test("errors are kept until the field that tells them is asked for, which clears them", async () => {
    const steps: Step[] = [
      openRead,
      ["I24\n1\n", "A1\n"],
      ["sT", `A${0x72}\n`],
      ["sE", "A1\n"],
      ["sE", "A0\n"],
    ];
    expect(await dialogue(createMemoryTape(), steps)).toBe(0);
  });

  test("a position that is not known is -1, words are unsigned", async () => {
    const unit = await createMemoryTape().open("r");
    const status = async () => ({
      ...(await unit.status()),
      gstat: 0x89000000,
      fileno: -1,
      blkno: -1,
    });
    const steps: Step[] = [openRead, ["sf", `A${0x89000000}\n`], ["sF", "A-1\n"], ["sB", "A-1\n"]];
    const open = async () => ({ ...unit, status });
    expect(await dialogue(createMemoryTape(), steps, { open })).toBe(0);
  });
});
