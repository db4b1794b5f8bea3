/** On what the figures were measured. */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { cpus, loadavg, release, totalmem } from "node:os";

export interface Environment {
  readonly cpu: string;
  readonly cores: number;
  /** Those instruction sets that decide about kernels; empty where the system does not tell. */
  readonly cpuFeatures: readonly string[];
  readonly memoryMiB: number;
  readonly system: string;
  readonly node: string;
  readonly v8: string;
  readonly compiler: string;
  readonly date: string;
}

const Features = ["ssse3", "avx2", "avx512bw", "gfni", "asimd", "sve"];

export function environment(): Environment {
  const list = cpus();
  return {
    cpu: list[0]?.model.trim() ?? "unknown",
    cores: list.length,
    cpuFeatures: cpuFeatures(),
    memoryMiB: Math.round(totalmem() / 2 ** 20),
    system: `${process.platform} ${process.arch} ${release()}`,
    node: process.versions.node,
    v8: process.versions.v8,
    compiler: compilerVersion(),
    date: new Date().toISOString(),
  };
}

/** Load average of the last minute; 0 where the system does not tell. */
export const load = (): number => loadavg()[0] ?? 0;

function cpuFeatures(): string[] {
  try {
    const text = readFileSync("/proc/cpuinfo", "utf8");
    const flags = new Set(/^(?:flags|Features)\s*:(.*)$/m.exec(text)?.[1]?.trim().split(/\s+/));
    return Features.filter((feature) => flags.has(feature));
  } catch {
    return []; // no /proc: not Linux
  }
}

function compilerVersion(): string {
  try {
    const text = execFileSync("c++", ["--version"], { encoding: "utf8", stdio: "pipe" });
    return text.split("\n")[0] ?? "unknown";
  } catch {
    return "none"; // only peers with native code need one
  }
}
