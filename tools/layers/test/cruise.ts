import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../../", import.meta.url));

export interface Cruised {
  readonly modules: readonly {
    readonly source: string;
    readonly dependencies: readonly { readonly module: string; readonly resolved: string }[];
  }[];
  readonly violations: readonly { readonly rule: string; readonly from: string }[];
}

/** Runs the cruiser with the repository's rules over `folders` of the tree in `folder`. */
export function cruise(folder: string, ...folders: string[]): Cruised {
  const program = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const rules = join(root, ".dependency-cruiser.cjs");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, ...folders, "--config", rules, "--output-type", "json"],
    { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 },
  );
  if (!stdout.startsWith("{")) throw new Error(`the cruiser said: ${stdout}${stderr}`);
  const { modules, summary } = JSON.parse(stdout) as {
    modules: Cruised["modules"];
    summary: { violations: { rule: { name: string }; from: string }[] };
  };
  const violations = summary.violations.map(({ rule, from }) => ({ rule: rule.name, from }));
  return { modules, violations };
}
