import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build, defineConfig } from "tsup";

const programs = ["floppytape", "ftmt", "ftformat", "vtblc", "listtape"];

/**
 * One small entry a program; what they share and what is rarely needed are chunks of their own. The
 * bundler can split only ES modules, and loading those costs every start of a program ten milliseconds:
 * a second pass turns each chunk into CommonJS.
 */
export default defineConfig({
  entry: Object.fromEntries(programs.map((name) => [name, `src/bin/${name}.ts`])),
  outDir: "build",
  format: ["esm"],
  platform: "node",
  target: "node20",
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
  noExternal: [/^@floppytape\//],
  esbuildOptions(options) {
    options.conditions = ["@floppytape/source"];
    options.legalComments = "none";
  },
  async onSuccess() {
    await build({
      config: false,
      silent: true,
      entry: ["build/*.js"],
      outDir: "dist",
      format: ["cjs"],
      bundle: false,
      removeNodeProtocol: false,
      target: "node20",
      clean: true,
      outExtension: () => ({ js: ".js" }),
      esbuildOptions(options) {
        options.minifyWhitespace = true;
        options.minifySyntax = true;
        options.supported = { "dynamic-import": false };
      },
    });
    rmSync("build", { recursive: true });
    writeFileSync("dist/package.json", '{ "type": "commonjs" }\n');
    mkdirSync("dist/man", { recursive: true });
    for (const name of programs)
      writeFileSync(
        `dist/man/${name}.1`,
        execFileSync(process.execPath, ["bin/floppytape.js", "man", name]),
      );
  },
});
