/** What the server tells those at its own machine. */
import { TapeError } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { dialogue } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";
import { openWrite, write } from "./steps.js";

async function failuresOf(prepare: (tape: ReturnType<typeof createMemoryTape>) => void) {
  const lines: string[] = [];
  const tape = createMemoryTape();
  prepare(tape);
  const log = (line: string, kind: string) => void (kind === "failure" && lines.push(line));
  return { tape, lines, log };
}

test("what the tape says is a failure: the client gets only the errno", async () => {
  const { tape, lines, log } = await failuresOf((tape) =>
    tape.failNext("write", new TapeError("EACCES", "writing begins behind all data (use eom)")),
  );
  const refused = [write[0], "E13\nPermission denied\n"] as const;
  expect(await dialogue(tape, [openWrite, refused], { log })).toBe(0);
  expect(lines).toEqual(["write failed: writing begins behind all data (use eom)"]);
});

test("a client that tries again and again is told of once", async () => {
  const { tape, lines, log } = await failuresOf(() => {});
  const absent = ["Onst7\n0\n", "E2\nNo such file or directory\n"] as const;
  const open = async () => {
    throw new TapeError("ENOENT", "no tape nst7");
  };
  await dialogue(tape, [absent, absent, absent], { log, open });
  expect(lines).toEqual(["open failed: no tape nst7"]);
});

test("neither the end of a tape nor a seek is one", async () => {
  const { tape, lines, log } = await failuresOf((tape) =>
    tape.failNext("write", new TapeError("ENOSPC", "the tape is full")),
  );
  const full = [write[0], "E28\nNo space left on device\n"] as const;
  await dialogue(tape, [openWrite, full, ["L500\n0\n", "E29\nIllegal seek\n"]], { log });
  await dialogue(tape, [openWrite, ["I2\n3\n", "E5\nInput/output error\n"]], { log });
  expect(lines).toEqual([]);
});
