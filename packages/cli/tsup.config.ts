import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { defineConfig } from "tsup";

const programs = ["floppytape", "ftmt", "ftformat", "vtblc", "listtape"];

/** One small entry a program; what they share and what is rarely needed are chunks of their own. */
export default defineConfig({
  entry: Object.fromEntries(programs.map((name) => [name, `src/bin/${name}.ts`])),
  format: ["esm"],
  platform: "node",
  target: "node20",
  splitting: true,
  minifyWhitespace: true,
  clean: true,
  noExternal: [/^@floppytape\//],
  esbuildOptions(options) {
    options.conditions = ["@floppytape/source"];
    options.legalComments = "none";
  },
  async onSuccess() {
    mkdirSync("dist/man", { recursive: true });
    for (const name of programs)
      writeFileSync(
        `dist/man/${name}.1`,
        execFileSync(process.execPath, ["bin/floppytape.js", "man", name]),
      );
  },
});
