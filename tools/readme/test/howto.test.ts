import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";
import { beforeAll, expect, test } from "vitest";

const tool = fileURLToPath(new URL("../", import.meta.url));
const pages = join(tool, "..", "..", "docs", "howto");
// inside this tool, where the packages' names resolve; ignored by git
const root = join(tool, "test-results", "howto");
const folder = join(root, "test");

/** The blocks of a page that name a file: ```ts NAME. */
function filesOf(page: string): { name: string; text: string }[] {
  const text = readFileSync(join(pages, page), "utf8");
  return [...text.matchAll(/^```ts (?<name>\S+)\n(?<text>.*?)^```$/gms)].map(({ groups }) => ({
    name: groups?.name ?? "",
    text: groups?.text ?? "",
  }));
}

const files = readdirSync(pages).flatMap((page) => (page.endsWith(".md") ? filesOf(page) : []));
const names = files.map(({ name }) => name);

beforeAll(() => {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const { name, text } of files) writeFileSync(join(folder, name), text);
});

test("every TypeScript block of the pages is one of these files", () => {
  expect(names).toEqual(["folder-store.ts", "folder-store.test.ts", "use-folder-store.ts"]);
  for (const page of readdirSync(pages))
    expect(readFileSync(join(pages, page), "utf8"), page).not.toMatch(/^\s*```ts\s*$/m);
});

test("the files are well typed", () => {
  const { config } = ts.readConfigFile(join(tool, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, tool);
  const paths = names.map((name) => join(folder, name));
  const program = ts.createProgram(paths, options);
  const messages = paths.flatMap((path) => {
    const file = program.getSourceFile(path);
    return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    );
  });
  expect(messages).toEqual([]);
}, 60_000);

test("the backend of the page passes the conformance suite", () => {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [vitestScript(), "run", "--root", root, "--config", join(tool, "vitest.config.ts")],
    { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" }, timeout: 60_000 },
  );
  expect(status, stdout + stderr).toBe(0);
  expect(stdout).toMatch(/Tests {2}\d\d passed/);
}, 60_000);

test("the program of the page prints what the page says", async () => {
  const outfile = join(folder, "use-folder-store.mjs");
  await build({
    entryPoints: [join(folder, "use-folder-store.ts")],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@floppytape/source"],
    logLevel: "silent",
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], {
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const page = readFileSync(join(pages, "write-a-backend.md"), "utf8");
  expect(page).toContain(`It prints \`${stdout.trim()}\`.`);
});

/** The program of vitest that runs this test. */
function vitestScript(): string {
  return join(dirname(fileURLToPath(import.meta.resolve("vitest/package.json"))), "vitest.mjs");
}
