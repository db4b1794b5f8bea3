import { spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";
import { afterAll, beforeAll, expect, test } from "vitest";

const tool = fileURLToPath(new URL("../", import.meta.url));
const packages = join(tool, "..", "..", "packages");

/** Packages that programs import; the command line has nothing to import. */
const libraries = readdirSync(packages).filter((name) => {
  const manifest = join(packages, name, "package.json");
  return existsSync(manifest) && "." in JSON.parse(readFileSync(manifest, "utf8")).exports;
});

/** The first ```ts block of a README, or the empty text. */
function firstExample(name: string): string {
  const readme = join(packages, name, "README.md");
  if (!existsSync(readme)) return "";
  return /^```ts\n(.*?)^```$/ms.exec(readFileSync(readme, "utf8"))?.[1] ?? "";
}

// inside this tool, where the packages' names resolve; ignored by git
const examples = join(tool, "test-results", "examples");
const fileOf = (name: string) => join(examples, `${name}.ts`);
const withExample = libraries.filter((name) => firstExample(name) !== "");
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "floppytape-readme-"));
  rmSync(examples, { recursive: true, force: true });
  mkdirSync(examples, { recursive: true });
  for (const name of withExample) writeFileSync(fileOf(name), firstExample(name));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("every library's README has an example", () => {
  expect(withExample).toEqual(libraries);
});

test.each(withExample)("the first example of %s runs as it is", async (name) => {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    entryPoints: [fileOf(name)],
    outfile,
    bundle: true,
    format: "esm",
    platform: "node",
    target: "node20",
    conditions: ["@floppytape/source"],
    logLevel: "silent",
  });
  const { status, stdout, stderr } = spawnSync(process.execPath, [outfile], {
    cwd: folder,
    encoding: "utf8",
    timeout: 20_000,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(stdout.trim()).not.toBe("");
});

test("all examples are well typed", () => {
  const { config } = ts.readConfigFile(join(tool, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [] }, ts.sys, tool);
  const program = ts.createProgram(withExample.map(fileOf), options);
  const own = withExample.flatMap((name) => program.getSourceFile(fileOf(name)) ?? []);
  expect(own).toHaveLength(withExample.length);
  const messages = own.flatMap((file) =>
    [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(
      ({ messageText }) =>
        `${file.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
    ),
  );
  expect(messages).toEqual([]);
}, 60_000);
