import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createImage } from "@floppytape/devices";
import { createGeometry } from "@floppytape/qic-format";
import { onTestFinished } from "vitest";
import { type CommandOptions, type Ended, run } from "./run-command.js";

/** The script of `floppytape`. */
export const program = fileURLToPath(
  new URL("../../../packages/cli/bin/floppytape.js", import.meta.url),
);

/** Runs one of our programs. */
export function ours(name: string, args: readonly string[], options?: CommandOptions) {
  const path = program.replace("floppytape.js", `${name}.js`);
  return run(process.execPath, [path, ...args], options);
}

/** A folder that is gone after the test. */
export function someFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "clients-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Tapes under the names by which a remote shell's server knows them. */
export interface ServedTapes {
  /** What takes the place of rsh: ignores whom it is to reach, and is the server. */
  readonly rsh: string;
  /** `HOST:DEVICE` of a name. */
  remote(name: string): string;
}

/** Serves devices by name, as `floppytape rmt NAME=DEVICE...` does. */
export function serve(folder: string, devices: Readonly<Record<string, string>>): ServedTapes {
  const rsh = join(folder, `rsh-${Object.keys(devices).join("-")}`);
  const words = [process.execPath, program, "rmt"];
  for (const [name, device] of Object.entries(devices)) words.push(`${name}=${device}`);
  const command = words.map((word) => `'${word}'`).join(" ");
  writeFileSync(rsh, `#!/bin/sh\nexec ${command}\n`);
  chmodSync(rsh, 0o755);
  return { rsh, remote: (name) => `localhost:/dev/${name}` };
}

/** Formats a small cartridge: 12 tracks of `segmentsPerTrack` segments with 29 KiB each. */
export async function formatSmall(path: string, segmentsPerTrack = 10): Promise<void> {
  const geometry = createGeometry({ formatCode: 2, segmentsPerTrack, tracksPerCartridge: 12 });
  await createImage(path, { type: { standard: "QIC-80", geometry } });
}

/** GNU tar with a tape served here. */
export function tar(
  served: ServedTapes,
  args: readonly string[],
  options?: CommandOptions,
): Promise<Ended> {
  return run("tar", [`--rsh-command=${served.rsh}`, ...args], options);
}

/** GNU mt with a tape served here. */
export function mt(served: ServedTapes, name: string, ...words: string[]): Promise<Ended> {
  return run("mt-gnu", [`--rsh-command=${served.rsh}`, "-f", served.remote(name), ...words]);
}
