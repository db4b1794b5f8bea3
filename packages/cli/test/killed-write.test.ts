import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import { ended, run, start, temporaryFolder } from "./run-bin.js";

const SafeBytes = 8 * 1024 * 1024;

/** Bytes that nobody can confuse with another place of the stream. */
function streamOf(length: number): Uint8Array {
  const words = new Uint32Array(length / 4);
  for (let i = 0; i < words.length; i++) words[i] = Math.imul(i + 1, 0x9e3779b1);
  return new Uint8Array(words.buffer);
}

/** Resolves when the state beside the image names a volume that is being written. */
async function volumeIsSafe(image: string): Promise<void> {
  const deadline = performance.now() + 20_000;
  while (performance.now() < deadline) {
    const state = `${image}.state`;
    if (existsSync(state) && readFileSync(state, "utf8").length > 1000) return;
    await wait(20);
  }
  throw new Error("nothing was stored while the volume was written");
}

test.each([
  ["plain", []],
  ["compressed", ["--compress"]],
] as const)(
  "a %s volume whose writer is killed keeps what was brought to safety",
  async (_kind, options) => {
    const folder = temporaryFolder();
    const image = join(folder, "a.img");
    run(folder, "floppytape", ["format", image, "--cartridge=qic80-307"]);
    const stream = streamOf(SafeBytes + 512 * 1024);
    const child = start(folder, "floppytape", ["write", image, ...options]);
    child.stdin.on("error", () => {}); // it is killed while its input is open
    child.stdin.write(stream);
    await volumeIsSafe(image);
    child.kill("SIGKILL");
    expect(await ended(child)).toBe("SIGKILL");

    const listed = JSON.parse(run(folder, "floppytape", ["ls", image, "--json"]).stdout);
    expect(listed.volumes).toHaveLength(1);
    const { bytes } = run(folder, "floppytape", ["read", image, "0"]);
    expect(bytes.length).toBeGreaterThanOrEqual(SafeBytes);
    const digest = (part: Uint8Array) => createHash("sha256").update(part).digest("hex");
    expect(digest(bytes)).toBe(digest(stream.subarray(0, bytes.length)));
  },
);
