import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describeMtOp, type MtOpFamily } from "@floppytape/magtape";
import { expect, test } from "vitest";
import { dialogue, type Step } from "./dialogue.js";
import { createMemoryTape } from "./memory-tape.js";

const page = readFileSync(
  fileURLToPath(new URL("../../../docs/formats/remote-tape.md", import.meta.url)),
  "utf8",
);

/** Cells of the rows of tables under a heading whose first cell is a number. */
function rowsUnder(heading: string): string[][] {
  const [section = ""] = page.split(`\n## ${heading}\n`)[1]?.split("\n## ") ?? [];
  const rows = section.split("\n").filter((line) => /^\| \d+ \|/.test(line));
  return rows.map((row) =>
    row
      .split("|")
      .map((cell) => cell.replaceAll("`", "").trim())
      .slice(1, -1),
  );
}

/** Words for the operation that a unit is asked for when a server gets this request. */
async function meaning(requests: Step[], peer: MtOpFamily): Promise<string | undefined> {
  let asked: string | undefined;
  const unit = await createMemoryTape().open("w");
  const operation = async (op: number) => void (asked = describeMtOp(op)?.names[0]);
  const open = async () => ({ ...unit, operation });
  await dialogue(createMemoryTape(), [["Onst0\n1\n", "A0\n"], ...requests], { open, peer });
  return asked;
}

test("the conversation is the one that the server has", async () => {
  const [, block = ""] = /^```rmt\n(.*?)^```$/ms.exec(page) ?? [];
  const said = block
    .trimEnd()
    .split("\n")
    .map((line) => line.slice(2).replaceAll("\\n", "\n"));
  const steps = Array.from(
    { length: said.length / 2 },
    (_, i): Step => [said[2 * i]!, said[2 * i + 1]!],
  );
  expect(steps.length).toBeGreaterThan(10);
  const tape = createMemoryTape();
  expect(await dialogue(tape, steps)).toBe(0);
  expect(tape.layout()).toBe("12 |");
});

test("operation numbers mean what the tables say", async () => {
  const rows = rowsUnder("Operation numbers");
  const plain = rows.filter((cells) => cells.length === 3);
  const extended = rows.filter((cells) => cells.length === 2);
  expect([plain.length, extended.length]).toEqual([8, 4]);
  const versionOne: Step = ["I-1\n0\n", "A1\n"];
  for (const [number, linux, bsd] of plain) {
    const request: Step = [`I${number}\n1\n`, "A1\n"];
    expect(await meaning([request], "linux")).toBe(linux);
    expect(await meaning([request], "bsd")).toBe(bsd);
    expect(await meaning([request], "sun")).toBe(bsd);
    expect(await meaning([versionOne, request], "linux")).toBe(bsd);
  }
  for (const [number, name] of extended.slice(0, 3))
    expect(await meaning([[`i${number}\n1\n`, "A1\n"]], "linux")).toBe(name);
  expect(await meaning([["i0\n1\n", "A1\n"]], "linux")).toBe("setdrvbuffer");
  expect(await meaning([["i122\n1\n", "A1\n"]], "linux")).toBe("seek");
});

test.each([8, 9, 10, 13])("version 1 has no operation %i", async (number) => {
  const refused: Step = [`I${number}\n1\n`, "E22\nInvalid argument\n"];
  expect(await meaning([["I-1\n0\n", "A1\n"], refused], "linux")).toBe(undefined);
});
