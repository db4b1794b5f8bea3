/**
 * `node tools/wat/build.mjs`: compiles every text and writes the modules that changed.
 * Exit status 1 when a text does not compile.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { compileWat, moduleSource } from "./compile.mjs";
import { watSources } from "./sources.mjs";

for (const { name, text, module, label } of watSources()) {
  const bytes = await compileWat(label, readFileSync(text, "utf8"));
  const source = moduleSource(name, bytes);
  const isCurrent = existsSync(module) && readFileSync(module, "utf8") === source;
  if (!isCurrent) writeFileSync(module, source);
  process.stdout.write(`${label}: ${bytes.length} bytes, ${isCurrent ? "unchanged" : "written"}\n`);
}
