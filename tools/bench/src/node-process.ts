/** Processes of Node, how long they live and how much memory they take. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Runs a script to its end; its output is thrown away. */
export function runScript(script: string, args: readonly string[], env = process.env): void {
  const { status, stderr, error } = spawnSync(process.execPath, [script, ...args], {
    env,
    stdio: ["ignore", "ignore", "pipe"],
    encoding: "utf8",
  });
  if (error) throw error;
  if (status !== 0)
    throw new Error(`${script} ${args.join(" ")}: exit status ${status}: ${stderr.trim()}`);
}

/** Copies the kernel's high-water mark of this process into a file at exit. */
const Witness = `
const { readFileSync, writeFileSync } = require("node:fs");
const { isMainThread } = require("node:worker_threads");
if (isMainThread) process.on("exit", () => {
  const mark = /^VmHWM:\\s*(\\d+) kB$/m.exec(readFileSync("/proc/self/status", "utf8"));
  writeFileSync(process.env.FLOPPYTAPE_WITNESS, mark[1]);
});
`;

/** Whether {@link peakMemoryMiB} works here. */
export const canMeasureMemory = (): boolean => existsSync("/proc/self/status");

/** Peak resident memory of a script run to its end, in MiB. `folder` takes two small files. */
export function peakMemoryMiB(folder: string, script: string, args: readonly string[]): number {
  const witness = join(folder, "witness.cjs");
  const result = join(folder, "witness.txt");
  writeFileSync(witness, Witness);
  runScript(script, args, {
    ...process.env,
    NODE_OPTIONS: `--require=${JSON.stringify(witness)}`,
    FLOPPYTAPE_WITNESS: result,
  });
  return Number(readFileSync(result, "utf8")) / 1024;
}
