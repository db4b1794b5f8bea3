import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileWat, moduleSource } from "../compile.mjs";
import { watSources } from "../sources.mjs";

const sources = watSources();

test("the repository has WebAssembly texts", () => {
  expect(sources.map((source) => source.name)).toContain("ecc");
});

test.each(sources)("the checked-in module equals the compiled $label", async (source) => {
  const bytes = await compileWat(source.label, readFileSync(source.text, "utf8"));
  expect(readFileSync(source.module, "utf8")).toBe(moduleSource(source.name, bytes));
});
