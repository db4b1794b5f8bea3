import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createMemoryBytes, createRawImageStore, scanStore } from "../src/index.js";
import { imageOf, manifestOf } from "./recorded-images.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const manifest = manifestOf("q3020-fixedbad");
const folder = mkdtempSync(join(tmpdir(), "cartridge-"));

const image = imageOf(manifest);
const counts: Record<string, number> = {};

beforeAll(async () => {
  const store = createRawImageStore(createMemoryBytes(image));
  for await (const { how } of scanStore(store, { lastSegment: 959, badSectors: () => 0 }))
    counts[how] = (counts[how] ?? 0) + 1;
  writeFileSync(join(folder, "tape.img"), image);
  await build({
    entry: {
      "node/index": join(root, "src/node/index.ts"),
      "node/scan-worker": join(root, "src/node/scan-worker.ts"),
    },
    outDir: folder,
    format: ["esm", "cjs"],
    config: false,
    shims: true,
    dts: false,
    silent: true,
    esbuildOptions(options) {
      options.conditions = ["@floppytape/source"];
    },
    noExternal: [/^@floppytape\//],
  });
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true }));

const body = `
  (async () => {
    const counts = {};
    for await (const { how } of scanImageParallel(process.argv.at(-1), { lastSegment: 959, workers: 2 }))
      counts[how] = (counts[how] ?? 0) + 1;
    console.log(JSON.stringify(counts));
  })();`;

test.each([
  ["ES module", "run.mjs", `import { scanImageParallel } from "./node/index.js";${body}`],
  ["CommonJS", "run.cjs", `const { scanImageParallel } = require("./node/index.cjs");${body}`],
])("worker threads of the built %s scan an image", (_, file, script) => {
  writeFileSync(join(folder, file), script);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  const output = execFileSync(process.execPath, [join(folder, file), join(folder, "tape.img")]);
  expect(JSON.parse(output.toString())).toEqual(counts);
});
