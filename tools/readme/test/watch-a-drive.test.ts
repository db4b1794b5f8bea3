import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = readFileSync(join(root, "docs/howto/watch-a-drive.md"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "floppytape-watch-"));

function floppytape(words: string): string {
  const script = join(root, "packages/cli/bin/floppytape.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...words.split(" ")], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
  });
  expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  return stdout;
}

/** The page's commands, without the name of the program. */
const commands = [...page.matchAll(/^floppytape (?<words>.+)$/gm)].map(
  ({ groups }) => groups!.words!,
);

beforeAll(() => void floppytape(commands[0]!));
afterAll(() => rmSync(folder, { recursive: true }));

test("the page makes a cartridge and watches it", () => {
  expect(commands.map((words) => words.split(" ")[0])).toEqual(["format", "trace"]);
});

test.each([
  ["trace", "", 40],
  ["trace-parts", " --depth=parts", 8],
])(
  "every line of the %s blocks comes, in this order and at this time",
  (kind, option, atLeast) => {
    const blocks = [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\`$`, "gms"))];
    const shown = blocks.flatMap(([, text]) => text!.trimEnd().split("\n")).map(partsOf);
    expect(shown.length).toBeGreaterThanOrEqual(atLeast);
    const traced = floppytape(commands[1]! + option)
      .trimEnd()
      .split("\n")
      .map(partsOf);
    let from = 0;
    for (const line of shown) {
      const at = traced.findIndex(
        ({ text, ms }, i) => i >= from && text === line.text && near(ms, line.ms),
      );
      expect(at, `${line.ms} ${line.text}`).toBeGreaterThanOrEqual(from);
      from = at + 1;
    }
  },
  120_000,
);

function partsOf(line: string): { ms: number; text: string } {
  const [, ms, text] = /^ *(\d+\.\d{3}) {2}(.*)$/.exec(line) ?? [];
  return { ms: Number(ms), text: text ?? line };
}

/** The tape's time is exact; a little room is left for drivers that find a shorter way. */
function near(ms: number, shown: number): boolean {
  return Math.abs(ms - shown) <= 0.02 * shown + 0.01;
}
