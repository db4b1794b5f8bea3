import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const page = (name: string) => readFileSync(join(root, name), "utf8");
const programs = ["floppytape", "ftmt", "ftformat", "vtblc", "listtape"];
let folder: string;

/** Commands of a page's blocks in one language, in order. */
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, "gms"))].map(
    ([, body]) => body ?? "",
  );

/** Runs a script in a folder with the built programs; output and talk come together. */
function shell(script: string, cwd = folder): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--norc", "-eo", "pipefail", "-c", `exec 2>&1\n${script}`],
    {
      cwd,
      encoding: "utf8",
      env: { PATH: `${join(folder, "bin")}:${process.env.PATH}`, TZ: "UTC", LC_ALL: "C" },
      timeout: 60_000,
    },
  );
  return { status, output: stdout + stderr };
}

/** Damages an image as `npm start` does. */
function damage(
  image: string,
  options: { seed: number; firstSegment: number; lastSegment: number },
) {
  const script = `import { damageImage } from ${JSON.stringify(new URL("../../demo/damage.mjs", import.meta.url))};
damageImage(${JSON.stringify(image)}, ${JSON.stringify(options)});`;
  const done = spawnSync(process.execPath, ["--input-type=module", "-e", script], { cwd: folder });
  expect(done.status, done.stderr.toString()).toBe(0);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "floppytape-session-"));
  mkdirSync(join(folder, "bin"));
  for (const name of programs) {
    const link = join(folder, "bin", name);
    writeFileSync(
      link,
      `#!/bin/sh\nexec "${process.execPath}" "${join(root, "packages/cli/bin", `${name}.js`)}" "$@"\n`,
    );
    chmodSync(link, 0o755);
  }
  const npx = join(folder, "bin", "npx");
  writeFileSync(npx, '#!/bin/sh\nexec "$@"\n');
  chmodSync(npx, 0o755);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A session with the output that commands have, from the commands of another one. */
function replay(session: string, cwd = folder): string {
  return session
    .split("\n")
    .filter((line) => line.startsWith("$ "))
    .map((line) => `${line}\n${shell(line.slice(2), cwd).output}`)
    .join("");
}

test("the session of the README is what the programs print", () => {
  const [before = "", ...after] = blocks(page("README.md"), "console");
  expect(replay(before)).toBe(before);
  damage("attic.img", { seed: 1994, firstSegment: 3, lastSegment: 60 });
  for (const session of after) expect(replay(session)).toBe(session);
});

test.each(["tapes-of-all-kinds", "image-a-cartridge", "get-files-off-an-image"])(
  "the sessions of %s are what the programs print",
  (name) => {
    const own = join(folder, name);
    mkdirSync(own);
    for (const session of blocks(page(`docs/howto/${name}.md`), "console"))
      expect(replay(session, own)).toBe(session);
  },
);

test("the commands of 'Try it without hardware' all succeed", () => {
  for (const name of ["Documents", "Pictures"]) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, "file"), `${name}\n`.repeat(9000));
  }
  const text = page("docs/howto/try-without-hardware.md");
  const [commands = "", driven = ""] = blocks(text, "sh");
  const { status, output } = shell(commands);
  expect(status, output).toBe(0);
  const drive = shell(driven);
  expect(drive.status, drive.output).toBe(0);
  expect(drive.output).toMatch(/^Next: +nothing: all is well$/m);
  expect(drive.output).toMatch(/^This is a Colorado .* floppy tape drive, /m);
  expect(output).toMatch(/^Remaining space: /m);
  expect(output).toMatch(/ Documents\/file$/m);
  expect(
    shell("ftmt -f try.img rewind; ftmt -f try.img fsf 1; ftmt -f try.img volinfo").output,
  ).toMatch(/^file number {10}= 1$/m);
}, 120_000);

test("the commands of 'Get the files off' do on a damaged image what the page says", () => {
  shell(
    "seq 200000 > many; floppytape format letters.img -c qic80-307; tar -cf - many | floppytape write letters.img",
  );
  shell("cp letters.img second.img");
  damage("letters.img", { seed: 7, firstSegment: 3, lastSegment: 40 });
  damage("second.img", { seed: 8, firstSegment: 3, lastSegment: 40 });
  const commands = blocks(page("docs/howto/rescue-an-image.md"), "sh").join("");
  const { status, output } = shell(commands);
  expect(status, output).toBe(0);
  expect(output).toMatch(/^ {2}lost {7}1 \(0 bytes\)$/m);
  expect(output).toMatch(/ many$/m);
  expect(output).toMatch(/^Sectors: \d+ from several dumps, \d+ from one, \d+ missing$/m);
  expect(output).toMatch(/^Corrected: segments .* \(\d+ sectors\)$/m);
  expect(shell("tar -xf volume0.tar && seq 200000 | cmp - many").status).toBe(0);
}, 120_000);
