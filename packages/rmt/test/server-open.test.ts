import { expect, test, vi } from "vitest";
import { allowNames, type RmtOpenRequest } from "../src/index.js";
import { dialogue, type Step } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";
import { invalid, noEntry, notOpen, openRead, openWrite, write } from "./steps.js";

test.each([
  ["0 O_RDONLY", "r", ["RDONLY"]],
  ["65 O_WRONLY|O_CREAT", "w", ["WRONLY", "CREAT"]],
  ["66 O_RDWR|O_CREAT", "rw", ["RDWR", "CREAT"]],
  ["1 O_WRONLY|O_CREAT|O_TRUNC", "w", ["WRONLY", "CREAT", "TRUNC"]],
  ["0 O_RDWR", "rw", ["RDWR"]],
  ["2 RDONLY | CREAT", "r", ["RDONLY", "CREAT"]],
  ["O_WRONLY|LARGEFILE", "w", ["WRONLY", "LARGEFILE"]],
  ["1 O_CREAT", "w", ["CREAT"]],
  ["577", "w", []],
  ["1026", "rw", []],
  ["  2\r", "rw", []],
  ["", "r", []],
] as const)("mode %j", async (mode, access, symbols) => {
  const open = vi.fn(async (_: string, request: RmtOpenRequest) =>
    createMemoryTape().open(request.mode),
  );
  await dialogue(createMemoryTape(), [[`O/dev/x y\n${mode}\n`, "A0\n"]], { open });
  expect(open.mock.calls).toEqual([["/dev/x y", { mode: access, symbols }]]);
});

test.each([
  "3",
  "0 O_BOGUS",
  "1 O_WRONLY|O_RDWR",
  "1 O_WRONLY||O_CREAT",
  "x",
  "-1",
  "9".repeat(600),
])("no mode: %.20s", async (mode) => {
  expect(await dialogue(createMemoryTape(), [[`Onst0\n${mode}\n`, invalid]])).toBe(0);
});

test.each(["", "/dev/../etc/passwd", "..", "a\0b", `/${"x".repeat(4096)}`])(
  "no name: %.20j",
  async (name) => {
    const open = vi.fn();
    const status = await dialogue(createMemoryTape(), [[`O${name}\n0\n`, noEntry]], { open });
    expect([status, open.mock.calls]).toEqual([0, []]);
  },
);

test("the longest name is passed on as it is", async () => {
  const name = `/dev/${"é".repeat(2045)}x`;
  const open = vi.fn(async () => createMemoryTape().open("r"));
  await dialogue(createMemoryTape(), [[`O${name}\n0\n`, "A0\n"]], { open });
  expect(open).toHaveBeenCalledWith(name, { mode: "r", symbols: [] });
});

test("a second open closes the first, even if it fails itself", async () => {
  const tape = createMemoryTape();
  const steps: Step[] = [
    openWrite,
    write,
    openRead,
    ["Onst0\n9 O_BOGUS\n", invalid],
    ["C\n", notOpen],
  ];
  expect(await dialogue(tape, steps)).toBe(0);
  expect(tape.layout()).toBe("100 |");
});

test("errors of the tape are errno numbers of Linux with their texts", async () => {
  const tape = createMemoryTape();
  await tape.writeProtect();
  expect(await dialogue(tape, [["Onst0\n1\n", "E30\nRead-only file system\n"]])).toBe(0);
  const busy = await tape.open("r");
  await dialogue(tape, [["Onst0\n0\n", "E16\nDevice or resource busy\n"]]);
  await busy.close();
});

test("what is no tape error is an input/output error, and is logged", async () => {
  const log = vi.fn();
  const open = async () => {
    throw new Error("the roof is on fire");
  };
  const steps: Step[] = [["Onst0\n0\n", "E5\nInput/output error\n"]];
  expect(await dialogue(createMemoryTape(), steps, { open, log })).toBe(0);
  expect(log.mock.calls.flat().join("\n")).toContain("the roof is on fire");
});

test("allowNames admits names with and without /dev/, and nothing else", () => {
  const admitted = allowNames(["nqft0", "/dev/nst0", "lab/tape"]);
  expect(["nqft0", "/dev/nqft0", "nst0", "/dev/nst0", "/dev/lab/tape"].map(admitted)).toEqual([
    "nqft0",
    "nqft0",
    "/dev/nst0",
    "/dev/nst0",
    "lab/tape",
  ]);
  expect(allowNames(["lab/../tape"])("lab/../tape")).toBe(undefined);
  const refused = [
    "",
    "/dev/",
    "nqft1",
    "/etc/passwd",
    "/dev/dev/nst0",
    "/dev/../dev/nst0",
    "tape",
  ];
  expect(refused.map(admitted)).toEqual(refused.map(() => undefined));
});
