// `npm run bench`: bundles the bench with the packages' sources (no build of theirs is needed) and runs it.
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const folder = fileURLToPath(new URL(".", import.meta.url));
const outdir = join(folder, "dist");

await build({
  absWorkingDir: folder,
  entryPoints: { main: "src/main.ts", "scan-worker": "src/scan-worker.ts" },
  outdir,
  outExtension: { ".js": ".mjs" },
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  conditions: ["@floppytape/source"],
  // packages from the registry are loaded from node_modules, so that missing ones can be reported
  external: ["@ronomon/*", "@subspace/*"],
  logLevel: "warning",
});
await import(pathToFileURL(join(outdir, "main.mjs")).href);
