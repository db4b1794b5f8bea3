import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MtOp } from "@floppytape/magtape";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTapeUnit } from "../src/index.js";
import { buildProgram, startProgram } from "./child-program.js";

const folder = mkdtempSync(join(tmpdir(), "floppytape-records-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let writer: string;

beforeAll(async () => {
  const source = new URL("./write-records.ts", import.meta.url);
  writer = await buildProgram("write-records", folder, source);
}, 60_000);

const endings = ["tap", "aws", "e11"];
const counts = [1, 3, 4, 9, 30, 100, 101, 250];

test.each(endings.flatMap((ending) => counts.map((count) => [ending, count] as const)))(
  ".%s: a writer that is killed after %i records leaves them, and frees the image",
  async (ending, count) => {
    const tape = join(folder, `${count}.${ending}`);
    const program = startProgram(writer, [tape], (lines) => {
      if (lines >= count) program.child.kill("SIGKILL");
    });
    expect((await program.ended).signal).toBe("SIGKILL");

    const { unit, release } = await openTapeUnit(tape, { mode: "rw" });
    await unit.operation(MtOp.Rewind, 1);
    const into = new Uint8Array(20000);
    let found = 0;
    for (let empty = 0; empty < 2; ) {
      const bytes = await unit.read(into);
      empty = bytes === 0 ? empty + 1 : 0;
      if (bytes === 0) continue;
      found++;
      expect(bytes).toBe(1 + ((found * 7919) % 20000));
      expect(into.subarray(0, bytes).every((byte) => byte === (found & 0xff))).toBe(true);
    }
    expect(found).toBeGreaterThanOrEqual(program.lines.length);

    // It goes on behind what is whole.
    await unit.operation(MtOp.Eom, 1);
    await unit.write(new Uint8Array(5).fill(5));
    await release();
    const again = await openTapeUnit(tape, { mode: "r" });
    await again.unit.operation(MtOp.Eom, 1);
    await again.unit.operation(MtOp.Bsf, 1);
    await again.unit.operation(MtOp.Bsr, 1);
    expect(await again.unit.read(into)).toBe(5);
    await again.release();
  },
  60_000,
);
