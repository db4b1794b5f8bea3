import { expect, test } from "vitest";
import { type ProgramName, run } from "./run-bin.js";

/** One command line and what must come of it. */
export interface CommandCase {
  readonly title: string;
  /** The command line, cut at blanks; an array where words hold blanks. */
  readonly line: string | readonly [ProgramName, ...string[]];
  readonly stdin?: string | Uint8Array;
  readonly env?: Record<string, string>;
  /** Default 0. */
  readonly status?: number;
  /** Exact, or a pattern; default nothing at all. */
  readonly stdout?: string | RegExp;
  /** Default nothing at all. */
  readonly stderr?: RegExp;
}

/** Makes a test of every row. Commands run in `folder()`, which may be made by a hook. */
export function testCommands(folder: () => string, cases: readonly CommandCase[]): void {
  for (const row of cases)
    test(row.title, () => {
      const [program = "", ...args] = typeof row.line === "string" ? row.line.split(" ") : row.line;
      const options = { stdin: row.stdin ?? "", env: row.env ?? {} };
      const ended = run(folder(), program as ProgramName, args, options);
      expect({ status: ended.status, stderr: ended.stderr }).toEqual({
        status: row.status ?? 0,
        stderr: row.stderr ? expect.stringMatching(row.stderr) : "",
      });
      if (row.stdout instanceof RegExp) expect(ended.stdout).toMatch(row.stdout);
      else expect(ended.stdout).toBe(row.stdout ?? "");
    });
}
