import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserTitle, launchBrowser, missingBrowser } from "./browser.js";

const bin = join(
  createRequire(import.meta.url).resolve("floppytape/package.json"),
  "..",
  "bin",
  "floppytape.js",
);
// Recorded from the original driver; see the README beside them.
const vectors = fileURLToPath(
  new URL("../../../packages/cartridge/test/vectors/", import.meta.url),
);

describe.skipIf(missingBrowser !== undefined)(browserTitle("a page made by the program"), () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "floppytape-browser-"));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test.each([
    ["q80-307-plain", 0, "Everything was read."],
    ["crc-dead", 3, / % of what was recorded is lost\.$/],
    ["dos-volumes", 0, "Everything was read."],
  ])("%s, opened from the disk", async (name, status, verdict) => {
    const image = join(folder, `${name}.img`);
    writeFileSync(image, gunzipSync(readFileSync(join(vectors, `${name}.img.gz`))));
    const ended = spawnSync(process.execPath, [bin, "report", image], { encoding: "utf8" });
    expect({ status: ended.status, stderr: ended.stderr }).toEqual({ status, stderr: "" });

    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const complaints: string[] = [];
    const url = pathToFileURL(`${image}.html`).href;
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (request.url() !== url) complaints.push(request.url());
    });
    await page.goto(url);
    expect(await page.locator("#verdict").textContent()).toEqual(
      typeof verdict === "string" ? verdict : expect.stringMatching(verdict),
    );
    expect(await page.locator("#panel").isVisible()).toBe(true);
    expect(await page.locator(".volume").count()).toBeGreaterThan(0);
    expect(complaints).toEqual([]);
    await page.close();
  });
});
