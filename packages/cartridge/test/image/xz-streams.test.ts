import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openWrappedFile } from "../../src/node/index.js";
import { joined } from "./collect.js";

/** "hi" and a line feed, compressed by xz. */
const hi = Buffer.from(
  "fd377a585a000004e6d6b4460200210116000000742fe5a301000268690a0000fb7be8e82a58434f00011b030b2fb9101fb6f37d010000000004595a",
  "hex",
);

async function unwrapped(parts: readonly Uint8Array[]) {
  const folder = mkdtempSync(join(tmpdir(), "xz-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, "file.xz"), joined(parts));
  const { bytes, findings } = await openWrappedFile(join(folder, "file.xz"));
  const contents = new Uint8Array(bytes.sizeBytes);
  await bytes.read(0, contents);
  await bytes.close();
  return { text: new TextDecoder().decode(contents), findings };
}

test("xz files put together are unwrapped one after the other", async () => {
  const { text, findings } = await unwrapped(new Array(1000).fill(hi));
  expect(findings).toEqual([]);
  expect(text === "hi\n".repeat(1000)).toBe(true);
});

test("zeros behind an xz file are padding", async () => {
  expect(await unwrapped([hi, new Uint8Array(40_000)])).toEqual({ text: "hi\n", findings: [] });
});
