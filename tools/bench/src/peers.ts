/** Erasure coders from the npm registry, measured beside ours when they are installed. */
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** A peer, or why it is not there. */
export type Peer<T> = { readonly peer: T } | { readonly missing: string };

/** The part that we use of `@subspace/reed-solomon-erasure.wasm`. */
export interface SubspaceCoder {
  /** Fills the parity shards behind the data shards in `shards`; 0 = done. */
  encode(shards: Uint8Array, dataShards: number, parityShards: number): number;
}

/** The part that we use of `@ronomon/reed-solomon`, whose work is done on Node's thread pool. */
export interface RonomonCoder {
  create(dataShards: number, parityShards: number): object;
  encode(
    context: object,
    sources: number,
    targets: number,
    buffer: Buffer,
    bufferOffset: number,
    bufferBytes: number,
    parity: Buffer,
    parityOffset: number,
    parityBytes: number,
    done: (error?: Error) => void,
  ): void;
}

export const SubspaceName = "@subspace/reed-solomon-erasure.wasm";
export const RonomonName = "@ronomon/reed-solomon";

/** Both packages are CommonJS and are found from this tool's own folder. */
const requireFrom = (root: string) => createRequire(join(root, "tools", "bench", "package.json"));

export async function loadSubspace(root: string): Promise<Peer<SubspaceCoder>> {
  let library: {
    ReedSolomonErasure: { fromCurrentDirectory(): Promise<SubspaceCoder> };
  };
  try {
    library = requireFrom(root)(SubspaceName);
  } catch {
    return { missing: "not installed" }; // an optional dependency
  }
  return { peer: await library.ReedSolomonErasure.fromCurrentDirectory() };
}

export function loadRonomon(root: string): Peer<RonomonCoder> {
  const require = requireFrom(root);
  try {
    require.resolve(`${RonomonName}/package.json`);
  } catch {
    return { missing: "not installed" }; // an optional dependency
  }
  try {
    return { peer: require(RonomonName) as RonomonCoder };
  } catch {
    return { missing: "installed but not compiled, run with --peers" };
  }
}

/** Compiles the native peer with pnpm's own node-gyp and, where they are, Node's local headers. */
export function compileRonomon(root: string, say: (line: string) => void): void {
  if (!("missing" in loadRonomon(root))) return;
  let folder: string;
  try {
    folder = dirname(requireFrom(root).resolve(`${RonomonName}/package.json`));
  } catch {
    say(`${RonomonName}: not installed, nothing to compile`);
    return;
  }
  say(`compiling ${RonomonName}`);
  const nodeGyp = "node_modules/pnpm/dist/node_modules/node-gyp/bin/node-gyp.js";
  const nodeFolder = dirname(dirname(process.execPath));
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(root, nodeGyp), "rebuild", `--nodedir=${nodeFolder}`],
    { cwd: folder, encoding: "utf8" },
  );
  if (status !== 0) say(`${RonomonName}: ${stderr.trim().split("\n").slice(-8).join("\n")}`);
}
