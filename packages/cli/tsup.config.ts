import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { build, defineConfig, type Options } from "tsup";

const programs = ["floppytape", "ftmt", "ftformat", "vtblc", "listtape"];

/**
 * Every program has files of its own, as few as can be, for each one takes a start half a millisecond:
 * an entry with what every call needs, and chunks for what some need. The bundler can split only ES
 * modules, and loading those takes ten milliseconds: a second pass turns each chunk into CommonJS.
 */
export default defineConfig(() => {
  rmSync("dist", { recursive: true, force: true });
  return programs.map(
    (name): Options => ({
      entry: {
        main: `src/bin/${name}.ts`,
        // The script of worker threads is found by its name.
        ...(name === "floppytape" ? { "scan-worker": "src/bin/scan-worker.ts" } : {}),
      },
      outDir: `build/${name}`,
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
          entry: [`build/${name}/*.js`],
          outDir: `dist/${name}`,
          format: ["cjs"],
          bundle: false,
          removeNodeProtocol: false,
          target: "node20",
          outExtension: () => ({ js: ".js" }),
          esbuildOptions(options) {
            options.minifyWhitespace = true;
            options.minifySyntax = true;
            options.minifyIdentifiers = true;
            options.supported = { "dynamic-import": false };
          },
        });
        rmSync(`build/${name}`, { recursive: true });
        writeFileSync("dist/package.json", '{ "type": "commonjs" }\n');
        if (name === "floppytape") writeManPages();
      },
    }),
  );
});

function writeManPages(): void {
  mkdirSync("dist/man", { recursive: true });
  for (const name of programs)
    writeFileSync(
      `dist/man/${name}.1`,
      execFileSync(process.execPath, ["bin/floppytape.js", "man", name]),
    );
}
